"""Duty shifts: who answers for a closed service in which hours, day and night (design §10.5)."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.governance.inputs import PlanShift
from app.domain.governance.queries import on_duty
from app.errors import Invalid, NotFound
from app.models.contacts import DutyShift
from app.permissions.actors import Actor
from app.vocabulary import Level


async def shifts(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List the shifts that are not over, the next first."""
    query = select(DutyShift).where(col(DutyShift.county) == actor.county, col(DutyShift.ends_at) > clock.now())
    rows = await session.exec(query.order_by(col(DutyShift.starts_at), col(DutyShift.id)).limit(limit))
    return [_shown(row) for row in rows.all()]


def _shown(row: DutyShift) -> dict[str, Any]:
    return {
        "id": row.id,
        "service": row.service_code,
        "staff_id": row.staff_id,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
    }


async def plan(session: AsyncSession, *, actor: Actor, said: PlanShift) -> dict[str, Any]:
    """Put a worker on duty for a closed service. Raises Invalid for another service, or for somebody who is gone."""
    loaded = await catalogue.current(session, actor.county)
    service = loaded.services.get(said.service)
    if service is None or service.level is not Level.CLOSED:
        raise Invalid("只有保密的服务要排值班。", field="service")
    if await on_duty(session, county=actor.county, staff_id=said.staff_id) is None:
        raise Invalid("这位同志已经不在岗。", field="staff_id")
    row = DutyShift(
        county=actor.county,
        service_code=said.service,
        staff_id=said.staff_id,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
    )
    session.add(row)
    await session.flush()
    about = About("duty_shift", row.id, None)
    await audit.record(session, actor=actor, action="roster:shift", about=about, facts={"service": said.service})
    return _shown(row)


async def cancel(session: AsyncSession, *, actor: Actor, shift_id: UUID) -> None:
    """Take a shift off the plan."""
    query = select(DutyShift).where(col(DutyShift.county) == actor.county, col(DutyShift.id) == shift_id)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    await session.delete(row)
    await session.flush()
    about = About("duty_shift", shift_id, None)
    await audit.record(
        session, actor=actor, action="roster:shift_off", about=about, facts={"service": row.service_code}
    )
