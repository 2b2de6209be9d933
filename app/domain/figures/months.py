"""Counting a finished month: one statement per question, by a role that sees nothing closed; hidden, then written down.

A finished month is counted once and stays as it was counted: what was reported does not change when a woman's words are
erased later, and nobody learns of one request by looking twice. The running month is what the queues show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain import small_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.figures import hiding
from app.domain.figures.hiding import Parts
from app.domain.small_numbers import FEW, HIDDEN
from app.models.catalogue import Office
from app.models.figures import ClosedMonth, MonthFigure
from app.vocabulary import Audience, ClosedFigure, DivisionLevel, Level, OfficeKind

MONTHS_BACK = 12
OTHER = "other"  # offices that are no department any more, and townships that lead by themselves
RECEIVED = text("""
    SELECT lead_office AS office, township_code AS town, count(*) AS received FROM help_request
    WHERE county = :county AND created_at >= :first AND created_at < :next GROUP BY 1, 2
""")
STEPS = text("""
    SELECT CASE WHEN e.step = 'return' THEN e.office_code ELSE r.lead_office END AS office, r.township_code AS town,
      count(*) FILTER (WHERE e.step = 'return') AS returned, count(*) FILTER (WHERE e.step = 'reopen') AS reopened,
      count(*) FILTER (WHERE e.step = 'classify') AS reclassified
    FROM request_event e JOIN help_request r ON r.county = e.county AND r.id = e.request_id
    WHERE e.county = :county AND e.step IN ('return', 'reopen', 'classify')
      AND e.created_at >= :first AND e.created_at < :next GROUP BY 1, 2
""")
# When a finish was due is what the request says, or what it said before it was opened again.
FINISHES = """
    SELECT r.id, r.county, r.service_code, r.lead_office AS office, r.township_code AS town, e.created_at AS at,
      COALESCE((SELECT (n.facts ->> 'finish_due_before')::timestamptz FROM request_event n WHERE n.county = e.county
                  AND n.request_id = e.request_id AND n.step = 'reopen' AND n.seq > e.seq ORDER BY n.seq LIMIT 1),
               r.finish_due) AS due,
      COALESCE((SELECT max(b.created_at) FROM request_event b WHERE b.county = e.county
                  AND b.request_id = e.request_id AND b.step IN ('reopen', 'resubmit') AND b.seq < e.seq),
               r.created_at) AS began
    FROM request_event e JOIN help_request r ON r.county = e.county AND r.id = e.request_id
    WHERE e.county = :county AND e.step IN ('resolve', 'approve') AND e.to_state = 'resolved'
      AND e.created_at >= :first AND e.created_at < :next
"""
FINISHED = text(f"""
    SELECT office, town, count(*) FILTER (WHERE at <= due) AS on_time, count(*) FILTER (WHERE at > due) AS late,
      count(*) FILTER (WHERE due IS NULL) AS undated,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - began)) AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM at - began)) AS ninth
    FROM ({FINISHES}) f GROUP BY GROUPING SETS ((office, town), (office), (town), ())
""")  # noqa: S608  one fixed statement inside another
RATED = text("""
    SELECT t.lead_office AS office, r.township_code AS town, count(*) FILTER (WHERE t.face = 'glad') AS glad,
      count(*) FILTER (WHERE t.face <> 'glad') AS not_glad
    FROM request_rating t JOIN help_request r ON r.county = t.county AND r.id = t.request_id
    WHERE t.county = :county AND t.created_at >= :first AND t.created_at < :next AND NOT r.closed_automatically
    GROUP BY 1, 2
""")
CLOSED = text("""
    SELECT r.service_code AS service, count(*) FILTER (WHERE e.step = 'submit') AS received,
      count(*) FILTER (WHERE e.to_state = 'resolved') AS finished
    FROM help_request r JOIN request_event e ON e.county = r.county AND e.request_id = r.id
      AND e.step IN ('submit', 'resolve', 'approve') AND e.created_at >= :first AND e.created_at < :next
    WHERE r.county = :county AND r.level = 'closed' GROUP BY 1
""")
HOUR = 3600
STEP_NAMES = ("returned", "reopened", "reclassified")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the county's calendar."""

    first: date

    @property
    def next(self) -> date:
        """The first day of the month after it."""
        return (self.first + timedelta(days=32)).replace(day=1)

    def values(self, county: str) -> dict[str, Any]:
        """Give the month as the values of a statement."""
        return {"county": county, "first": _moment(self.first), "next": _moment(self.next)}


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(0), clock.COUNTY_ZONE)


def finished_months() -> list[Month]:
    """List the last twelve months that are over, the oldest first."""
    first, found = clock.today().replace(day=1), []
    for _ in range(MONTHS_BACK):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(Month(first))
    return found[::-1]


async def count(session: AsyncSession, *, county: str) -> int:
    """Write down each finished month that has no figures yet, as it may be shown; gives how many months."""
    known = set((await session.exec(select(col(MonthFigure.month)).where(col(MonthFigure.county) == county))).all())
    loaded = await catalogue.current(session, county)
    offices = await lead_offices(session, county)
    missing = [one for one in finished_months() if one.first not in known]
    for month in missing:
        async with db.acting_as(session, Audience.FIGURES):
            counted = await _counted(session, county, month)
        session.add_all(_rows(county, month, counted, (offices, townships(loaded))))
        session.add_all(await _closed(session, loaded, month))
    await session.flush()
    return len(missing)


async def lead_offices(session: AsyncSession, county: str) -> list[str]:
    """List the offices a request can be led by, and one name for whatever else there was."""
    query = select(Office.code).where(
        col(Office.county) == county, col(Office.kind).in_([OfficeKind.DEPARTMENT, OfficeKind.DESK])
    )
    return [*sorted((await session.exec(query)).all()), OTHER]


def townships(loaded: LoadedCounty) -> list[str]:
    """List the townships of the county."""
    return sorted(one.code for one in loaded.folder.places if one.level == DivisionLevel.TOWNSHIP.value)


async def _counted(session: AsyncSession, county: str, month: Month) -> dict[str, list[Mapping[str, Any]]]:
    values = month.values(county)
    asked = {"received": RECEIVED, "steps": STEPS, "finished": FINISHED, "rated": RATED}
    return {name: [dict(row) for row in (await session.execute(one, values)).mappings()] for name, one in asked.items()}


def _rows(
    county: str, month: Month, counted: dict[str, list[Mapping[str, Any]]], places: tuple[list[str], list[str]]
) -> list[MonthFigure]:
    """Write one row for each place of which anything may be shown, and always one for the county."""
    shown = page(counted, *places)
    return [
        MonthFigure(
            county=county,
            created_at=clock.now(),
            month=month.first,
            office_code=office,
            township_code=town,
            shown=said,
        )
        for (office, town), said in shown.items()
    ]


def page(
    counted: dict[str, list[Mapping[str, Any]]], offices: list[str], towns: list[str]
) -> dict[hiding.Place, dict[str, Any]]:
    """Turn what was counted into what may be shown, place by place. Pure."""

    def table(rows: str, *names: str) -> hiding.Table:
        cells: dict[tuple[str, str], Parts] = {}
        for row in counted[rows]:
            if row["office"] is not None and row["town"] in towns:
                place = (row["office"] if row["office"] in offices else OTHER, row["town"])
                before = cells.get(place, (0,) * len(names))
                cells[place] = tuple(one + row[name] for one, name in zip(before, names, strict=True))
        return hiding.table(cells, offices, towns, len(names))

    tables = {"received": table("received", "received")} | {name: table("steps", name) for name in STEP_NAMES}
    finished, rated = table("finished", "on_time", "late", "undated"), table("rated", "glad", "not_glad")
    times = {(row["office"], row["town"]): row for row in counted["finished"]}
    made = {}
    for place in finished.parts:
        seen, faces = finished.seen(place), rated.seen(place)
        said: dict[str, Any] = {name: one.seen(place).count for name, one in tables.items()}
        said |= {"finished": seen.count, "on_time": seen.share, "rated": faces.count, "satisfied": faces.share}
        said |= _hours(times.get(place) if seen.count.isdigit() else None)
        if place == (None, None) or set(said.values()) - {FEW, HIDDEN, None}:
            made[place] = said
    return made


def _hours(row: Mapping[str, Any] | None) -> dict[str, int | None]:
    """Say in whole hours how long it took; nothing where the count itself is not shown."""
    return {
        f"{name}_hours": round(float(row[name]) / HOUR) if row is not None and row[name] is not None else None
        for name in ("median", "ninth")
    }


async def _closed(session: AsyncSession, loaded: LoadedCounty, month: Month) -> list[ClosedMonth]:
    """Count the closed matters of each clause that has any, for the whole county; the worker's own eyes, no place."""
    county = loaded.folder.code
    rows = {row.service: row for row in (await session.execute(CLOSED, month.values(county))).all()}
    clauses = {number for one in loaded.folder.services if one.level is Level.CLOSED for number in one.clauses}
    made = []
    for clause in sorted(clauses):
        held = [rows[one.code] for one in loaded.folder.services if clause in one.clauses and one.code in rows]
        for figure in ClosedFigure:
            number = sum(getattr(row, figure.value) for row in held)
            shown = small_numbers.cell(number)
            made.append(ClosedMonth(county=county, month=month.first, clause=clause, figure=figure, shown=shown))
    return made
