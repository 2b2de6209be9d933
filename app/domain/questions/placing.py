"""Whose desk a question goes to: the office of its service; at closed level, and in danger, named people alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import COUNTY_DESK
from app.domain.counselling import duty_gaps
from app.domain.help_requests import people, routing
from app.models.contacts import ClosedRoster
from app.models.questions import Question, QuestionLine
from app.vocabulary import Audience, Level


@dataclass(frozen=True, slots=True)
class Desk:
    """An office, its level, and the tokens of those who read and answer there."""

    office: str
    level: Level
    readers: tuple[str, ...]


def services_of(loaded: LoadedCounty, service: str, heard: Iterable[str]) -> list[str]:
    """Name the services whose people take a question: its own, unless danger was heard in an open one."""
    dangers = set(heard)
    closed = [
        one.code for one in loaded.services.values() if one.level is Level.CLOSED and dangers.intersection(one.topics)
    ]
    if loaded.service(service).level is Level.CLOSED:
        return list(dict.fromkeys((service, *closed)))
    return closed or [service]


async def desk_for(session: AsyncSession, loaded: LoadedCounty, service: str, heard: Iterable[str] = ()) -> Desk:
    """Find the desk of a question; never nobody. A closed service's reach its rosters' people and who is on duty."""
    services = services_of(loaded, service, heard)
    offices = await catalogue.offices(session, loaded)
    rule = loaded.rule(services[0])
    route = routing.choose(rule, routing.Case(township="", share=frozenset()), offices, clock.today())
    if rule.level is not Level.CLOSED:
        return Desk(route.lead, rule.level, (route.lead,))
    async with db.acting_as(session, Audience.ROUTE):
        return Desk(route.lead, rule.level, await _named(session, loaded, services))


async def _named(session: AsyncSession, loaded: LoadedCounty, services: list[str]) -> tuple[str, ...]:
    """Name who is on duty and everybody on the rosters: no township is known. An empty shift alarms the county."""
    county = loaded.folder.code
    shift = await people.shift_of(session, county=county, services=services)
    rows = await rosters(session, county, services)
    rostered = [one for row in rows for one in (row.first_id, row.second_id, row.supervisor_id)]
    on_duty = await people.present(session, county=county, candidates=shift)
    if not on_duty:
        await duty_gaps.alarm(session, county=county, loaded=loaded)
    found = [*on_duty, *await people.present(session, county=county, candidates=rostered)]
    return tuple(dict.fromkeys(f"staff:{one}" for one in found)) or await officers(session, county)


async def rosters(session: AsyncSession, county: str, services: list[str]) -> list[ClosedRoster]:
    """List the closed rosters of some services, every township's."""
    query = select(ClosedRoster).where(col(ClosedRoster.county) == county, col(ClosedRoster.service_code).in_(services))
    return list((await session.exec(query.order_by(col(ClosedRoster.created_at), col(ClosedRoster.id)))).all())


async def officers(session: AsyncSession, county: str) -> tuple[str, ...]:
    """Name the county's closed-case officers who are here; where none is named, whoever heads the county's desk."""
    named = await people.present(session, county=county, candidates=await people.officers_of(session, county))
    return tuple(f"staff:{one}" for one in named) or (f"head:{COUNTY_DESK}",)


def named_in(question: Question) -> list[UUID]:
    """Give the named people among a question's readers."""
    return [UUID(one.removeprefix("staff:")) for one in question.readers if one.startswith("staff:")]


async def show_to(session: AsyncSession, question: Question, readers: Iterable[str]) -> None:
    """Let these read the question and its lines, and nobody else. Runs under the routing audience."""
    question.readers = list(dict.fromkeys(readers))
    session.add(question)
    await session.flush()
    lines = update(QuestionLine).where(
        col(QuestionLine.county) == question.county, col(QuestionLine.question_id) == question.id
    )
    await session.exec(lines.values(readers=question.readers))


def name_of(loaded: LoadedCounty, office: str) -> str:
    """Give an office's name."""
    return next((one.name for one in loaded.folder.departments if one.code == office), "单位")
