"""The desk's everyday steps: accept, start, answer, ask, note, assign, return, classify, rule."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, accompanied, collisions, inputs, people, placing, routing
from app.domain.help_requests.moves import Line, Said, Scene, say, take, tell_desk, tell_her, write_event
from app.domain.help_requests.parties import in_season, may_take, party_of
from app.domain.help_requests.steps import MOVES, after
from app.errors import Conflict, Invalid, NotAllowed, StepNotPossible
from app.models.help_requests import HelpRequest, RequestMessage, RequestTask
from app.permissions.actors import Actor
from app.vocabulary import Audience, Level, MessageAudience, NoticeKind, RequestState, Step, TaskPart, TaskState

UNDO = timedelta(seconds=15)
HAND_OFF_AT_LEAST = 10


@asynccontextmanager
async def desk_step(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int | None, step: Step
) -> AsyncIterator[Scene]:
    """Open the door for one step: access, version, table, party; what is inside runs under the routing audience.

    Raises NotFound, NotAllowed, Stale (412), StepNotPossible (409).
    """
    request = await access.help_request(
        session, actor=actor, action=MOVES[step].needs, request_id=request_id, lock=True
    )
    if expected is not None:
        await collisions.refuse_stale(session, request, expected)
    after(request.state, step)
    party = await party_of(session, actor=actor, request=request)
    if not in_season(party, step):
        raise StepNotPossible(state=request.state.value, step=step.value)
    if not may_take(party, step):
        raise NotAllowed
    vault = await access.request_vault(session, request)
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    async with db.acting_as(session, Audience.ROUTE):
        yield Scene(session, actor, request, vault, loaded)


async def accept(session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int) -> HelpRequest:
    """Take the request on, and with it her question; the worker who accepts becomes its owner."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.ACCEPT) as scene:
        request = scene.request
        if request.owner_id is None or request.level is not Level.CLOSED:
            await _own(scene, actor.id)
        event = await take(scene, Step.ACCEPT)
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return request


async def start(session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int) -> HelpRequest:
    """Say that work has begun."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.START) as scene:
        event = await take(scene, Step.START)
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return scene.request


async def reply(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Reply
) -> HelpRequest:
    """Answer her; she sees it after 15 seconds. The first answer stops its own clock and starts the work."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.REPLY) as scene:
        visible = clock.now() + UNDO
        message = await say(scene, said.body, Line(show_name=said.show_name, visible_from=visible))
        answered_first(scene.request)
        event = await take(scene, Step.REPLY, said=Said(facts={"message": str(message.id)}))
        await tell_her(scene, NoticeKind.REQUEST_REPLIED, event, at=visible)
    return scene.request


def answered_first(request: HelpRequest) -> None:
    """Stop the first-reply clock at the first human word."""
    if request.first_replied_at is None:
        request.first_replied_at = clock.now()


async def take_back(session: AsyncSession, *, actor: Actor, request_id: UUID, message_id: UUID) -> None:
    """Take a reply back within its 15 seconds (QUE-04). Raises Invalid when she may already have seen it."""
    request = await access.help_request(
        session, actor=actor, action=MOVES[Step.REPLY].needs, request_id=request_id, lock=True
    )
    async with db.acting_as(session, Audience.ROUTE):
        message = await session.get(RequestMessage, (request.county, message_id))
        ours = message is not None and message.request_id == request.id and message.author_id == actor.id
        if message is None or not ours or message.visible_from <= clock.now():
            raise Invalid("过了 15 秒，已经发出，不能撤回了。")
        message.taken_back_at = clock.now()
        message.body_sealed = None
        session.add(message)
        vault = await access.request_vault(session, request) if request.level is not Level.CLOSED else None
        if vault is not None:
            loaded = await catalogue.version(session, request.county, request.catalogue_id)
            scene = Scene(session, actor, request, vault, loaded)
            await write_event(scene, Step.NOTE, Said(facts={"taken_back": str(message.id)}, shown=False))


async def ask(session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Ask) -> HelpRequest:
    """Ask her for what is missing, once and completely; the finish clock stands still until she answers (REQ-04)."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.ASK) as scene:
        if scene.request.asks_once:
            raise Conflict("法律援助的材料要一次讲全：请用“一次告知材料”。告知过的，不能再要别的材料。")
        body = said.body + "\n" + "\n".join(f"· {thing}" for thing in said.missing)
        await say(scene, body, Line())
        answered_first(scene.request)
        scene.request.paused_at = clock.now()
        event = await take(scene, Step.ASK, said=Said(facts={"missing": len(said.missing)}))
        await tell_her(scene, NoticeKind.REQUEST_NEEDS_YOU, event)
    return scene.request


async def note(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Note
) -> HelpRequest:
    """Leave a line for colleagues; it never reaches her."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.NOTE) as scene:
        message = await say(scene, said.body, Line(audience=MessageAudience.INTERNAL))
        await take(scene, Step.NOTE, said=Said(facts={"message": str(message.id)}, shown=False))
    return scene.request


async def assign(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Assign
) -> HelpRequest:
    """Give this office's part to a person of the office; a change of owner needs a note of ten characters (QUE-07)."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.ASSIGN) as scene:
        request = scene.request
        await accompanied.refuse_without_her(scene)
        task = await _own_task(scene)
        if task.staff_id not in (None, said.staff_id) and len(said.note.strip()) < HAND_OFF_AT_LEAST:
            raise Invalid("换人要写交接说明，至少十个字。", field="note")
        office = await people.people_of(session, county=request.county, office=actor.office or "")
        fit = await people.eligible(session, request, [said.staff_id])
        if request.level is Level.CLOSED or said.staff_id not in office or said.staff_id not in fit:
            raise Invalid("不能交给这位同志，请另选一位。", field="staff_id")
        task.staff_id = said.staff_id
        task.reader = placing.reader_of(request.level, task.office_code, said.staff_id)
        if task.part is TaskPart.LEAD:
            request.owner_id = said.staff_id
        session.add(task)
        await session.flush()
        await placing.set_readers(session, request)
        facts = {"staff": str(said.staff_id)}
        event = await take(scene, Step.ASSIGN, said=Said(facts=facts, note=said.note, shown=False))
        await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])
    return request


async def _own(scene: Scene, staff_id: UUID) -> None:
    """Make a worker the owner of the lead's part."""
    scene.request.owner_id = staff_id
    for task in await placing.tasks_of(scene.session, scene.request, TaskState.OPEN):
        if task.part is TaskPart.LEAD:
            task.staff_id = staff_id
            task.reader = placing.reader_of(scene.request.level, task.office_code, staff_id)
            scene.session.add(task)
    await scene.session.flush()
    await placing.set_readers(scene.session, scene.request)


async def _own_task(scene: Scene) -> RequestTask:
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
    for task in tasks:
        if task.office_code == scene.actor.office:
            return task
    raise NotAllowed


async def give_back(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Return
) -> HelpRequest:
    """Return what is not ours, with a reason and whose it seems to be; her clock never restarts (RTE-04).

    The first return goes by itself to the suggested office, the second to the county desk for a ruling.
    """
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.RETURN) as scene:
        request = scene.request
        offices = await catalogue.offices(session, scene.loaded)
        wanted = routing.living(said.suggested_office, offices, clock.today())
        if wanted is None or wanted == request.lead_office:
            raise Invalid("请写明应该找哪个单位。", field="suggested_office")
        gone_before = await offices_that_returned(scene)
        facts = {"from": request.lead_office, "suggested": wanted}
        await take(scene, Step.RETURN, said=Said(facts=facts, note=said.reason))
        request.returns += 1
        await placing.end_tasks(session, request, TaskState.RETURNED, TaskPart.LEAD)
        to_ruling = request.returns > 1 or wanted in gone_before or wanted == request.about_office
        await _pass_on(scene, None if to_ruling else wanted)
    return request


async def offices_that_returned(scene: Scene) -> set[str]:
    """Name the offices that have returned this request before."""
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.RETURNED)
    return {task.office_code for task in tasks}


async def _pass_on(scene: Scene, office: str | None) -> None:
    """Send a returned request on by itself: to the suggested office, or to the ruling desk."""
    request = scene.request
    to = RequestState.SUBMITTED if office is not None else RequestState.RULING
    part = TaskPart.LEAD if office is not None else TaskPart.RULING
    due_at = request.first_due if office is not None else scene.loaded.desk_due(clock.now())
    await new_lead(scene, office or routing.COUNTY_DESK, part, due_at)
    if office is not None:
        request.lead_office = office
    event = await take(scene, Step.PASS_ON, to=to, said=Said(facts={"to": office or routing.COUNTY_DESK}))
    await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    await tell_desk(scene, NoticeKind.TASK_NEW, event, await placing.tasks_of(scene.session, request, TaskState.OPEN))


async def new_lead(scene: Scene, office: str, part: TaskPart, due_at: datetime | None) -> None:
    """Give the lead (or the ruling) to an office: end its smaller part, make the task, and let its people read."""
    session, request = scene.session, scene.request
    for task in await placing.tasks_of(session, request, TaskState.OPEN):
        if task.office_code == office:
            task.state, task.ended_at = TaskState.CANCELLED, clock.now()
            session.add(task)
    person = None
    if request.level is not Level.NORMAL:
        person = await people.contact_for(session, request=request, office=office)
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(request, part=part, office=office, person=person, due_at=due_at, rule=rule)
    request.owner_id = person
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)


async def rule(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Rule
) -> HelpRequest:
    """Say whose it is, once and for all; that office may not return it again."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.RULE) as scene:
        request = scene.request
        offices = await catalogue.offices(session, scene.loaded)
        office = routing.living(said.office, offices, clock.today())
        if office is None or office == request.about_office:
            raise Invalid("请选一个现有的单位。", field="office")
        await placing.end_tasks(session, request, TaskState.DONE, TaskPart.RULING)
        request.lead_office = office
        await new_lead(scene, office, TaskPart.LEAD, request.first_due)
        event = await take(scene, Step.RULE, said=Said(facts={"to": office}, note=said.reason))
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
        await tell_desk(scene, NoticeKind.TASK_NEW, event, await placing.tasks_of(session, request, TaskState.OPEN))
    return request
