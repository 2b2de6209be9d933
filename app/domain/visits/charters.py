"""村规民约: whether a village's charter has a clause of care for these women, since when, and who says so."""

from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.visits.inputs import RecordCharter
from app.errors import Invalid, NotFound
from app.models.catalogue import Division
from app.models.visits import VillageCharter
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import DivisionLevel, Role

WITHOUT = text("""
    SELECT d.code AS village, d.name, latest.id IS NOT NULL AS is_recorded, latest.adopted_on,
           latest.created_at AS recorded_at
    FROM division d
    LEFT JOIN LATERAL (
      SELECT id, care_clause, adopted_on, created_at FROM village_charter c
      WHERE c.county = :county AND c.village_code = d.code ORDER BY c.created_at DESC, c.id DESC LIMIT 1
    ) latest ON true
    WHERE d.county = :county AND d.level = 'village' AND d.valid_to IS NULL
      AND NOT COALESCE(latest.care_clause, false)
      AND (CAST(:towns AS text[]) IS NULL OR d.parent = ANY(:towns))
      AND (CAST(:villages AS text[]) IS NULL OR d.code = ANY(:villages))
      AND d.code > :after
    ORDER BY d.code LIMIT :limit
""")


async def record(session: AsyncSession, *, actor: Actor, said: RecordCharter) -> dict[str, Any]:
    """Add what the charter of a village says today. Raises NotFound for another place, Invalid for a day to come."""
    place = await _village(session, actor, Action.VILLAGE_CHARTER_RECORD, said.village)
    if said.adopted_on is not None and said.adopted_on > clock.today():
        raise Invalid("通过的日期不能在今天以后。")
    row = VillageCharter(
        county=actor.county,
        created_at=clock.now(),
        village_code=place.code,
        township_code=place.parent,
        care_clause=said.care_clause,
        adopted_on=said.adopted_on,
        recorded_by=actor.id,
        office_code=actor.office or "",
    )
    session.add(row)
    await session.flush()
    about = About("village_charter", row.id, None)
    facts = {"village": place.code, "care_clause": said.care_clause}
    await audit.record(session, actor=actor, action="village_charter:record", about=about, facts=facts)
    return await history(session, actor=actor, village=place.code)


async def history(session: AsyncSession, *, actor: Actor, village: str) -> dict[str, Any]:
    """Show everything recorded of one village's charter, the newest first. Raises NotFound for another place."""
    place = await _village(session, actor, Action.VILLAGE_CHARTER_READ, village)
    query = select(VillageCharter).where(
        col(VillageCharter.county) == actor.county, col(VillageCharter.village_code) == place.code
    )
    newest_first = query.order_by(col(VillageCharter.created_at).desc(), col(VillageCharter.id).desc())
    rows = (await session.exec(newest_first)).all()
    items = [
        {
            "care_clause": row.care_clause,
            "adopted_on": row.adopted_on,
            "recorded_at": row.created_at,
            "recorded_by": row.recorded_by,
            "office": row.office_code,
        }
        for row in rows
    ]
    return {"village": place.code, "name": place.name, "items": items}


async def _village(session: AsyncSession, actor: Actor, action: Action, code: str) -> Division:
    query = select(Division).where(
        col(Division.county) == actor.county, col(Division.code) == code, col(Division.level) == DivisionLevel.VILLAGE
    )
    place = (await session.exec(query)).one_or_none()
    if place is None:
        raise NotFound
    thing = Thing(county=actor.county, township=place.parent, village=place.code)
    require(actor, read=Action.VILLAGE_CHARTER_READ, action=action, thing=thing)
    return place


async def without_clause(session: AsyncSession, *, actor: Actor, after: str, limit: int) -> dict[str, Any]:
    """List the villages of one's places whose charter has no such clause, or of which nothing is recorded yet."""
    values = {
        "county": actor.county,
        "towns": list(actor.towns) if actor.role is Role.TOWNSHIP_WORKER else None,
        "villages": list(actor.villages) if actor.role is Role.VILLAGE_CADRE else None,
        "after": after,
        "limit": limit + 1,
    }
    rows = (await session.execute(WITHOUT, values)).mappings().all()
    return {
        "items": [dict(row) for row in rows[:limit]],
        "next_after": rows[limit - 1]["village"] if len(rows) > limit else None,
    }
