"""Whose desk a question goes to: the office of its service; at closed level named people alone."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import COUNTY_DESK
from app.domain.help_requests import people, routing
from app.models.contacts import ClosedRoster
from app.vocabulary import Audience, Level


@dataclass(frozen=True, slots=True)
class Desk:
    """An office, and the tokens of those who read and answer there."""

    office: str
    readers: tuple[str, ...]


async def desk_for(session: AsyncSession, loaded: LoadedCounty, service: str) -> Desk:
    """Find the desk of a service; never nobody. A closed service's questions reach its rosters' people only."""
    offices = await catalogue.offices(session, loaded)
    rule = loaded.rule(service)
    route = routing.choose(rule, routing.Case(township="", share=frozenset()), offices, clock.today())
    if rule.level is not Level.CLOSED:
        return Desk(route.lead, (route.lead,))
    async with db.acting_as(session, Audience.ROUTE):
        named = await _named(session, loaded.folder.code, service)
    readers = tuple(f"staff:{one}" for one in named) or (f"head:{COUNTY_DESK}",)
    return Desk(route.lead, readers)


async def _named(session: AsyncSession, county: str, service: str) -> list[UUID]:
    """Name everybody on the service's closed rosters, else the county's closed-case officers: she named no township."""
    query = select(ClosedRoster).where(col(ClosedRoster.county) == county, col(ClosedRoster.service_code) == service)
    rows = (await session.exec(query.order_by(col(ClosedRoster.created_at), col(ClosedRoster.id)))).all()
    rostered = [one for row in rows for one in (row.first_id, row.second_id, row.supervisor_id)]
    return list(dict.fromkeys(rostered)) or await people.officers_of(session, county)


def name_of(loaded: LoadedCounty, office: str) -> str:
    """Give an office's name."""
    return next((one.name for one in loaded.folder.departments if one.code == office), "单位")
