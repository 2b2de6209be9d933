"""The doors to applications and tips: fetch, decide; what an actor may not see is not there."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.loans import steps
from app.errors import NotFound
from app.models.loans import LoanApplication, LoanStep, LoanTip
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action


async def application(
    session: AsyncSession, *, actor: Actor, application_id: UUID, action: Action = Action.LOAN_READ
) -> LoanApplication:
    """Give an application to whoever may read it. Raises NotFound, NotAllowed."""
    query = select(LoanApplication).where(
        col(LoanApplication.county) == actor.county, col(LoanApplication.id) == application_id
    )
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    thing = Thing(row.county, profile_id=row.profile_id, readers=(row.reader,))
    require(actor, read=Action.LOAN_READ, action=action, thing=thing)
    return row


async def alive(session: AsyncSession, *, county: str, profile_id: UUID | None) -> LoanApplication | None:
    """Give the application of hers that is on its way, if there is one."""
    query = select(LoanApplication).where(
        col(LoanApplication.county) == county,
        col(LoanApplication.profile_id) == profile_id,
        col(LoanApplication.stage).in_(list(steps.ALIVE)),
    )
    return (await session.exec(query)).one_or_none()


async def steps_of(session: AsyncSession, row: LoanApplication) -> list[LoanStep]:
    """List the steps of an application, oldest first."""
    query = select(LoanStep).where(col(LoanStep.county) == row.county, col(LoanStep.application_id) == row.id)
    return list((await session.exec(query.order_by(col(LoanStep.seq)))).all())


async def tip(session: AsyncSession, *, actor: Actor, tip_id: UUID, lock: bool = False) -> LoanTip:
    """Give a tip to the office it is for. Raises NotFound."""
    query = select(LoanTip).where(col(LoanTip.county) == actor.county, col(LoanTip.id) == tip_id)
    row = (await session.exec(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFound
    thing = Thing(row.county, readers=(row.reader,))
    require(actor, read=Action.LOAN_TIP_WORK, action=Action.LOAN_TIP_WORK, thing=thing)
    return row
