"""Late steps and tips climb as requests do: nobody's loan and nobody's tip is left lying (LON-06, LON-07)."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.audit import About
from app.domain import office_clocks
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.loans import access, moving, tips
from app.domain.places import Place
from app.models.loans import LoanApplication, LoanTip
from app.permissions.actors import Actor
from app.vocabulary import Audience

# What has climbed to the county desk: whose, what, since when. Nothing of hers, and nothing of what was told.
LATE = text("""
    SELECT late.id, late.kind, late.office, o.name AS office_name, late.due_at FROM (
        SELECT id, 'step' AS kind, reader AS office, due_at FROM loan_application
            WHERE county = :county AND climbed = :top
        UNION ALL SELECT id, 'tip', reader, due_at FROM loan_tip
            WHERE county = :county AND climbed = :top AND state = 'open'
    ) late JOIN office o ON o.county = :county AND o.code = late.office
    WHERE CAST(:at AS timestamptz) IS NULL OR (late.due_at, late.id) > (CAST(:at AS timestamptz), CAST(:last AS uuid))
    ORDER BY late.due_at, late.id LIMIT :most
""")


async def steps_due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the applications whose stage has to climb now."""
    return await office_clocks.due(session, LoanApplication, county=county)


async def climb_step(session: AsyncSession, *, county: str, application_id: UUID) -> int:
    """Let one late stage climb; gives how many rungs."""
    loaded = await catalogue.current(session, county)
    query = select(LoanApplication).where(
        col(LoanApplication.county) == county, col(LoanApplication.id) == application_id
    )
    async with db.acting_as(session, Audience.ROUTE):
        row = (await session.exec(query.with_for_update())).one()
        last = (await access.steps_of(session, row))[-1]
        run = moving.run_of(loaded, last.stage, last.reached_on, last.created_at)
        return await office_clocks.climb(session, row, run=run, about=About("loan_application", row.id, row.profile_id))


async def tips_due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the tips that have to climb now."""
    return await office_clocks.due(session, LoanTip, county=county)


async def climb_tip(session: AsyncSession, *, county: str, tip_id: UUID) -> int:
    """Let one late tip climb; gives how many rungs."""
    loaded = await catalogue.current(session, county)
    query = select(LoanTip).where(col(LoanTip.county) == county, col(LoanTip.id) == tip_id)
    async with db.acting_as(session, Audience.ROUTE):
        row = (await session.exec(query.with_for_update())).one()
        run = tips.run_of(loaded, row.created_at)
        return await office_clocks.climb(session, row, run=run, about=About("loan_tip", row.id, None))


async def page(
    session: AsyncSession, *, actor: Actor, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List for the county desk what offices left lying, the longest first: whose, what and since when, nothing more."""
    at, last = after or (None, None)
    values = {"county": actor.county, "top": office_clocks.RUNGS[-1], "at": at, "last": last, "most": limit + 1}
    async with db.acting_as(session, Audience.ROUTE):
        rows = (await session.execute(LATE, values)).all()
    now, end = clock.now(), rows[limit - 1] if len(rows) > limit else None
    items = [
        {
            "kind": one.kind,
            "office": one.office,
            "office_name": one.office_name,
            "due_at": one.due_at,
            "due_words": deadlines.in_words(one.due_at, now, promise="要办好"),
        }
        for one in rows[:limit]
    ]
    return items, (end.due_at, end.id) if end else None
