"""Villages that are silent: women of the ledger live there, and in six months nobody has asked for anything (D.26).

What is closed is not known here: a village where only such a thing was asked is silent, and says nothing about anybody.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import small_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.figures import scopes
from app.domain.figures.scopes import Scope
from app.permissions.actors import Actor
from app.vocabulary import Audience

SILENT_FOR = timedelta(days=183)
SILENT = text("""
    SELECT e.village_code AS village, d.name, e.township_code AS township, t.name AS township_name,
      count(*) AS women, max(e.created_at) AS last_joined
    FROM ledger_entry e
    LEFT JOIN division d ON d.county = e.county AND d.code = e.village_code
    LEFT JOIN division t ON t.county = e.county AND t.code = e.township_code
    WHERE e.county = :county AND e.state = 'active'
      AND (CAST(:towns AS text[]) IS NULL OR e.township_code = ANY(:towns))
      AND NOT EXISTS (SELECT FROM help_request r WHERE r.county = e.county AND r.village_code = e.village_code
                        AND r.created_at >= :since)
    GROUP BY 1, 2, 3, 4 ORDER BY 3, 1
""")


async def villages(session: AsyncSession, county: str, scope: Scope) -> list[dict[str, Any]]:
    """List the silent villages of a scope; how many women live there as it may be shown."""
    values = {"county": county, "since": clock.now() - SILENT_FOR, "towns": scope.values()["towns"]}
    async with db.acting_as(session, Audience.FIGURES):
        rows = (await session.execute(SILENT, values)).all()
    return [
        {
            "village": row.village,
            "name": row.name or row.village,
            "township": row.township,
            "township_name": row.township_name or row.township,
            "women": small_numbers.cell(row.women),
        }
        for row in rows
    ]


async def silent(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Show a reader the silent villages; a department sees the county's, they are no department's."""
    loaded, scope = await catalogue.current(session, actor.county), scopes.scope_of(actor)
    items = await villages(session, actor.county, scope)
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="figure:silent", about=about, facts={"rows": len(items)})
    since = (clock.now() - SILENT_FOR).astimezone(clock.COUNTY_ZONE).date()
    return {"since": since, "scope": scopes.shown(scope, loaded), "count": len(items), "items": items}
