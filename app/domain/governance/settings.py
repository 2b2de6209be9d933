"""Offices, contacts, rosters, absences, and what they leave uncovered."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.catalogue import commands as loading
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.rules import township_office
from app.domain.governance.inputs import Away, EditOffice, NameContact, NameRoster, RollBack
from app.domain.governance.queries import on_duty
from app.errors import Conflict, Invalid, NotFound, Stale
from app.models.accounts import StaffGrant
from app.models.catalogue import CountyVersion, Division, Office
from app.models.contacts import Absence, ClosedRoster, ServiceContact
from app.permissions.actors import Actor
from app.vocabulary import Audience, DivisionLevel, Intake, Level


async def _note(
    session: AsyncSession, actor: Actor, action: str, about: tuple[str, UUID], facts: dict[str, Any]
) -> None:
    await audit.record(session, actor=actor, action=action, about=About(about[0], about[1], None), facts=facts)


async def offices(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List every office."""
    rows = (
        await session.exec(select(Office).where(col(Office.county) == actor.county).order_by(col(Office.code)))
    ).all()
    return [_office(row) for row in rows]


def _office(row: Office) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "phone": row.phone,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "successor": row.successor,
        "version": row.version,
    }


async def edit_office(
    session: AsyncSession, *, actor: Actor, code: str, expected: int, said: EditOffice
) -> dict[str, Any]:
    """Change an office's phone or its end; requests go to its successor from that day. Raises Stale (412)."""
    known = {
        row.code: row for row in (await session.exec(select(Office).where(col(Office.county) == actor.county))).all()
    }
    row = known.get(code)
    if row is None:
        raise NotFound
    if row.version != expected:
        raise Stale(current=_office(row) | {"valid_from": str(row.valid_from), "valid_to": str(row.valid_to)})
    if said.successor is not None and (said.successor not in known or said.successor == code):
        raise Invalid("没有这个接手的单位。", field="successor")
    row.phone, row.valid_to, row.successor = said.phone, said.valid_to, said.successor
    row.version += 1
    session.add(row)
    await session.flush()
    catalogue.forget()
    await _note(session, actor, "office:manage", ("office", row.id), {"code": code, "version": row.version})
    return _office(row)


async def name_contact(session: AsyncSession, *, actor: Actor, said: NameContact) -> dict[str, Any]:
    """Name who answers for a service; naming again replaces and confirms (RTE-03)."""
    loaded = await catalogue.current(session, actor.county)
    if said.service not in loaded.services:
        raise Invalid("没有这项服务。", field="service")
    for person in (said.staff_id, said.deputy_id):
        if person is not None:
            await _works_in(session, actor, person, said.office)
    query = select(ServiceContact).where(
        col(ServiceContact.county) == actor.county,
        col(ServiceContact.service_code) == said.service,
        col(ServiceContact.office_code) == said.office,
        col(ServiceContact.township_code).is_not_distinct_from(said.township),
    )
    row = (await session.exec(query)).first()
    if row is None:
        row = ServiceContact(
            county=actor.county,
            service_code=said.service,
            township_code=said.township,
            office_code=said.office,
            staff_id=said.staff_id,
            deputy_id=said.deputy_id,
            confirmed_at=clock.now(),
        )
    else:
        row.staff_id, row.deputy_id = said.staff_id, said.deputy_id
        row.confirmed_at, row.version = clock.now(), row.version + 1
    session.add(row)
    await session.flush()
    facts = {"service": said.service, "township": said.township, "office": said.office}
    await _note(session, actor, "contact:manage", ("service_contact", row.id), facts)
    return _contact(row)


def _contact(row: ServiceContact) -> dict[str, Any]:
    return {
        "id": row.id,
        "service": row.service_code,
        "township": row.township_code,
        "office": row.office_code,
        "staff_id": row.staff_id,
        "deputy_id": row.deputy_id,
        "confirmed_at": row.confirmed_at,
    }


async def _works_in(session: AsyncSession, actor: Actor, staff_id: UUID, office: str) -> None:
    query = select(StaffGrant.id).where(
        col(StaffGrant.county) == actor.county,
        col(StaffGrant.staff_id) == staff_id,
        col(StaffGrant.office_code) == office,
        col(StaffGrant.revoked_at).is_(None),
    )
    if (await session.exec(query.limit(1))).first() is None:
        raise Invalid("这位同志不在这个单位。", field="staff_id")


async def contacts(session: AsyncSession, *, actor: Actor, service: str | None, limit: int) -> list[dict[str, Any]]:
    """List who answers for which service where."""
    query = select(ServiceContact).where(col(ServiceContact.county) == actor.county)
    if service is not None:
        query = query.where(col(ServiceContact.service_code) == service)
    query = query.order_by(col(ServiceContact.service_code), col(ServiceContact.township_code)).limit(limit)
    return [_contact(row) for row in (await session.exec(query)).all()]


async def remove_contact(session: AsyncSession, *, actor: Actor, contact_id: UUID) -> None:
    """Take a contact off the list; the gap shows at once."""
    query = select(ServiceContact).where(
        col(ServiceContact.county) == actor.county, col(ServiceContact.id) == contact_id
    )
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    await session.delete(row)
    await session.flush()
    await _note(session, actor, "contact:remove", ("service_contact", contact_id), {"service": row.service_code})


async def name_roster(session: AsyncSession, *, actor: Actor, said: NameRoster) -> None:
    """Name two handlers and a supervisor for a closed service in a township (design §10.5)."""
    await refuse_open_service(session, actor, said.service)
    query = select(ClosedRoster).where(
        col(ClosedRoster.county) == actor.county,
        col(ClosedRoster.service_code) == said.service,
        col(ClosedRoster.township_code) == said.township,
    )
    row = (await session.exec(query)).first() or ClosedRoster(
        county=actor.county,
        service_code=said.service,
        township_code=said.township,
        first_id=said.first_id,
        second_id=said.second_id,
        supervisor_id=said.supervisor_id,
    )
    row.first_id, row.second_id, row.supervisor_id = said.first_id, said.second_id, said.supervisor_id
    session.add(row)
    await session.flush()
    await _note(session, actor, "roster:manage", ("closed_roster", row.id), {"service": said.service})


async def refuse_open_service(session: AsyncSession, actor: Actor, code: str) -> None:
    """Refuse a roster for a service that is not closed. Raises Invalid."""
    service = (await catalogue.current(session, actor.county)).services.get(code)
    if service is None or service.level is not Level.CLOSED:
        raise Invalid("只有保密的服务要排名单。", field="service")


async def plan_absence(session: AsyncSession, *, actor: Actor, said: Away) -> UUID:
    """Say who stands in for whom, on which days; days may not overlap (RTE-08)."""
    query = select(Absence.id).where(
        col(Absence.county) == actor.county,
        col(Absence.staff_id) == said.staff_id,
        col(Absence.first_day) <= said.last_day,
        col(Absence.last_day) >= said.first_day,
    )
    if (await session.exec(query.limit(1))).first() is not None:
        raise Conflict("这几天已经安排过代班了。")
    row = Absence(county=actor.county, **said.model_dump())
    session.add(row)
    await session.flush()
    await _note(
        session, actor, "absence:manage", ("absence", row.id), {"days": (said.last_day - said.first_day).days + 1}
    )
    return row.id


async def gaps(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List each service × township without a live named contact; the count is the length of this list (RTE-03)."""
    loaded = await catalogue.current(session, actor.county)
    towns = select(Division).where(col(Division.county) == actor.county, col(Division.level) == DivisionLevel.TOWNSHIP)
    places = (await session.exec(towns.order_by(col(Division.code)))).all()
    async with db.acting_as(session, Audience.ROUTE):  # who stands on a closed roster is nobody's to read here
        covered = await _covered(session, actor.county)
    return [
        {"service": one.code, "service_name": one.name, "township": place.code, "township_name": place.name}
        for one in loaded.folder.services
        if Intake.WOMAN in one.intake
        for place in places
        if (one.code, place.code) not in covered
    ]


async def _covered(session: AsyncSession, county: str) -> set[tuple[str, str]]:
    """Pairs with somebody really on duty: a contact of the township's office, or the first of a closed roster."""
    named = select(ServiceContact).where(
        col(ServiceContact.county) == county, col(ServiceContact.township_code).is_not(None)
    )
    pairs = [
        (row.service_code, row.township_code or "", row.staff_id)
        for row in (await session.exec(named)).all()
        if row.office_code == township_office(row.township_code or "")
    ]
    rosters = (await session.exec(select(ClosedRoster).where(col(ClosedRoster.county) == county))).all()
    pairs += [(row.service_code, row.township_code, row.first_id) for row in rosters]
    there: dict[UUID, bool] = {}
    for _, _, person in pairs:
        if person not in there:
            there[person] = await on_duty(session, county=county, staff_id=person) is not None
    return {(service, town) for service, town, person in pairs if there[person]}


async def roll_back(session: AsyncSession, *, actor: Actor, said: RollBack) -> dict[str, Any]:
    """Take the last settings back in one act; what is under way keeps the rules it began with (ADM-03)."""
    number = await loading.roll_back(session, county=actor.county, meant=said.version)
    facts = {"taken_back": said.version, "version": number}
    listed = await versions(session, actor=actor)
    about = await _version_id(session, actor, number)
    await _note(session, actor, "county_version:roll_back", ("county_version", about), facts)
    return {"version": number, "versions": listed}


async def _version_id(session: AsyncSession, actor: Actor, number: int) -> UUID:
    query = select(CountyVersion.id).where(
        col(CountyVersion.county) == actor.county, col(CountyVersion.version) == number
    )
    return (await session.exec(query)).one()


async def versions(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List the county's versions, newest first (ADM-03)."""
    query = select(CountyVersion).where(col(CountyVersion.county) == actor.county)
    rows = (await session.exec(query.order_by(col(CountyVersion.version).desc()).limit(50))).all()
    return [
        {"version": row.version, "valid_from": row.valid_from, "loaded_at": row.created_at, "note": row.note}
        for row in rows
    ]
