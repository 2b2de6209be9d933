"""A question nobody answers climbs as a request does: the desk, its head, the county; danger by named people (REQ-06).

There is nobody who could ask after it, so the clock does; whoever holds the code sees each rung with its date.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import COUNTY_DESK
from app.domain.help_requests import ladder, people
from app.domain.questions import placing
from app.models.contacts import ClosedRoster
from app.models.questions import Question
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import Audience, ClimbTo, ClockKind, Level, NoticeKind, QuestionState

AT_A_TIME = 200
ABOVE = {ClimbTo.SECOND: ClimbTo.SUPERVISOR, ClimbTo.SUPERVISOR: ClimbTo.OFFICER}
RUNGS: dict[ClimbTo, str] = {
    ClimbTo.OWNER: "时间快到了，已提醒该回答的人。",
    ClimbTo.TOWNSHIP: "到期还没回答，已报给{office}的负责人。",
    ClimbTo.HEAD: "还没回答，已再次报给{office}的负责人。",
    ClimbTo.COUNTY: "还没回答，已报到{office}督办。",
    ClimbTo.SECOND: "到期还没回答，已请第二位专人接着看。",
    ClimbTo.SUPERVISOR: "还没回答，已报给督导的人。",
    ClimbTo.OFFICER: "还没回答，已报给县里的专人。",
}


def start(question: Question, loaded: LoadedCounty, due_at: datetime) -> None:
    """Begin a clock now, at the foot of the ladder."""
    question.clock_started_at, question.due_at, question.climbed = clock.now(), due_at, 0
    wind(question, loaded)


def wind(question: Question, loaded: LoadedCounty) -> None:
    """Set when the question climbs next; never once it was answered."""
    rung = _next(question)
    if question.state is not QuestionState.OPEN or rung is None:
        question.next_climb_at = None
        return
    begun, due = question.clock_started_at, question.due_at
    kind = ClockKind.HOURS if question.heard else loaded.service(question.service_code).first_reply.kind
    question.next_climb_at = (
        due if begun >= due else deadlines.moment_at(kind or ClockKind.WORKING_DAYS, begun, due, rung, loaded.calendar)
    )


def _next(question: Question) -> int | None:
    return next((one for one in ladder.RUNGS if one > question.climbed), None)


def shown(question: Question, loaded: LoadedCounty) -> list[dict[str, Any]]:
    """Say, for whoever holds the code, whom the question was reported to and when."""
    return [
        {
            "at": datetime.fromisoformat(one["at"]),
            "line": RUNGS[ClimbTo(one["to"])].format(office=placing.name_of(loaded, one["office"] or "")),
        }
        for one in question.climbs
    ]


async def due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the questions that have to climb now, the longest due first."""
    query = select(Question.id).where(col(Question.county) == county, col(Question.next_climb_at) <= clock.now())
    return list((await session.exec(query.order_by(col(Question.next_climb_at)).limit(AT_A_TIME))).all())


async def climb(session: AsyncSession, *, county: str, question_id: UUID) -> int:
    """Take every rung of one question that is due, in order, each once; gives how many."""
    taken = 0
    async with db.acting_as(session, Audience.ROUTE):
        query = select(Question).where(col(Question.county) == county, col(Question.id) == question_id)
        question = (await session.exec(query.with_for_update())).one()
        loaded = await catalogue.version(session, county, question.catalogue_id)
        while question.next_climb_at is not None and question.next_climb_at <= clock.now():
            await _take_rung(session, question, loaded, question.next_climb_at)
            taken += 1
    return taken


async def _take_rung(session: AsyncSession, question: Question, loaded: LoadedCounty, was_due: datetime) -> None:
    rung = _next(question)
    if rung is None:
        question.next_climb_at = None
        return
    to = ladder.whom(question.level, rung)
    told = await _told(session, question, loaded, to)
    office = question.office_code if to is not ClimbTo.COUNTY else COUNTY_DESK
    step = {"at": clock.now().isoformat(), "was_due": was_due.isoformat(), "percent": rung, "to": to.value}
    question.climbs = [*question.climbs, {**step, "office": None if question.level is Level.CLOSED else office}]
    question.climbed = rung
    wind(question, loaded)
    await placing.show_to(session, question, (*question.readers, *told))
    about = About("question", question.id, None)
    facts = {"percent": rung, "to": to.value}
    await audit.record(session, actor=system(question.county), action="question:climb", about=about, facts=facts)
    kind = NoticeKind.TASK_DUE if to is ClimbTo.OWNER else NoticeKind.TASK_OVERDUE
    clocked = int(question.clock_started_at.timestamp())
    notes = [Note(kind=kind, dedupe_key=f"{question.id}:{clocked}:{rung}:{one}", reader=one) for one in told]
    await announce(session, county=question.county, notes=notes)


async def _told(session: AsyncSession, question: Question, loaded: LoadedCounty, to: ClimbTo) -> tuple[str, ...]:
    """Say who hears of a rung. No township is known, so where a request would go there its head hears at once."""
    if to is ClimbTo.OWNER:
        return tuple(question.readers)
    if to is ClimbTo.COUNTY:
        return (COUNTY_DESK,)
    if question.level is not Level.CLOSED:
        return (f"head:{question.office_code}",)
    services = placing.services_of(loaded, question.service_code, question.heard)
    rows = await placing.rosters(session, question.county, services)
    while to is not ClimbTo.OFFICER:
        candidates = [_part(row, to) for row in rows]
        found = await people.present(session, county=question.county, candidates=candidates)
        if found:
            return tuple(f"staff:{one}" for one in found)
        to = ABOVE[to]  # whoever is missing, the next above is told instead
    return await placing.officers(session, question.county)


def _part(row: ClosedRoster, to: ClimbTo) -> UUID:
    return row.second_id if to is ClimbTo.SECOND else row.supervisor_id
