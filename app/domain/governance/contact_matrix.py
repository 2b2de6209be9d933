"""Service × township: who answers, who stands in, when somebody confirmed it, and where nobody does (clause 12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.accounts import colleagues
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Service
from app.domain.catalogue.rules import township_office
from app.domain.governance.inputs import ConfirmContacts
from app.domain.governance.queries import CONFIRMED_FOR, LONGEST_CHAIN
from app.models.accounts import Staff, StaffGrant
from app.models.contacts import Absence, ClosedRoster, ServiceContact
from app.permissions.actors import Actor
from app.vocabulary import Audience, ContactMark, DivisionLevel, Intake, Level

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the matrix is drawn from, read once."""

    contacts: Mapping[Pair, ServiceContact]
    rosters: Mapping[Pair, UUID]
    working: frozenset[UUID]
    deputies: Mapping[UUID, UUID]
    names: Mapping[UUID, str]
    now: datetime

    def is_there(self, person: UUID | None) -> bool:
        """Say whether a person, or whoever stands in, works today."""
        for _ in range(LONGEST_CHAIN):
            if person is None or person not in self.working:
                return False
            if person not in self.deputies:
                return True
            person = self.deputies[person]
        return False


async def matrix(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Draw the matrix of today; the number of statements does not grow with it."""
    loaded = await catalogue.current(session, actor.county)
    services = [one for one in loaded.folder.services if Intake.WOMAN in one.intake]
    towns = [one for one in loaded.folder.places if one.level == DivisionLevel.TOWNSHIP.value]
    known = await _known(session, actor)
    cells = [_cell(service, town.code, known) for service in services for town in towns]
    return {
        "services": [
            {"code": one.code, "name": one.name, "confidential": one.level is Level.CLOSED} for one in services
        ],
        "townships": [{"code": one.code, "name": one.name} for one in towns],
        "cells": cells,
        "gaps": sum(cell["mark"] is ContactMark.RED for cell in cells),
        "stale": sum(cell["mark"] is ContactMark.YELLOW for cell in cells),
    }


async def _known(session: AsyncSession, actor: Actor) -> Known:
    county, today = actor.county, clock.today()
    named = select(ServiceContact).where(
        col(ServiceContact.county) == county, col(ServiceContact.township_code).is_not(None)
    )
    rows = [one for one in (await session.exec(named)).all() if one.office_code == _office(one)]
    away = select(Absence.staff_id, Absence.deputy_id).where(
        col(Absence.county) == county, col(Absence.first_day) <= today, col(Absence.last_day) >= today
    )
    working = (
        select(Staff.id)
        .join(StaffGrant, (col(StaffGrant.county) == col(Staff.county)) & (col(StaffGrant.staff_id) == col(Staff.id)))
        .where(col(Staff.county) == county, col(Staff.disabled_at).is_(None), col(StaffGrant.revoked_at).is_(None))
        .distinct()
    )
    people = {one for row in rows for one in (row.staff_id, row.deputy_id) if one is not None}
    deputies = dict((await session.exec(away)).all())
    there = frozenset((await session.exec(working)).all())
    names = await colleagues.names(session, county=county, ids=people)
    async with db.acting_as(session, Audience.ROUTE):  # who stands on a closed roster is nobody's to read here
        rosters = (await session.exec(select(ClosedRoster).where(col(ClosedRoster.county) == county))).all()
    return Known(
        contacts={(one.service_code, one.township_code or ""): one for one in rows},
        rosters={(one.service_code, one.township_code): one.first_id for one in rosters},
        working=there,
        deputies=deputies,
        names=names,
        now=clock.now(),
    )


def _office(row: ServiceContact) -> str:
    return township_office(row.township_code or "")


def _cell(service: Service, town: str, known: Known) -> dict[str, Any]:
    row = known.contacts.get((service.code, town))
    if service.level is Level.CLOSED or row is None:
        there = known.is_there(known.rosters.get((service.code, town)))
        return _bare(service.code, town) | {"mark": ContactMark.GREEN if there else ContactMark.RED, "on_duty": there}
    there = known.is_there(row.staff_id) or known.is_there(row.deputy_id)
    stale = row.confirmed_at < known.now - CONFIRMED_FOR
    return {
        "service": service.code,
        "township": town,
        "mark": ContactMark.RED if not there else ContactMark.YELLOW if stale else ContactMark.GREEN,
        "contact_id": row.id,
        "name": known.names.get(row.staff_id),
        "deputy_name": known.names.get(row.deputy_id) if row.deputy_id else None,
        "on_duty": there,
        "confirmed_at": row.confirmed_at,
        "days": (known.now - row.confirmed_at).days,
    }


def _bare(service: str, town: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("contact_id", "name", "deputy_name", "confirmed_at", "days"))
    return {"service": service, "township": town, **nothing}


async def confirm(session: AsyncSession, *, actor: Actor, said: ConfirmContacts) -> int:
    """Say of these contacts that they are still right this month; gives how many there were."""
    rows = update(ServiceContact).where(
        col(ServiceContact.county) == actor.county, col(ServiceContact.id).in_(said.contacts)
    )
    done = await session.exec(rows.values(confirmed_at=clock.now()).returning(col(ServiceContact.id)))
    confirmed = list(_ids(done))
    for one in confirmed:
        about = About("service_contact", one, None)
        await audit.record(session, actor=actor, action="contact:confirm", about=about, facts={})
    return len(confirmed)


def _ids(rows: Iterable[Any]) -> Iterable[UUID]:
    return (row[0] for row in rows)
