"""Visit coverage: by village and quarter how many women of the ledger were visited; counts only, small ones hidden.

A woman who asked to be left in peace is no missed visit: she stands in a column of her own and out of the share. A
village where somebody waits and nobody was visited is silent, by name; what a reader learns from that list is reckoned
with when cells are hidden. A village where all have declined looks like one that made few visits: that they did is
nobody's business.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import small_numbers
from app.errors import Invalid
from app.models.catalogue import Division
from app.permissions.actors import Actor
from app.vocabulary import Audience, Role

MONTHS = 3
COUNTS = text("""
    SELECT e.village_code AS village,
      count(*) FILTER (WHERE v.entry_id IS NOT NULL) AS visited,
      count(*) FILTER (WHERE v.entry_id IS NULL AND p.profile_id IS NOT NULL) AS declined,
      count(*) FILTER (WHERE v.entry_id IS NULL AND p.profile_id IS NULL) AS waiting
    FROM ledger_entry e
    LEFT JOIN (
      SELECT DISTINCT county, entry_id FROM home_visit
      WHERE county = :county AND state = 'done' AND done_on BETWEEN :first AND :last
    ) v ON v.county = e.county AND v.entry_id = e.id
    LEFT JOIN (
      SELECT county, profile_id FROM visit_wish
        WHERE county = :county AND created_at < :after AND (ended_at IS NULL OR ended_at >= :begins)
      UNION SELECT county, profile_id FROM safe_contact
        WHERE county = :county AND paused_at IS NOT NULL AND paused_at < :after
    ) p ON p.county = e.county AND p.profile_id = e.profile_id
    WHERE e.county = :county AND e.state = 'active' AND e.created_at < :after
      AND (CAST(:towns AS text[]) IS NULL OR e.township_code = ANY(:towns))
    GROUP BY e.village_code ORDER BY e.village_code
""")


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of the county's calendar, both days included."""

    name: str
    first: date
    last: date

    @classmethod
    def parse(cls, name: str) -> "Quarter":
        """Read `2026-Q4`. Raises Invalid for a quarter that has not begun."""
        first = date(int(name[:4]), MONTHS * (int(name[-1]) - 1) + 1, 1)
        if first > clock.today():
            raise Invalid("这个季度还没有开始。")
        return cls(name, first, (first + timedelta(days=MONTHS * 31)).replace(day=1) - timedelta(days=1))


async def by_village(session: AsyncSession, *, actor: Actor, quarter: Quarter) -> dict[str, Any]:
    """Count each village of the actor's places; the township sees its own, the county's desk all."""
    values = {
        "county": actor.county,
        "first": quarter.first,
        "last": quarter.last,
        "begins": datetime.combine(quarter.first, time(0), clock.COUNTY_ZONE),
        "after": datetime.combine(quarter.last + timedelta(days=1), time(0), clock.COUNTY_ZONE),
        "towns": None if actor.role is Role.COUNTY_DESK else list(actor.towns),
    }
    async with db.acting_as(session, Audience.ROUTE):
        counted = (await session.execute(COUNTS, values)).all()
    names = dict(
        (
            await session.exec(
                select(Division.code, Division.name).where(
                    col(Division.county) == actor.county, col(Division.code).in_([one.village for one in counted])
                )
            )
        ).all()
    )
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="visit:count", about=about, facts={"quarter": quarter.name})
    items = [
        {"village": one.village, "name": names.get(one.village, one.village)}
        | may_be_shown(one.visited, one.declined, one.waiting)
        for one in counted
    ]
    silent = [{"village": one["village"], "name": one["name"]} for one in items if one["is_silent"]]
    return {"quarter": quarter.name, "silent": silent, "items": items}


def may_be_shown(visited: int, declined: int, waiting: int) -> dict[str, Any]:
    """Turn one village's counts, which add up to its women, into what may be shown. Pure."""
    if visited == 0 and waiting:  # said by the list of silent villages: the two others have to hide each other
        row = small_numbers.row([declined, waiting], at_least=(0, 1))
        return {"women": row.total, "visited": "0", "declined": row.parts[0], "share": "0%", "is_silent": True}
    row = small_numbers.row([visited, declined, waiting], at_least=(1, 0, 0))
    every = [row.total, *row.parts]
    share = f"{100 * visited // (visited + waiting)}%" if all(one.isdigit() for one in every) else small_numbers.HIDDEN
    return {
        "women": row.total,
        "visited": row.parts[0],
        "declined": row.parts[1],
        "share": share,
        "is_silent": False,
    }
