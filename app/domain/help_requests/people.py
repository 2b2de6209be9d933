"""Which named person takes a part: the contact on duty who is no party to the matter (RTE-03, RTE-08, SAF-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.governance.queries import on_duty
from app.models.accounts import Staff, StaffGrant
from app.models.contacts import ClosedRoster, HandlerBlock, ServiceContact, StaffRelation
from app.models.help_requests import HelpRequest
from app.vocabulary import Level, Role

HANDLING = (
    Role.DEPARTMENT_HANDLER,
    Role.DEPARTMENT_HEAD,
    Role.TOWNSHIP_WORKER,
    Role.COUNTY_DESK,
    Role.SOCIAL_WORKER,
)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who handles a closed request: the one it goes to, and everyone who may open it with their part."""

    handler: UUID | None
    members: tuple[tuple[UUID, str], ...]


async def contact_for(session: AsyncSession, *, request: HelpRequest, office: str) -> UUID | None:
    """Find the named person of an office for this request, else the next eligible one there, else nobody."""
    named = select(ServiceContact).where(
        col(ServiceContact.county) == request.county,
        col(ServiceContact.service_code) == request.service_code,
        col(ServiceContact.office_code) == office,
        col(ServiceContact.township_code).is_(None) | (col(ServiceContact.township_code) == request.township_code),
    )
    contacts = (await session.exec(named.order_by(col(ServiceContact.township_code).nulls_last()))).all()
    wanted = [contact.staff_id for contact in contacts]
    if request.level is not Level.NORMAL:
        wanted += await people_of(session, county=request.county, office=office)
    return await _first_eligible(session, request, wanted)


async def people_of(session: AsyncSession, *, county: str, office: str) -> list[UUID]:
    """List the people of an office who may handle requests, in a steady order."""
    query = (
        select(StaffGrant.staff_id)
        .where(
            col(StaffGrant.county) == county,
            col(StaffGrant.office_code) == office,
            col(StaffGrant.role).in_(HANDLING),
            col(StaffGrant.revoked_at).is_(None),
        )
        .order_by(col(StaffGrant.created_at), col(StaffGrant.staff_id))
    )
    return list(dict.fromkeys((await session.exec(query)).all()))


async def roster_for(session: AsyncSession, *, request: HelpRequest) -> Roster:
    """Find the closed roster for a request; the handler falls back to second, supervisor, then the county's officer."""
    found = await session.exec(
        select(ClosedRoster).where(
            col(ClosedRoster.county) == request.county,
            col(ClosedRoster.service_code) == request.service_code,
            col(ClosedRoster.township_code) == request.township_code,
        )
    )
    row = found.one_or_none()
    named = [(row.first_id, "handler"), (row.second_id, "second"), (row.supervisor_id, "supervisor")] if row else []
    allowed = await eligible(session, request, [staff for staff, _ in named])
    members = [(staff, part) for staff, part in named if staff in allowed]
    handler = await _first_eligible(session, request, [staff for staff, _ in members])
    if handler is None:
        officers = await officers_of(session, request.county)
        handler = await _first_eligible(session, request, officers)
        members += [(handler, "officer")] if handler is not None else []
    elif handler not in {staff for staff, _ in members}:
        members.append((handler, "deputy"))
    return Roster(handler, tuple(members))


async def officers_of(session: AsyncSession, county: str) -> list[UUID]:
    """List the county's named closed-case officers."""
    query = select(StaffGrant.staff_id).where(
        col(StaffGrant.county) == county,
        col(StaffGrant.role) == Role.CLOSED_CASE_OFFICER,
        col(StaffGrant.revoked_at).is_(None),
    )
    return list((await session.exec(query)).all())


async def eligible(session: AsyncSession, request: HelpRequest, candidates: Iterable[UUID]) -> set[UUID]:
    """Keep those who are no party: not blocked by her; not related; at closed level not of her village (SAF-06)."""
    wanted = set(candidates)
    if request.level is Level.NORMAL or not wanted:
        return wanted - await _blocked(session, request)
    related = await session.exec(
        select(StaffRelation.staff_id).where(
            col(StaffRelation.county) == request.county, col(StaffRelation.profile_id) == request.profile_id
        )
    )
    refused = set(related.all()) | await _blocked(session, request)
    if request.level is Level.CLOSED:
        neighbours = await session.exec(
            select(Staff.id).where(
                col(Staff.county) == request.county,
                col(Staff.id).in_(wanted),
                col(Staff.home_village) == request.village_code,
            )
        )
        refused |= set(neighbours.all())
    return wanted - refused


async def _blocked(session: AsyncSession, request: HelpRequest) -> set[UUID]:
    found = await session.exec(
        select(HandlerBlock.staff_id).where(
            col(HandlerBlock.county) == request.county, col(HandlerBlock.profile_id) == request.profile_id
        )
    )
    return set(found.all())


async def _first_eligible(session: AsyncSession, request: HelpRequest, candidates: Sequence[UUID]) -> UUID | None:
    """Take the first who is no party and on duty; an absent one's deputy must be no party either."""
    for candidate in candidates:
        if candidate not in await eligible(session, request, [candidate]):
            continue
        person = await on_duty(session, county=request.county, staff_id=candidate)
        if person is not None and person in await eligible(session, request, [person]):
            return person
    return None
