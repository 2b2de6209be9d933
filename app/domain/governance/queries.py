"""Who is really there today: the person, or whoever stands in."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.accounts import Staff, StaffGrant
from app.models.contacts import Absence

LONGEST_CHAIN = 3
CONFIRMED_FOR = timedelta(days=35)  # clause 12: confirmed every month, a few days of grace


async def on_duty(session: AsyncSession, *, county: str, staff_id: UUID) -> UUID | None:
    """Give who answers for a worker today: themselves, their deputy on days of absence, or nobody (RTE-08)."""
    person: UUID | None = staff_id
    for _ in range(LONGEST_CHAIN):
        if person is None or not await _works(session, county, person):
            return None
        deputy = await _deputy(session, county, person, clock.today())
        if deputy is None:
            return person
        person = deputy
    return None


async def _works(session: AsyncSession, county: str, staff_id: UUID) -> bool:
    query = (
        select(Staff.id)
        .join(StaffGrant, (col(StaffGrant.county) == col(Staff.county)) & (col(StaffGrant.staff_id) == col(Staff.id)))
        .where(
            col(Staff.county) == county,
            col(Staff.id) == staff_id,
            col(Staff.disabled_at).is_(None),
            col(StaffGrant.revoked_at).is_(None),
        )
    )
    return (await session.exec(query.limit(1))).first() is not None


async def _deputy(session: AsyncSession, county: str, staff_id: UUID, day: date) -> UUID | None:
    query = select(Absence.deputy_id).where(
        col(Absence.county) == county,
        col(Absence.staff_id) == staff_id,
        col(Absence.first_day) <= day,
        col(Absence.last_day) >= day,
    )
    return (await session.exec(query.limit(1))).first()
