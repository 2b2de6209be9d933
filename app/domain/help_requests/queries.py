"""Reading requests: her list, one request with its thread, and the desk's side of both."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import access, receipt_numbers
from app.domain.help_requests.looking import opened
from app.domain.help_requests.moves import lead_due
from app.domain.help_requests.parties import PartNow, Party, parts_of, party_of, possible_steps
from app.domain.help_requests.steps import By
from app.domain.help_requests.timeline import STATES, line_of
from app.domain.keys import vault_of
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import DataClass, Level, RequestState, Role, Step, TaskState

MY_LIST = text("""
    SELECT id, created_at, number, service_code, catalogue_id, level, state, lead_office, first_due, first_replied_at,
           finish_due, telling_sealed, version, review_used, extension_asked_at, pending, erased_at, reopens
    FROM help_request
    WHERE county = :county AND profile_id = :profile AND (created_at, id) < (:before, :before_id)
    ORDER BY created_at DESC, id DESC LIMIT :limit
""")
EVENTS = text("""
    SELECT id, created_at, seq, step, to_state, actor_kind, actor_id, office_code, facts, note_sealed, shown_to_her
    FROM request_event WHERE county = :county AND request_id = :request AND (shown_to_her OR :all) ORDER BY seq
""")
MESSAGES = text("""
    SELECT m.id, m.created_at, m.audience, m.by_her, m.author_id, m.author_shown, m.office_code, m.body_sealed,
           m.visible_from
    FROM request_message m
    WHERE m.county = :county AND m.request_id = :request AND m.taken_back_at IS NULL
      AND (:all OR (m.audience = 'her' AND (m.by_her OR m.visible_from <= :now)))
    ORDER BY m.created_at, m.id
""")
NAMES = text("SELECT code, name FROM office WHERE county = :county")
TOLD_WITH_REASON = (Step.GRANT_EXTENSION, Step.OVERRIDE)
OPEN_FOR_MINUTES = 5
END_OF_TIME = datetime(9999, 1, 1, tzinfo=clock.COUNTY_ZONE)
LAST_ID = UUID(int=2**128 - 1)
_names: dict[tuple[str, UUID], dict[str, str]] = {}


async def office_names(session: AsyncSession, loaded: LoadedCounty, county: str) -> Mapping[str, str]:
    """Give every office's name, remembered per version of the county."""
    key = (county, loaded.version_id)
    if key not in _names:
        rows = await session.execute(NAMES, {"county": county})
        _names[key] = {row.code: row.name for row in rows}
    return _names[key]


def forget_names() -> None:
    """Look the names up again: an office was renamed."""
    _names.clear()


async def my_requests(
    session: AsyncSession, *, actor: Actor, limit: int, after: tuple[datetime, UUID] | None
) -> list[dict[str, Any]]:
    """List her own requests, newest first, opened with her own rights. One query, whatever their number."""
    before, before_id = after or (END_OF_TIME, LAST_ID)
    values = {"county": actor.county, "profile": actor.profile_id, "before": before, "before_id": before_id}
    rows = (await session.execute(MY_LIST, values | {"limit": limit})).mappings().all()
    loaded = await catalogue.current(session, actor.county)
    names = await office_names(session, loaded, actor.county)
    vault = await vault_of(session, actor.county)
    return [_my_row(actor, row, loaded, names, vault) for row in rows]


def _my_row(
    actor: Actor, row: RowMapping, loaded: LoadedCounty, names: Mapping[str, str], vault: Vault
) -> dict[str, Any]:
    seen = SimpleNamespace(**{**row, "state": RequestState(row["state"]), "level": Level(row["level"])})
    request = cast("HelpRequest", seen)  # a table object costs more than the whole query
    party = Party(actor, request, (), by=frozenset({By.HER}))
    return {
        **_face(request, loaded, names),
        "telling": _short(row, request, vault),
        "possible_steps": possible_steps(party),
    }


def _short(row: RowMapping, request: HelpRequest, vault: Vault) -> str | None:
    """Open her first words for a list; a closed request shows none there."""
    if request.level is Level.CLOSED or row["telling_sealed"] is None:
        return None
    place = Place("help_request", "telling_sealed", request.id)
    return vault.open(DataClass.REQUEST, place, bytes(row["telling_sealed"]))[:60]


def _face(request: HelpRequest, loaded: LoadedCounty, names: Mapping[str, str]) -> dict[str, Any]:
    """Say of a request what both sides may always see: number, service, state, who leads, and by when."""
    due_at = lead_due(request)
    promise = "回您" if request.first_replied_at is None else "办好"
    return {
        "id": request.id,
        "number": receipt_numbers.shown(request.number),
        "service": request.service_code,
        "service_name": service_name(loaded, request.service_code),
        "level": request.level,
        "state": request.state,
        "state_words": STATES[request.state],
        "lead_office": request.lead_office,
        "lead_name": names.get(request.lead_office, request.lead_office),
        "created_at": request.created_at,
        "due_at": due_at,
        "due_words": deadlines.in_words(due_at, clock.now(), promise=promise) if due_at else None,
        "version": request.version,
    }


def service_name(loaded: LoadedCounty, code: str) -> str:
    """Give a service's plain name, also of one that is offered no more."""
    return str(loaded.service(code).name)


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
        **_face(request, loaded, names),
        "telling": opened(vault, request, "telling_sealed", DataClass.REQUEST) if vault else None,
        "who": [_part(part, names) for part in party.parts if _still_counts(part)],
        "timeline": await _timeline(session, request, names, vault, everything=False),
        "messages": await _thread(session, request, names, vault, everything=False),
        "linked": [],
        "reopens": request.reopens,
        "erased": request.erased_at is not None,
        "possible_steps": possible_steps(party),
    }


def _still_counts(part: PartNow) -> bool:
    return part.state in (TaskState.OPEN, TaskState.DONE)


def _part(part: PartNow, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": part.id,
        "part": part.part,
        "state": part.state,
        "office": part.office,
        "office_name": names.get(part.office, part.office),
        "due_at": part.due_at,
    }


async def _timeline(
    session: AsyncSession, request: HelpRequest, names: Mapping[str, str], vault: Vault | None, *, everything: bool
) -> list[dict[str, Any]]:
    values = {"county": request.county, "request": request.id, "all": everything}
    rows = (await session.execute(EVENTS, values)).mappings().all()
    return [_event(row, request, names, vault, everything=everything) for row in rows]


def _event(
    row: RowMapping,
    request: HelpRequest,
    names: Mapping[str, str],
    vault: Vault | None,
    *,
    everything: bool,
) -> dict[str, Any]:
    def name(code: str | None) -> str:
        return names.get(code or "", "单位")

    step = Step(row["step"])
    note = None
    if row["note_sealed"] is not None and vault is not None and (everything or step in TOLD_WITH_REASON):
        place = Place("request_event", "note_sealed", row["id"])
        note = vault.open(DataClass.REQUEST, place, bytes(row["note_sealed"]))
    return {
        "seq": row["seq"],
        "at": row["created_at"],
        "step": step,
        "state": RequestState(row["to_state"]),
        "line": line_of(step, row["facts"], row["office_code"], request.lead_office, name),
        "note": note,
        "shown_to_her": row["shown_to_her"],
    }


async def _thread(
    session: AsyncSession, request: HelpRequest, names: Mapping[str, str], vault: Vault | None, *, everything: bool
) -> list[dict[str, Any]]:
    values = {"county": request.county, "request": request.id, "all": everything, "now": clock.now()}
    rows = (await session.execute(MESSAGES, values)).mappings().all()
    return [_message(row, names, vault) for row in rows]


def _message(row: RowMapping, names: Mapping[str, str], vault: Vault | None) -> dict[str, Any]:
    """Show a line under its office's name; the worker's own name only where they chose to show it (MSG-01)."""
    body = None
    if row["body_sealed"] is not None and vault is not None:
        place = Place("request_message", "body_sealed", row["id"])
        body = vault.open(DataClass.REQUEST, place, bytes(row["body_sealed"]))
    return {
        "id": row["id"],
        "at": row["created_at"],
        "audience": row["audience"],
        "by_her": row["by_her"],
        "from_name": "我" if row["by_her"] else names.get(row["office_code"] or "", "单位"),
        "author": row["author_id"] if row["author_shown"] and not row["by_her"] else None,
        "body": body,
        "visible_from": row["visible_from"],
    }


async def desk_request(session: AsyncSession, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Show a worker one request: masked name and phone, everyone's part, the whole time line, notes and replies.

    The look is written down, and she can see that it happened.
    """
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    about = About("help_request", request.id, request.profile_id)
    await audit.record_read(session, actor=actor, action="help_request:read", about=about, facts={})
    shown = await for_desk(session, actor=actor, request=request)
    shown["also_open"] = await _also_open(session, request)
    return shown


async def _also_open(session: AsyncSession, request: HelpRequest) -> list[dict[str, Any]]:
    """Say which other desks opened this request in the last minutes (QUE-02)."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    others = await audit.recent_readers(session, subject=request.id, minutes=OPEN_FOR_MINUTES)
    return [{"office_name": names.get(one["office_code"] or "", "单位"), "at": one["at"]} for one in others]


async def for_desk(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> dict[str, Any]:
    """Put a request a worker may read into the words of the desk."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    party = await party_of(session, actor=actor, request=request)
    vault = None if request.erased_at is not None else await access.request_vault(session, request)
    return {
        **_face(request, loaded, names),
        "telling": opened(vault, request, "telling_sealed", DataClass.REQUEST) if vault else None,
        "name": _masked_name(opened(vault, request, "name_sealed", DataClass.IDENTITY)) if vault else None,
        "phone": _masked_phone(opened(vault, request, "phone_sealed", DataClass.CONTACT)) if vault else None,
        "village": request.village_code,
        "township": request.township_code,
        "owner_id": request.owner_id,
        "channel": request.channel,
        "finish_due": request.finish_due,
        "reopens": request.reopens,
        "returns": request.returns,
        "pending": request.pending,
        "documents": list(getattr(loaded.service(request.service_code), "documents", ())),
        "who": [_part(part, names) for part in party.parts],
        "timeline": await _timeline(session, request, names, vault, everything=True),
        "messages": await _thread(session, request, names, vault, everything=True),
        "erased": request.erased_at is not None,
        "possible_steps": possible_steps(party),
    }


def _masked_name(name: str | None) -> str | None:
    return name[0] + "*" * max(1, len(name) - 1) if name else None


def _masked_phone(phone: str | None) -> str | None:
    return f"{phone[:3]}****{phone[-4:]}" if phone else None


async def taken(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> dict[str, Any]:
    """Say what a step led to; whoever handed the request on sees no more than that."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    steps: list[Step] = []
    if await _still_reads(session, actor, request):
        steps = possible_steps(await party_of(session, actor=actor, request=request))
    return {**_face(request, loaded, names), "possible_steps": steps}


async def _still_reads(session: AsyncSession, actor: Actor, request: HelpRequest) -> bool:
    if actor.role is Role.WOMAN:
        return True
    if request.level is Level.CLOSED:
        return bool(await parts_of(session, request.id))
    return bool(set(request.readers) & set(actor.readers))
