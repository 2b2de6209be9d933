"""The words of a request on a screen, whoever's it is: face, parts, time line, thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault
from app.domain import receipt_numbers
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests.ladder import lead_due
from app.domain.help_requests.parties import PartNow
from app.domain.help_requests.timeline import STATES, line_of
from app.models.help_requests import HelpRequest
from app.vocabulary import DataClass, RequestState, Step, TaskState

EVENTS = db.hot("""
    SELECT id, created_at, seq, step, to_state, actor_kind, actor_id, office_code, facts, note_sealed, shown_to_her
    FROM request_event WHERE county = :county AND request_id = :request AND (shown_to_her OR :all) ORDER BY seq
""")
MESSAGES = db.hot("""
    SELECT m.id, m.created_at, m.audience, m.by_her, m.author_id, m.author_shown, m.office_code, m.body_sealed,
           m.visible_from
    FROM request_message m
    WHERE m.county = :county AND m.request_id = :request AND m.taken_back_at IS NULL
      AND (:all OR (m.audience = 'her' AND (m.by_her OR m.visible_from <= :now)))
    ORDER BY m.created_at, m.id
""")
FILES = db.hot("""
    SELECT id, created_at, kind, state, refused_because, media_type, seconds, width, height, summary_sealed,
           summaries_sealed
    FROM stored_file WHERE county = :county AND request_id = :request AND state <> 'erased' ORDER BY created_at, id
""")
NAMES = text("SELECT code, name FROM office WHERE county = :county")
TOLD_WITH_REASON = (Step.GRANT_EXTENSION, Step.OVERRIDE)
_names: dict[tuple[str, UUID], tuple[datetime, dict[str, str]]] = {}


async def office_names(session: AsyncSession, loaded: LoadedCounty, county: str) -> Mapping[str, str]:
    """Give every office's name, also of one that has ended; looked up again as often as the offices themselves."""
    key, now = (county, loaded.version_id), clock.now()
    known = _names.get(key)
    if known is None or abs((now - known[0]).total_seconds()) >= catalogue.LOOK_AGAIN_SECONDS:
        rows = await session.execute(NAMES, {"county": county})
        known = _names[key] = (now, {row.code: row.name for row in rows})
    return known[1]


def forget_names() -> None:
    """Look the names up again: an office was renamed."""
    _names.clear()


def face(request: HelpRequest, loaded: LoadedCounty, names: Mapping[str, str]) -> dict[str, Any]:
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


def still_counts(part: PartNow) -> bool:
    """Say whether she is still shown this part."""
    return part.state in (TaskState.OPEN, TaskState.DONE)


def part_shown(part: PartNow, names: Mapping[str, str]) -> dict[str, Any]:
    """Show one office's part."""
    return {
        "id": part.id,
        "part": part.part,
        "state": part.state,
        "office": part.office,
        "office_name": names.get(part.office, part.office),
        "due_at": part.due_at,
    }


async def timeline(
    session: AsyncSession, request: HelpRequest, names: Mapping[str, str], vault: Vault | None, *, everything: bool
) -> list[dict[str, Any]]:
    """Show the time line: what she may see, or everything."""
    values = {"county": request.county, "request": request.id, "all": everything}
    rows = await db.fetch(session, EVENTS, values)
    return [event_shown(dict(row), request, names, vault, everything=everything) for row in rows]


def event_shown(
    row: Mapping[str, Any],
    request: HelpRequest,
    names: Mapping[str, str],
    vault: Vault | None,
    *,
    everything: bool,
) -> dict[str, Any]:
    """Show one event as a line in plain words."""

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


async def thread(
    session: AsyncSession, request: HelpRequest, names: Mapping[str, str], vault: Vault | None, *, everything: bool
) -> list[dict[str, Any]]:
    """Show the thread: what she may see, or everything."""
    values = {"county": request.county, "request": request.id, "all": everything, "now": clock.now()}
    rows = await db.fetch(session, MESSAGES, values)
    return [_message(row, names, vault) for row in rows]


def _message(row: Mapping[str, Any], names: Mapping[str, str], vault: Vault | None) -> dict[str, Any]:
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


async def files_of(
    session: AsyncSession, request: HelpRequest, names: Mapping[str, str], vault: Vault | None
) -> list[dict[str, Any]]:
    """List the files beside a request; what they hold is opened one by one, each look on record. Erased: none."""
    if vault is None:
        return []
    rows = await db.fetch(session, FILES, {"county": request.county, "request": request.id})
    return [_file(dict(row), names, vault) for row in rows]


def _file(row: dict[str, Any], names: Mapping[str, str], vault: Vault | None) -> dict[str, Any]:
    """Show a file: the newest summary, and all of them in turn, each under its office's name (MSG-03)."""
    newest, history = row.pop("summary_sealed"), row.pop("summaries_sealed")

    def read(column: str, sealed: bytes | None) -> str | None:
        if sealed is None or vault is None:
            return None
        return vault.open(DataClass.REQUEST, Place("stored_file", column, row["id"]), bytes(sealed))

    written = orjson.loads(read("summaries_sealed", history) or "[]")
    return {
        **row,
        "at": row["created_at"],
        "summary": read("summary_sealed", newest),
        "summaries": [
            {"at": one["at"], "office_name": names.get(one["office"] or "", "单位"), "text": one["text"]}
            for one in written
        ],
    }


def masked_name(name: str | None) -> str | None:
    """Show the first character of a name only."""
    return name[0] + "*" * max(1, len(name) - 1) if name else None


def masked_phone(phone: str | None) -> str | None:
    """Show three and four digits of a phone number only."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else None
