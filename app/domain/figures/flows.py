"""The ledger's month by township and key group: who was in it before, who came, who left, who is in it now (RPT-04).

Read from the ledger's own history, so that a month gives the same numbers whenever it is asked for: whoever was in the
ledger at its last moment is counted, once. Before and joined together are left and after together; a number that is
hidden cannot be worked out by that sum either.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.figures import hiding, scopes
from app.domain.figures.hiding import SINK, SOURCE, Item, Node, Parts, Place, Table
from app.domain.figures.months import Month, townships
from app.permissions.actors import Actor
from app.vocabulary import Audience, KeyGroup

COMES, GOES = ("before", "joined"), ("left", "after")
FLOWS = (*COMES, *GOES)
GROUPS = {
    KeyGroup.HARDSHIP: "生活困难",
    KeyGroup.DISABILITY: "残疾",
    KeyGroup.SERIOUS_ILLNESS: "重病",
    KeyGroup.ELDERLY: "老年",
    KeyGroup.LIFTED_OUT_OF_POVERTY: "脱贫",
    KeyGroup.MARGINALLY_POOR: "边缘易致贫",
    KeyGroup.LOW_INCOME: "低收入",
    KeyGroup.RIGHTS_INFRINGED: "权益受侵害",
}
_STATE = """
    (SELECT v.to_state FROM ledger_event v WHERE v.county = e.county AND v.entry_id = e.id AND v.created_at < :{at}
     ORDER BY v.created_at DESC, v.id DESC LIMIT 1) = 'active'
    AND (CAST(:group AS text) IS NULL OR EXISTS (
      SELECT FROM ledger_flag f WHERE f.county = e.county AND f.entry_id = e.id AND f.key_group = :group
        AND f.source <> 'self' AND f.created_at < :{at} AND f.expires_on > :{day}))
"""
MOVES = text(f"""
    SELECT town, count(*) FILTER (WHERE was) AS before, count(*) FILTER (WHERE now AND NOT was) AS joined,
      count(*) FILTER (WHERE was AND NOT now) AS left, count(*) FILTER (WHERE now) AS after
    FROM (SELECT e.township_code AS town, COALESCE({_STATE.format(at="first", day="day")}, false) AS was,
                 COALESCE({_STATE.format(at="next", day="next_day")}, false) AS now
          FROM ledger_entry e WHERE e.county = :county AND e.created_at < :next) m
    GROUP BY town
""")  # noqa: S608  constant pieces


async def moves(session: AsyncSession, county: str, month: Month, group: KeyGroup | None) -> dict[str, dict[str, int]]:
    """Count each township's month; by the role that reads no name."""
    told = month.values(county) | {"group": group, "day": month.first, "next_day": month.next}
    async with db.acting_as(session, Audience.FIGURES):
        rows = (await session.execute(MOVES, told)).mappings().all()
    return {row["town"]: {name: row[name] for name in FLOWS} for row in rows}


def _ends(place: Place) -> tuple[Node, Node]:
    """Say from where to where a number carries: in by what was before and who joined, out by who left and is there."""
    town, flow = place
    if flow is None:
        return SINK, SOURCE
    column = ("column", flow)
    if town is None:
        return (SOURCE, column) if flow in COMES else (column, SINK)
    return (column, ("row", town)) if flow in COMES else (("row", town), column)


def page(counted: dict[str, dict[str, int]], towns: Sequence[str]) -> Table:
    """Make the month's table and hide what has to be hidden. Pure."""
    parts: dict[Place, Parts] = {
        (town, flow): (counted.get(town, {}).get(flow, 0),) for town in towns for flow in FLOWS
    }
    for flow in FLOWS:
        parts[None, flow] = (sum(parts[town, flow][0] for town in towns),)
    parts[None, None] = (sum(parts[None, flow][0] for flow in COMES),)  # nobody prints it: both sides of the sum
    made = Table(parts, ends=_ends)
    made.hide((None, None), Item.COUNT)
    hiding.hide(made)
    return made


async def ledger(session: AsyncSession, *, actor: Actor, month: str | None, group: KeyGroup | None) -> dict[str, Any]:
    """Show the ledger's month; a township sees its own line, without the county's sums."""
    chosen, loaded = scopes.month_of(month), await catalogue.current(session, actor.county)
    scope, towns = scopes.scope_of(actor), townships(loaded)
    made = page(await moves(session, actor.county, chosen, group), towns)
    names = {one.code: one.name for one in loaded.folder.places}
    about = About("staff", actor.id, None)
    facts = {"month": scopes.name_of(chosen.first), "group": group}
    await audit.record_read(session, actor=actor, action="figure:ledger", about=about, facts=facts)
    return {
        "month": scopes.name_of(chosen.first),
        "months": scopes.month_names(),
        "scope": scopes.shown(scope, loaded),
        "group": group,
        "groups": [{"code": one, "name": name} for one, name in GROUPS.items()],
        "rows": [
            {"township": town, "name": names[town]} | line(made, town)
            for town in towns
            if scope.towns is None or town in scope.towns
        ],
        "total": line(made, None) if scope.is_county else None,
    }


def line(made: Table, town: str | None) -> dict[str, str]:
    """Show one line as it may be shown."""
    return {flow: made.seen((town, flow)).count for flow in FLOWS}
