"""What an office owes by a clock climbs as a request does: its office, its head, the county desk; each rung once.

Reviews, steps of loans and tips stand on this ladder; a request has one of its own (`help_requests/ladder`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.catalogue import deadlines
from app.domain.catalogue.deadlines import WorkingCalendar
from app.domain.catalogue.rules import COUNTY_DESK
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import ClockKind, NoticeKind

RUNGS = (80, 100, 200)
AT_A_TIME = 100


class Owed(Protocol):
    """A row an office has to see to."""

    county: str
    id: UUID
    reader: str
    due_at: datetime
    climbed: int
    next_climb_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Run:
    """How long an office has, on which kind of clock, and since when; `top` is the last rung it climbs to."""

    kind: ClockKind
    amount: int
    start: datetime
    calendar: WorkingCalendar
    top: int = RUNGS[-1]

    @property
    def due_at(self) -> datetime:
        """The moment the time is over."""
        return deadlines.due(self.kind, self.amount, self.start, self.calendar)


def wind(one: Owed, run: Run | None) -> None:
    """Set when a row climbs next; never above the last rung, and never where nothing is owed."""
    one.next_climb_at = None
    rung = next((rung for rung in RUNGS if rung > one.climbed), None)
    if run is not None and rung is not None and rung <= run.top:
        one.next_climb_at = deadlines.moment_at(run.kind, run.start, one.due_at, rung, run.calendar)


async def due(session: AsyncSession, table: Any, *, county: str) -> list[UUID]:
    """Name the rows of a table that have to climb now, the longest due first."""
    query = select(table.id).where(col(table.county) == county, col(table.next_climb_at) <= clock.now())
    return list((await session.exec(query.order_by(col(table.next_climb_at)).limit(AT_A_TIME))).all())


async def climb(session: AsyncSession, one: Owed, *, run: Run | None, about: About) -> int:
    """Take every rung that is due, in order, each once; gives how many. The row is locked by the caller."""
    told = dict(zip(RUNGS, (one.reader, f"head:{one.reader}", COUNTY_DESK), strict=True))
    taken = 0
    while one.next_climb_at is not None and one.next_climb_at <= clock.now():
        one.climbed = next(rung for rung in RUNGS if rung > one.climbed)
        kind = NoticeKind.TASK_DUE if one.climbed == RUNGS[0] else NoticeKind.TASK_OVERDUE
        key = f"{one.id}:{one.version}:{one.climbed}:{told[one.climbed]}"
        await announce(session, county=one.county, notes=[Note(kind=kind, dedupe_key=key, reader=told[one.climbed])])
        wind(one, run)
        session.add(one)
        await session.flush()
        action, facts = f"{about.table}:climb", {"percent": one.climbed}
        await audit.record(session, actor=system(one.county), action=action, about=about, facts=facts)
        taken += 1
    return taken
