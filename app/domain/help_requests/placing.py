"""Putting a request where its route says: tasks, the tokens that may read it, and a closed case's members."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.help_requests import people
from app.domain.help_requests.routing import Part, Route
from app.models.files import StoredFile
from app.models.help_requests import (
    CaseMember,
    HelpRequest,
    RequestEvent,
    RequestMessage,
    RequestRating,
    RequestTask,
)
from app.models.instruments import Instrument, InstrumentAlarm
from app.models.legal_aid import AidApplication
from app.vocabulary import CasePart, Level, TaskPart, TaskState

LEADING = (TaskPart.LEAD, TaskPart.RULING)


@dataclass(frozen=True, slots=True)
class Dues:
    """When a part is due: the lead by its first reply, everyone else by the finish."""

    lead: datetime | None
    others: datetime | None


async def place(session: AsyncSession, *, request: HelpRequest, route: Route, dues: Dues) -> list[RequestTask]:
    """Make the tasks of a route and let exactly their people read; runs under the routing audience.

    A closed request gets one task for its roster, whatever the route names (design §10.5).
    """
    plan = await plan_for(session, request=request, route=route, dues=dues)
    known = {one.staff_id for one in await _ever_named(session, request)} if plan.members else set()
    session.add_all((*plan.tasks, *(one for one in plan.members if one.staff_id not in known)))
    await session.flush()
    await set_readers(session, request)
    return plan.tasks


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows a route leads to, not written yet."""

    tasks: list[RequestTask]
    members: list[CaseMember]


async def plan_for(session: AsyncSession, *, request: HelpRequest, route: Route, dues: Dues) -> Plan:
    """Work out a route's tasks, a closed case's members, and who reads the request; writes nothing."""
    request.lead_office, request.state = route.lead, route.state
    if request.level is Level.CLOSED:
        return await _closed_plan(session, request, route, dues)
    roll = await people.roll_of(session, request, [part.office for part in route.parts])
    tasks = [_open_task(request, route, part, roll, dues) for part in route.parts]
    request.owner_id = next((task.staff_id for task in tasks if task.part is TaskPart.LEAD), None)
    request.readers = sorted({reader for task in tasks for reader in _readers_by(request, task, roll)})
    return Plan(tasks, [])


def _open_task(request: HelpRequest, route: Route, part: Part, roll: people.Roll, dues: Dues) -> RequestTask:
    named = request.level is Level.SENSITIVE or part.part is TaskPart.TOWNSHIP
    return new_task(
        request,
        part=part.part,
        office=part.office,
        person=roll.contact(part.office) if named else None,
        due_at=dues.lead if part.part in LEADING else dues.others,
        rule=(route.rule, route.version),
    )


async def _closed_plan(session: AsyncSession, request: HelpRequest, route: Route, dues: Dues) -> Plan:
    roster = await people.roster_for(session, request=request)
    members = [
        CaseMember(county=request.county, request_id=request.id, staff_id=staff_id, part=part)
        for staff_id, part in roster.members
    ]
    request.owner_id, request.readers = roster.handler, []
    rule = (route.rule, route.version)
    task = new_task(request, part=TaskPart.LEAD, office=route.lead, person=roster.handler, due_at=dues.lead, rule=rule)
    return Plan([task], members)


async def members_of(session: AsyncSession, request: HelpRequest) -> list[CaseMember]:
    """List the named people who may open a closed request today, in the order they were named."""
    return [one for one in await _ever_named(session, request) if one.until is None]


async def _ever_named(session: AsyncSession, request: HelpRequest) -> list[CaseMember]:
    query = select(CaseMember).where(col(CaseMember.county) == request.county, col(CaseMember.request_id) == request.id)
    return list((await session.exec(query.order_by(col(CaseMember.created_at), col(CaseMember.id)))).all())


async def add_member(session: AsyncSession, request: HelpRequest, staff_id: UUID, part: CasePart) -> None:
    """Let one more named person open a closed request, also one who had left it; nothing when they already may.

    Whoever was let in only to call in danger stays on as what they are named for now.
    """
    known = next((one for one in await _ever_named(session, request) if one.staff_id == staff_id), None)
    if known is None:
        known = CaseMember(county=request.county, request_id=request.id, staff_id=staff_id, part=part)
    elif known.until is not None or known.part == CasePart.DUTY:
        known.until, known.part = None, part
    session.add(known)
    await session.flush()


def new_task(
    request: HelpRequest,
    *,
    part: TaskPart,
    office: str,
    person: UUID | None,
    due_at: datetime | None,
    rule: tuple[str, int],
) -> RequestTask:
    """Make one office's part, readable as the level says."""
    return RequestTask(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        part=part,
        state=TaskState.OPEN,
        office_code=office,
        reader=reader_of(request.level, office, person),
        staff_id=person,
        due_at=due_at,
        rule_code=rule[0],
        rule_version=rule[1],
        request_state=request.state,
        level=request.level,
    )


def reader_of(level: Level, office: str, person: UUID | None) -> str | None:
    """Say who may list a task: the office, at sensitive level the person or the head, at closed level nobody."""
    if level is Level.CLOSED:
        return None
    if level is Level.NORMAL:
        return office
    return f"staff:{person}" if person is not None else f"head:{office}"


async def tasks_of(session: AsyncSession, request: HelpRequest, *states: TaskState) -> list[RequestTask]:
    """List a request's tasks, oldest first; all states when none are named."""
    query = select(RequestTask).where(
        col(RequestTask.county) == request.county, col(RequestTask.request_id) == request.id
    )
    if states:
        query = query.where(col(RequestTask.state).in_(states))
    return list((await session.exec(query.order_by(col(RequestTask.created_at), col(RequestTask.id)))).all())


async def set_readers(session: AsyncSession, request: HelpRequest) -> None:
    """Work out who reads the request from its living tasks, and give its events and thread the same readers."""
    readers: set[str] = set()
    if request.level is not Level.CLOSED:
        tasks = await tasks_of(session, request, TaskState.OPEN, TaskState.DONE)
        roll = await people.roll_of(session, request, [task.office_code for task in tasks])
        readers = {reader for task in tasks for reader in _readers_by(request, task, roll)}
    if request.override_by is not None and request.override_until is not None:
        readers.add(f"staff:{request.override_by}")
    listed = sorted(readers)
    if listed == sorted(request.readers):
        return
    request.readers = listed
    for table in (RequestEvent, RequestMessage, RequestRating, StoredFile, AidApplication, Instrument, InstrumentAlarm):
        rows = update(table).where(col(table.county) == request.county, col(table.request_id) == request.id)
        await session.exec(rows.values(readers=listed).execution_options(synchronize_session=False))


def _readers_by(request: HelpRequest, task: RequestTask, roll: people.Roll) -> set[str]:
    if request.level is Level.NORMAL:
        return {task.office_code}
    readers = {f"staff:{task.staff_id}"} if task.staff_id is not None else set()
    return readers | roll.head_readers(task.office_code)


async def end_tasks(session: AsyncSession, request: HelpRequest, state: TaskState, *parts: TaskPart) -> None:
    """End the open tasks of these parts (all parts when none are named)."""
    for task in await tasks_of(session, request, TaskState.OPEN):
        if not parts or task.part in parts:
            task.state = state
            task.ended_at = clock.now()
            session.add(task)
    await session.flush()


async def follow(session: AsyncSession, request: HelpRequest, *, lead_due: datetime | None) -> None:
    """Copy the request's state, and the lead's next due moment, onto its open tasks: queues read tasks only."""
    for task in await tasks_of(session, request, TaskState.OPEN):
        task.request_state = request.state
        if task.part in LEADING:
            task.due_at = lead_due
        session.add(task)
    await session.flush()
