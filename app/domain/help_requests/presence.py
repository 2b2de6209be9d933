"""Who has a request open at this moment (QUE-02): remembered in memory for less than a minute, told to other processes.

Nothing is stored. What goes between processes is ids; who is shown it has come through the request's own door, so a
closed case shows its members to its members.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.accounts import colleagues
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access
from app.domain.help_requests.showing import office_names
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Doing

STAYS = timedelta(seconds=45)
CHANNEL = "desk_open"
MOST_REMEMBERED = 10_000
TELL = db.hot("SELECT pg_notify('desk_open', :said)")
Key = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Here:
    """One worker with a request open."""

    office: str
    doing: Doing
    since: datetime
    until: datetime


_open: dict[Key, dict[UUID, Here]] = {}


async def note(session: AsyncSession, *, actor: Actor, request_id: UUID, doing: Doing) -> dict[str, Any]:
    """Say that one has a request open, and hear who else has. Raises NotFound for what one may not read."""
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    said = "|".join((request.county, str(request.id), str(actor.id), actor.office or "", doing.value))
    hear(said)
    await db.fetch(session, TELL, {"said": said})
    return {
        "others": await _others(session, actor, request),
        "version": request.version,
        "again_in": int(STAYS.total_seconds() // 2),
    }


def hear(said: str) -> None:
    """Remember what this or another process says; what cannot be read is nothing."""
    try:
        county, request, staff, office, doing = said.split("|")
        key, who, what = (county, UUID(request)), UUID(staff), Doing(doing)
    except ValueError:
        return
    there = _living(key)
    before = there.pop(who, None)
    if what is not Doing.LEAVING:
        now = clock.now()
        there[who] = Here(office, what, before.since if before else now, now + STAYS)
    if there:
        _open[key] = there
    else:
        _open.pop(key, None)
    if len(_open) > MOST_REMEMBERED:
        _forget_the_gone()


def _living(key: Key) -> dict[UUID, Here]:
    now = clock.now()
    return {who: here for who, here in _open.get(key, {}).items() if here.until > now}


def _forget_the_gone() -> None:
    for key in list(_open):
        living = _living(key)
        if living:
            _open[key] = living
        else:
            del _open[key]


async def _others(session: AsyncSession, actor: Actor, request: HelpRequest) -> list[dict[str, Any]]:
    """Name the others; by name within one's own office, by office beyond it."""
    living = _living((request.county, request.id))
    others = {who: here for who, here in living.items() if who != actor.id}
    near = [who for who, here in others.items() if here.office == actor.office]
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    offices = await office_names(session, loaded, request.county)
    people = await colleagues.names(session, county=request.county, ids=near)
    return [
        {
            "name": people.get(who),
            "office_name": offices.get(here.office, "单位"),
            "writing": here.doing is Doing.WRITING,
            "since": here.since,
        }
        for who, here in sorted(others.items(), key=lambda one: one[1].since)
    ]


def forget() -> None:
    """Forget everybody."""
    _open.clear()
