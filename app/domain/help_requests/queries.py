"""Reading requests: her list, one request with its thread, and the desk's side of both."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, Vault
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import access, talking
from app.domain.help_requests.looking import opened
from app.domain.help_requests.moves import Fresh
from app.domain.help_requests.parties import PartNow, Party, parts_of, party_of, possible_steps
from app.domain.help_requests.showing import (
    event_shown,
    face,
    files_of,
    masked_name,
    masked_phone,
    office_names,
    part_shown,
    service_name,
    still_counts,
    thread,
    timeline,
)
from app.domain.help_requests.steps import By
from app.domain.help_requests.timeline import STATES
from app.domain.keys import vault_of
from app.domain.lessons import asking
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import DataClass, Level, RequestState, Role, Step

MY_LIST = db.hot("""
    SELECT id, created_at, number, service_code, catalogue_id, level, state, lead_office, first_due, first_replied_at,
           finish_due, statutory_due, telling_sealed, version, review_used, extension_asked_at, pending, erased_at,
           reopens
    FROM help_request
    WHERE county = :county AND profile_id = :profile AND (created_at, id) < (:before, :before_id)
      AND (level = 'normal' OR NOT :locked)
    ORDER BY created_at DESC, id DESC LIMIT :limit
""")
LINKED = text("""
    SELECT id, number, service_code, state FROM help_request
    WHERE county = :county AND profile_id = :profile AND id <> :id AND (id = :root OR parent_id = :root)
      AND (level = 'normal' OR NOT :locked)
    ORDER BY created_at, id
""")
OPEN_FOR_MINUTES = 5
END_OF_TIME = datetime(9999, 1, 1, tzinfo=clock.COUNTY_ZONE)
LAST_ID = UUID(int=2**128 - 1)


async def my_requests(
    session: AsyncSession, *, actor: Actor, limit: int, after: tuple[datetime, UUID] | None
) -> list[dict[str, Any]]:
    """List her own requests, newest first, opened with her own rights. One query, whatever their number."""
    before, before_id = after or (END_OF_TIME, LAST_ID)
    values = {
        "county": actor.county,
        "profile": actor.profile_id,
        "before": before,
        "before_id": before_id,
        "locked": actor.locked,
        "limit": limit,
    }
    rows = await db.fetch(session, MY_LIST, values)
    loaded = await catalogue.current(session, actor.county)
    names = await office_names(session, loaded, actor.county)
    vault = await vault_of(session, actor.county)
    return [_my_row(actor, row, loaded, names, vault) for row in rows]


def _my_row(
    actor: Actor, row: Mapping[str, Any], loaded: LoadedCounty, names: Mapping[str, str], vault: Vault
) -> dict[str, Any]:
    seen = SimpleNamespace(**{**row, "state": RequestState(row["state"]), "level": Level(row["level"])})
    request = cast("HelpRequest", seen)  # a table object costs more than the whole query
    party = Party(actor, request, (), by=frozenset({By.HER}))
    return {
        **face(request, loaded, names),
        "telling": _short(row, request, vault),
        "possible_steps": possible_steps(party),
    }


def _short(row: Mapping[str, Any], request: HelpRequest, vault: Vault) -> str | None:
    """Open her first words for a list; a closed request shows none there."""
    if request.level is Level.CLOSED or row["telling_sealed"] is None:
        return None
    place = Place("help_request", "telling_sealed", request.id)
    return vault.open(DataClass.REQUEST, place, bytes(row["telling_sealed"]))[:60]


async def my_request(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Show her one request: where it is, who is on it, its time line and its thread."""
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    return await for_her(session, actor=actor, request=request)


async def for_her(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> dict[str, Any]:
    """Put a request she may read into the words of her screen."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    party = await party_of(session, actor=actor, request=request)
    vault = None if request.erased_at is not None else await access.request_vault(session, request)
    return {
        **face(request, loaded, names),
        "telling": opened(vault, request, "telling_sealed", DataClass.REQUEST) if vault else None,
        "from_lesson": await _from_lesson(session, request),
        "who": [part_shown(part, names) for part in party.parts if still_counts(part)],
        "timeline": await timeline(session, request, names, vault, everything=False),
        "messages": await thread(session, request, names, vault, everything=False),
        "files": await files_of(session, request, names, vault),
        "linked": await _linked(session, actor, request, loaded) if request.told_together > 1 else [],
        "reopens": request.reopens,
        "erased": request.erased_at is not None,
        "possible_steps": possible_steps(party),
    }


async def begun_for_her(session: AsyncSession, *, actor: Actor, fresh: Fresh, telling: str | None) -> dict[str, Any]:
    """Put a request she has just made into the same words, from what is in hand: nothing is read back."""
    request, event = fresh.request, fresh.event
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    parts = tuple(
        PartNow(task.id, task.part, task.state, task.office_code, task.staff_id, task.due_at, None)
        for task in fresh.tasks
    )
    party = Party(actor, request, parts, by=frozenset({By.HER}))
    row = {**event.model_dump(), "note_sealed": None}
    return {
        **face(request, loaded, names),
        "telling": telling,
        "from_lesson": await _from_lesson(session, request),
        "who": [part_shown(part, names) for part in parts],
        "timeline": [event_shown(row, request, names, None, everything=False)],
        "messages": [],
        "files": [],
        "linked": await _linked(session, actor, request, loaded) if request.told_together > 1 else [],
        "reopens": 0,
        "erased": False,
        "possible_steps": possible_steps(party),
    }


async def _linked(
    session: AsyncSession, actor: Actor, request: HelpRequest, loaded: LoadedCounty
) -> list[dict[str, Any]]:
    """List what she told together with this (RTE-06); a closed request is linked to nothing."""
    if request.level is Level.CLOSED:
        return []
    root = request.parent_id or request.id
    values: dict[str, Any] = {"county": request.county, "profile": request.profile_id, "id": request.id, "root": root}
    values["locked"] = actor.locked
    rows = (await session.execute(LINKED, values)).mappings()
    return [
        {
            "id": row["id"],
            "number": receipt_numbers.shown(row["number"]),
            "service_name": service_name(loaded, row["service_code"]),
            "state": RequestState(row["state"]),
            "state_words": STATES[RequestState(row["state"])],
        }
        for row in rows
    ]


async def desk_request(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Show a worker one request: masked name and phone, everyone's part, the whole time line, notes and replies.

    The look is written down, and she can see that it happened.
    """
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    about = About("help_request", request.id, request.profile_id)
    closed = {"closed": True} if request.level is Level.CLOSED else {}
    await audit.record_read(session, actor=actor, action="help_request:read", about=about, facts=closed)
    shown = await for_desk(session, actor=actor, request=request)
    shown["also_open"] = await _also_open(session, request)
    shown["contact_rules"] = await talking.rules_for(session, request)
    return shown


async def _also_open(session: AsyncSession, request: HelpRequest) -> list[dict[str, Any]]:
    """Say which other desks opened this request in the last minutes (QUE-02)."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    others = await audit.recent_readers(session, subject=request.id, minutes=OPEN_FOR_MINUTES)
    return [{"office_name": names.get(one["office_code"] or "", "单位"), "at": one["at"]} for one in others]


async def _from_lesson(session: AsyncSession, request: HelpRequest) -> dict[str, Any] | None:
    """Say from which micro-class she asked, and at which minute (MIC-05)."""
    if request.about_lesson_id is None:
        return None
    title = await asking.title_of(session, county=request.county, lesson_id=request.about_lesson_id)
    return {"lesson_id": request.about_lesson_id, "title": title, "minute": request.about_minute}


async def for_desk(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> dict[str, Any]:
    """Put a request a worker may read into the words of the desk."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    party = await party_of(session, actor=actor, request=request)
    vault = None if request.erased_at is not None else await access.request_vault(session, request)
    return {
        **face(request, loaded, names),
        "telling": opened(vault, request, "telling_sealed", DataClass.REQUEST) if vault else None,
        "from_lesson": await _from_lesson(session, request),
        "name": masked_name(opened(vault, request, "name_sealed", DataClass.IDENTITY)) if vault else None,
        "phone": masked_phone(opened(vault, request, "phone_sealed", DataClass.CONTACT)) if vault else None,
        "village": request.village_code,
        "township": request.township_code,
        "owner_id": request.owner_id,
        "channel": request.channel,
        "finish_due": request.finish_due,
        "reopens": request.reopens,
        "returns": request.returns,
        "pending": request.pending,
        "safety_checks": [
            {"code": one.code, "text": one.text}
            for one in catalogue.safety_checks(loaded, request.service_code, request.topics)
        ],
        "duties": [
            {"code": one.code, "text": one.text, "source": one.source}
            for one in catalogue.duties(loaded, request.service_code)
        ],
        "documents": list(getattr(loaded.service(request.service_code), "documents", ())),
        "who": [part_shown(part, names) for part in party.parts],
        "timeline": await timeline(session, request, names, vault, everything=True),
        "messages": await thread(session, request, names, vault, everything=True),
        "files": await files_of(session, request, names, vault),
        "erased": request.erased_at is not None,
        "possible_steps": possible_steps(party),
    }


async def taken(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> dict[str, Any]:
    """Say what a step led to; whoever handed the request on sees no more than that."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    steps: list[Step] = []
    if await _still_reads(session, actor, request):
        steps = possible_steps(await party_of(session, actor=actor, request=request))
    return {**face(request, loaded, names), "possible_steps": steps}


async def _still_reads(session: AsyncSession, actor: Actor, request: HelpRequest) -> bool:
    if actor.role is Role.WOMAN:
        return True
    if request.level is Level.CLOSED:
        return bool(await parts_of(session, request.id))
    return bool(set(request.readers) & set(actor.readers))
