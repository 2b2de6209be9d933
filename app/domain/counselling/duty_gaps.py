"""Hours in which nobody is on duty for a closed service: the county hears of them by count, never about whom."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.counselling.counsellors import CRISIS, IN_FORCE
from app.domain.help_requests.routing import COUNTY_DESK
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.vocabulary import Audience, Level, NoticeKind

LOOK_AHEAD = timedelta(hours=24)
SHIFTS = text("""
    SELECT d.service_code, d.starts_at, d.ends_at FROM duty_shift d
    JOIN staff s ON s.county = d.county AND s.id = d.staff_id AND s.disabled_at IS NULL
    WHERE d.county = :county AND d.service_code <> :trained AND d.ends_at > :now AND d.starts_at < :until
""")
TRAINED = text(
    "SELECT d.service_code, d.starts_at, d.ends_at FROM duty_shift d "  # noqa: S608  our own words
    "JOIN counsellor c ON c.county = d.county AND c.staff_id = d.staff_id "
    "WHERE d.county = :county AND d.service_code = :trained AND d.ends_at > :now AND d.starts_at < :until AND "
    + IN_FORCE.format(kinds=CRISIS, day="(d.starts_at AT TIME ZONE 'Asia/Shanghai')::date")
)


def uncovered(
    shifts: list[tuple[datetime, datetime]], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Give the stretches between two moments in which no shift runs; pure."""
    gaps, reached = [], start
    for begins, ends in sorted(shifts):
        if begins > reached:
            gaps.append((reached, min(begins, end)))
        reached = max(reached, ends)
        if reached >= end:
            return gaps
    return [*gaps, (reached, end)]


async def gaps(session: AsyncSession, *, county: str, loaded: LoadedCounty) -> list[dict[str, Any]]:
    """List each closed service with the hours of the next day that nobody covers; runs under the routing audience."""
    now = clock.now()
    values = {"county": county, "trained": loaded.folder.crisis.service, "now": now, "until": now + LOOK_AHEAD}
    rows = [*(await session.execute(SHIFTS, values)).all(), *(await session.execute(TRAINED, values)).all()]
    found = []
    for code, service in loaded.services.items():
        if service.level is Level.CLOSED and loaded.takes(code):
            mine = [(row.starts_at, row.ends_at) for row in rows if row.service_code == code]
            open_hours = uncovered(mine, now, now + LOOK_AHEAD)
            found.append(
                {
                    "service": code,
                    "service_name": service.name,
                    "nobody_now": bool(open_hours) and open_hours[0][0] <= now,
                    "gaps": [{"begins_at": begins, "ends_at": ends} for begins, ends in open_hours],
                }
            )
    return found


async def for_desk(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Show the county's desk how many services have nobody now, and the hours to come."""
    loaded = await catalogue.current(session, actor.county)
    async with db.acting_as(session, Audience.ROUTE):
        found = await gaps(session, county=actor.county, loaded=loaded)
    return {"nobody_now": sum(one["nobody_now"] for one in found), "services": found}


async def alarm(session: AsyncSession, *, county: str, loaded: LoadedCounty) -> int:
    """Alarm the county's desk by count, once an hour at most; gives the count."""
    found = await gaps(session, county=county, loaded=loaded)
    count = len([one for one in found if one["nobody_now"]])
    if count:
        hour = clock.now().astimezone(clock.COUNTY_ZONE).strftime("%Y%m%d%H")
        facts = {"number": str(count)}
        note = Note(kind=NoticeKind.DUTY_GAP, dedupe_key=f"duty_gap:{hour}:{count}", reader=COUNTY_DESK, facts=facts)
        await announce(session, county=county, notes=[note])
    return count


async def watch(session: AsyncSession, *, county: str) -> int:
    """Look once an hour, as the worker; gives how many services have nobody now."""
    loaded = await catalogue.current(session, county)
    async with db.acting_as(session, Audience.ROUTE):
        return await alarm(session, county=county, loaded=loaded)
