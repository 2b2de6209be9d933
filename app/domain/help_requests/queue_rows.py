"""One row of a queue in the words of the desk: no word and no name of hers, and whether it is new to the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain import receipt_numbers
from app.domain.accounts import colleagues
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests.showing import office_names, service_name
from app.domain.help_requests.timeline import STATES
from app.permissions.actors import Actor
from app.vocabulary import Level, RequestState, TaskPart

MY_LOOKS = db.hot("SELECT subject_id, at FROM ctx.my_looks(CAST(:ids AS uuid[]))")


@dataclass(frozen=True, slots=True)
class Words:
    """What the rows of one page need beside themselves: names, and when the reader last looked at each request."""

    actor: Actor
    loaded: LoadedCounty
    offices: Mapping[str, str]
    places: Mapping[str, str]
    people: Mapping[UUID, str]
    looks: Mapping[UUID, datetime]
    now: datetime


async def shown(session: AsyncSession, *, actor: Actor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put rows of a queue into words; the number of statements does not grow with them."""
    loaded = await catalogue.current(session, actor.county)
    offices = await office_names(session, loaded, actor.county)
    ids = {row["staff_id"] for row in rows if row["staff_id"]}
    people = await colleagues.names(session, county=actor.county, ids=ids)
    looked = await db.fetch(session, MY_LOOKS, {"ids": [row["request_id"] for row in rows]})
    looks = {row["subject_id"]: row["at"] for row in looked}
    words = Words(actor, loaded, offices, _places(loaded), people, looks, clock.now())
    return [_row(row, words) for row in rows]


def _places(loaded: LoadedCounty) -> Mapping[str, str]:
    if loaded.version_id not in _place_names:
        _place_names.clear()
        _place_names[loaded.version_id] = {place.code: place.name for place in loaded.folder.places}
    return _place_names[loaded.version_id]


_place_names: dict[UUID, Mapping[str, str]] = {}


def _is_unread(row: Mapping[str, Any], words: Words) -> bool:
    """Say whether something happened since the reader last looked, other than by the reader."""
    look = words.looks.get(row["request_id"])
    if look is None:
        return True
    changed: datetime | None = row["changed_at"]
    return changed is not None and changed > look and row["changed_by"] != words.actor.id


def _row(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    due_at: datetime | None = row["due_at"]
    state = RequestState(row["request_state"])
    return {
        "task_id": row["id"],
        "id": row["request_id"],
        "number": receipt_numbers.shown(row["number"]),
        "service": row["service_code"],
        "service_name": service_name(words.loaded, row["service_code"]),
        "level": Level(row["level"]),
        "part": TaskPart(row["part"]),
        "state": state,
        "state_words": STATES[state],
        "office": row["office_code"],
        "office_name": words.offices.get(row["office_code"], row["office_code"]),
        "lead_name": words.offices.get(row["lead_office"], row["lead_office"]),
        "staff_id": row["staff_id"],
        "staff_name": words.people.get(row["staff_id"]),
        "township": row["township_code"],
        "township_name": words.places.get(row["township_code"], row["township_code"]),
        "village": row["village_code"],
        "village_name": words.places.get(row["village_code"], row["village_code"]),
        "created_at": row["created_at"],
        "changed_at": row["changed_at"] or row["created_at"],
        "unread": _is_unread(row, words),
        "due_at": due_at,
        "due_words": deadlines.in_words(due_at, words.now, promise="要办") if due_at else None,
        "overdue": due_at is not None and due_at < words.now,
        "reopens": row["reopens"],
        "version": row["version"],
    }
