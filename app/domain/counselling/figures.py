"""What the county counts: one finished month at a time, small numbers gone before anybody of the county can look."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain import small_numbers
from app.domain.catalogue import queries as catalogue
from app.models.counselling import CounsellingFigure
from app.permissions.actors import Actor
from app.vocabulary import FigureMeasure

MONTHS_BACK = 24
SETTLED_AFTER = timedelta(days=3)
_IN = "BETWEEN :first AND :last"
COUNTS = text(f"""
    SELECT
      (SELECT count(*) FROM help_request WHERE county = :county AND service_code = ANY(:services) AND created_at {_IN})
        AS requests,
      (SELECT count(*) FROM counselling_booking WHERE county = :county AND state = 'held' AND way = 'phone'
         AND starts_at {_IN}) AS phone,
      (SELECT count(*) FROM counselling_booking WHERE county = :county AND state = 'held' AND way = 'voice_message'
         AND starts_at {_IN}) AS voice_message,
      (SELECT count(*) FROM counselling_booking WHERE county = :county AND state = 'held' AND way = 'in_person'
         AND starts_at {_IN}) AS in_person,
      (SELECT count(*) FROM counselling_booking WHERE county = :county AND state = 'missed' AND starts_at {_IN})
        AS missed,
      (SELECT count(*) FROM counselling_seat WHERE county = :county AND ended_because = 'changed' AND ended_at {_IN})
        AS changes,
      (SELECT count(*) FROM counselling_crisis WHERE county = :county AND state = 'reached' AND created_at {_IN})
        AS reached,
      (SELECT count(*) FROM counselling_crisis WHERE county = :county AND state <> 'reached' AND created_at {_IN})
        AS not_reached,
      (SELECT count(DISTINCT r.id) FROM help_request r
         JOIN counselling_plan p ON p.county = r.county AND p.request_id = r.id
         WHERE r.county = :county AND r.state = 'closed' AND r.closed_at {_IN}) AS closed_with_plan
""")  # noqa: S608  one fixed range, written nine times


async def count(session: AsyncSession, *, county: str) -> int:
    """Write down each finished month that has no figures yet, already suppressed; gives how many months."""
    known = set(
        (await session.exec(select(col(CounsellingFigure.month)).where(col(CounsellingFigure.county) == county))).all()
    )
    loaded = await catalogue.current(session, county)
    services = [code for code, service in loaded.services.items() if service.counselling]
    written = 0
    for month in finished_months():
        if month in known:
            continue
        values = {"county": county, "services": services, "first": _moment(month)}
        values["last"] = _moment(_next(month)) - timedelta(microseconds=1)
        found = (await session.execute(COUNTS, values)).mappings().one()
        session.add_all(
            CounsellingFigure(county=county, created_at=clock.now(), month=month, measure=measure, shown=shown)
            for measure, shown in suppressed(dict(found)).items()
        )
        written += 1
    await session.flush()
    return written


def suppressed(found: dict[str, int]) -> dict[FigureMeasure, str]:
    """Turn a month's counts into what may be shown: what adds up is hidden together, the rest one by one. Pure."""
    ways = small_numbers.row([found["phone"], found["voice_message"], found["in_person"]])
    calls = small_numbers.row([found["reached"], found["not_reached"]])
    return {
        FigureMeasure.REQUESTS: small_numbers.cell(found["requests"]),
        FigureMeasure.SESSIONS_PHONE: ways.parts[0],
        FigureMeasure.SESSIONS_VOICE_MESSAGE: ways.parts[1],
        FigureMeasure.SESSIONS_IN_PERSON: ways.parts[2],
        FigureMeasure.SESSIONS_ALL: ways.total,
        FigureMeasure.MISSED: small_numbers.cell(found["missed"]),
        FigureMeasure.CHANGES: small_numbers.cell(found["changes"]),
        FigureMeasure.DANGER_CALLS: calls.total,
        FigureMeasure.DANGER_REACHED: calls.parts[0],
        FigureMeasure.CLOSED_WITH_PLAN: small_numbers.cell(found["closed_with_plan"]),
    }


def finished_months() -> list[date]:
    """List the months that are over and settled, the oldest first: a running month would tell of single days."""
    settled = (clock.now() - SETTLED_AFTER).astimezone(clock.COUNTY_ZONE).date()
    month = settled.replace(day=1)
    found = []
    for _ in range(MONTHS_BACK):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found[::-1]


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(0), clock.COUNTY_ZONE)


async def of_year(session: AsyncSession, *, actor: Actor, year: int) -> list[dict[str, Any]]:
    """Show the county's desk the months of a year, as they were written down; no sum over months is given."""
    query = (
        select(CounsellingFigure)
        .where(
            col(CounsellingFigure.county) == actor.county,
            col(CounsellingFigure.month).between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(col(CounsellingFigure.month), col(CounsellingFigure.measure))
    )
    months: dict[date, dict[str, str]] = {}
    for figure in (await session.exec(query)).all():
        months.setdefault(figure.month, {})[figure.measure.value] = figure.shown
    return [{"month": month.strftime("%Y-%m"), "counts": counts} for month, counts in months.items()]
