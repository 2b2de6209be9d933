"""Her own steps: write, urge, confirm, reopen, review, withdraw, send again, rate. She never needs to type."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, erasing, inputs, people, placing, routing
from app.domain.help_requests.ending_moves import finish_kind, new_lead_task, review_task
from app.domain.help_requests.moves import Line, Said, Scene, say, take, tell_desk, tell_her
from app.domain.help_requests.parties import may_take, party_of
from app.domain.help_requests.routing import Case
from app.domain.help_requests.steps import MOVES, after
from app.errors import Conflict, StepNotPossible, TooMany
from app.models.files import StoredFile
from app.models.help_requests import HelpRequest, RequestEvent, RequestRating, RequestTask
from app.permissions.actors import Actor
from app.vocabulary import (
    Audience,
    ClockKind,
    Face,
    Level,
    NoticeKind,
    RequestState,
    Step,
    TaskPart,
    TaskState,
    WithdrawKind,
)

SECOND_CHANCE = timedelta(days=30)
BETWEEN_URGES = timedelta(hours=24)
CALL_BACK_DAYS = 2
NOT_TAKEN_YET = (RequestState.SUBMITTED, RequestState.TRIAGE, RequestState.RETURNED, RequestState.RULING)


@asynccontextmanager
async def her_step(session: AsyncSession, *, actor: Actor, request_id: UUID, step: Step) -> AsyncIterator[Scene]:
    """Open the door for one of her steps; what is inside runs under the routing audience.

    Raises NotFound, StepNotPossible (409).
    """
    request = await access.help_request(
        session, actor=actor, action=MOVES[step].needs, request_id=request_id, lock=True
    )
    after(request.state, step)
    party = await party_of(session, actor=actor, request=request)
    if not may_take(party, step):
        raise StepNotPossible(state=request.state.value, step=step.value)
    vault = await access.request_vault(session, request)
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    async with db.acting_as(session, Audience.ROUTE):
        yield Scene(session, actor, request, vault, loaded)


async def write(session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.Message) -> HelpRequest:
    """Add a line of hers; where we waited for her, the clock runs again with the pause given back (REQ-04)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.MESSAGE) as scene:
        message = await say(scene, said.body, Line())
        resume(scene)
        event = await take(scene, Step.MESSAGE, said=Said(facts={"message": str(message.id)}))
        await tell_handlers(scene, NoticeKind.MESSAGE_FROM_HER, event)
    return scene.request


async def attach(session: AsyncSession, *, actor: Actor, request_id: UUID, file_id: UUID) -> HelpRequest:
    """Add a file of hers to the time line; like a written line it lets a waiting clock run on (REQ-04)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.MESSAGE) as scene:
        file = await session.get(StoredFile, (actor.county, file_id))
        if file is not None:
            file.readers = list(scene.request.readers)
            session.add(file)
        resume(scene)
        event = await take(scene, Step.MESSAGE, said=Said(facts={"file": str(file_id)}))
        await tell_handlers(scene, NoticeKind.MESSAGE_FROM_HER, event)
    return scene.request


def resume(scene: Scene) -> None:
    """Let the finish clock run on after a pause, pushed by as long as it stood still."""
    request, now = scene.request, clock.now()
    if request.paused_at is not None:
        if request.finish_due is not None:
            request.finish_due = deadlines.pushed(
                request.finish_due, request.paused_at, now, finish_kind(scene), scene.loaded.calendar
            )
        if request.statutory_due is not None and request.statutory_from is not None:
            kind = ClockKind.CALENDAR_DAYS
            request.statutory_due = deadlines.pushed(
                request.statutory_due, request.paused_at, now, kind, scene.loaded.calendar
            )
            request.statutory_from += now - request.paused_at
        if request.clock_started_at is not None:
            request.clock_started_at += now - request.paused_at
    request.paused_at = None


async def tell_handlers(scene: Scene, kind: NoticeKind, event: RequestEvent) -> None:
    """Let the lead's people hear; a request nobody leads at the moment tells everyone who still has a part."""
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
    leading = [task for task in tasks if task.part in placing.LEADING]
    await tell_desk(scene, kind, event, leading or tasks)


async def urge(session: AsyncSession, *, actor: Actor, request_id: UUID) -> HelpRequest:
    """Press for an answer, at most once a day. Raises TooMany (429) with the time to come back."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.URGE) as scene:
        last = await _last_at(scene, Step.URGE)
        if last is not None and clock.now() - last < BETWEEN_URGES:
            wait = int((last + BETWEEN_URGES - clock.now()).total_seconds()) + 1
            raise TooMany("今天已经催过了，明天还没有回音可以再催。", retry_after=wait)
        event = await take(scene, Step.URGE)
        await tell_handlers(scene, NoticeKind.TASK_CHANGED, event)
    return scene.request


async def _last_at(scene: Scene, step: Step) -> datetime | None:
    query = select(RequestEvent.created_at).where(
        col(RequestEvent.county) == scene.request.county,
        col(RequestEvent.request_id) == scene.request.id,
        col(RequestEvent.step) == step,
    )
    return (await scene.session.exec(query.order_by(col(RequestEvent.seq).desc()).limit(1))).one_or_none()


async def confirm(session: AsyncSession, *, actor: Actor, request_id: UUID) -> HelpRequest:
    """Say that it is solved; only this, or seven days of silence after two notices, closes a request (REQ-08)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.CONFIRM) as scene:
        await _refuse_open_children(scene)
        await close(scene, Step.CONFIRM)
    return scene.request


async def _refuse_open_children(scene: Scene) -> None:
    """Hold a parent open until everything told with it is closed or taken on by its own office (RTE-06)."""
    request = scene.request
    waiting = await access.children_in(scene.session, request, NOT_TAKEN_YET)
    if waiting:
        raise Conflict("一起说的事还有没人接的，等接手了再确认。", numbers=waiting)


async def close(scene: Scene, step: Step) -> RequestEvent:
    """Close a request: nothing is owed any more, but for a call back."""
    request = scene.request
    request.closed_at = clock.now()
    request.closed_automatically = step is Step.CLOSE_UNANSWERED
    request.confirm_due = None
    event = await take(scene, step)
    for task in await placing.tasks_of(scene.session, request, TaskState.OPEN):
        if task.part is not TaskPart.CALL_BACK:
            task.state, task.ended_at = TaskState.CANCELLED, clock.now()
            scene.session.add(task)
    await scene.session.flush()
    return event


async def reopen(session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.Reopen) -> HelpRequest:
    """Say that it is not solved, within 30 days; the same office, number and time line go on (REQ-10)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.REOPEN) as scene:
        request, now = scene.request, clock.now()
        over = request.closed_at or request.resolved_at
        if over is not None and now - over > SECOND_CHANCE:
            raise Conflict("已经过了 30 天，请重新提一件事，我们照样会办。")
        if said.body:
            await say(scene, said.body, Line())
        facts = {"finish_due_before": request.finish_due.isoformat()} if request.finish_due else {}
        _start_again(scene)
        request.reopens += 1
        await placing.end_tasks(session, request, TaskState.DONE)
        await new_lead_task(scene, request.owner_id if request.level is not Level.NORMAL else None)
        event = await take(scene, Step.REOPEN, said=Said(facts=facts))
        await tell_handlers(scene, NoticeKind.TASK_NEW, event)
    return scene.request


def _start_again(scene: Scene) -> None:
    """Give a request its clocks anew; when it was first due stays in its events."""
    request, now = scene.request, clock.now()
    request.first_replied_at = request.closed_at = request.resolved_at = request.confirm_due = None
    request.closed_automatically = False
    request.pending = request.pending_by = None
    request.extension_asked_at = request.extension_until = request.extension_granted_at = None
    request.clock_started_at = now
    request.first_due = scene.loaded.first_due(request.service_code, now)
    request.finish_due = scene.loaded.finish_due(request.service_code, now)


async def review(session: AsyncSession, *, actor: Actor, request_id: UUID) -> HelpRequest:
    """Ask, once, that somebody else looks at a refusal (REQ-09)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.REVIEW) as scene:
        scene.request.review_used = True
        event = await take(scene, Step.REVIEW)
        task = await review_task(scene)
        await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])
    return scene.request


async def withdraw(session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.Withdraw) -> HelpRequest:
    """Stop, or stop and erase: erased words are gone at once; a closed request's key goes to escrow (REQ-11)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.WITHDRAW) as scene:
        request = scene.request
        request.withdraw_kind = said.kind
        request.closed_at = clock.now()
        tasks = await placing.tasks_of(session, request, TaskState.OPEN)
        event = await take(scene, Step.WITHDRAW, said=Said(facts={"kind": said.kind.value}))
        await tell_desk(scene, NoticeKind.TASK_CHANGED, event, tasks)
        await placing.end_tasks(session, request, TaskState.CANCELLED)
        if said.kind is WithdrawKind.STOP_AND_ERASE:
            await erasing.erase(session, request=request, retention_days=erasing.retention_days(scene.loaded))
            session.info["answer_about"] = (request.id, False)
    return scene.request


async def resubmit(session: AsyncSession, *, actor: Actor, request_id: UUID) -> HelpRequest:
    """Send a stopped request again within 30 days; nothing is typed anew, the number stays."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.RESUBMIT) as scene:
        request, loaded = scene.request, scene.loaded
        if request.closed_at is not None and clock.now() - request.closed_at > SECOND_CHANCE:
            raise Conflict("已经过了 30 天，请重新提一件事，我们照样会办。")
        _start_again(scene)
        request.withdraw_kind = None
        never = loaded.never_for(request.service_code, request.about_office)
        share = frozenset(request.shares_with)
        case = Case(request.township_code, share=share, about_office=request.about_office, never=never)
        offices = await catalogue.offices(session, loaded)
        route = routing.choose(loaded.rule(request.service_code), case, offices, clock.today())
        tasks = await placing.place(
            session, request=request, route=route, dues=placing.Dues(request.first_due, request.finish_due)
        )
        request.state = RequestState.WITHDRAWN
        event = await take(scene, Step.RESUBMIT, to=route.state)
        await tell_her(scene, NoticeKind.REQUEST_RECEIVED, event)
        await tell_desk(scene, NoticeKind.TASK_NEW, event, tasks)
    return scene.request


async def rate(session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.Rate) -> HelpRequest:
    """Give one face for the last finish; an unhappy one makes another office call her back (REQ-12)."""
    async with her_step(session, actor=actor, request_id=request_id, step=Step.RATE) as scene:
        request = scene.request
        await _refuse_second_face(scene)
        session.add(
            RequestRating(
                county=request.county,
                created_at=clock.now(),
                request_id=request.id,
                profile_id=request.profile_id,
                readers=list(request.readers),
                finish=request.finishes,
                face=said.face,
                lead_office=request.lead_office,
            )
        )
        event = await take(scene, Step.RATE, said=Said(facts={"face": said.face.value, "finish": request.finishes}))
        if said.face is Face.UNHAPPY:
            await tell_desk(scene, NoticeKind.TASK_NEW, event, [await call_back(scene)])
    return scene.request


async def _refuse_second_face(scene: Scene) -> None:
    query = select(RequestRating.id).where(
        col(RequestRating.county) == scene.request.county,
        col(RequestRating.request_id) == scene.request.id,
        col(RequestRating.finish) == scene.request.finishes,
    )
    if (await scene.session.exec(query)).first() is not None:
        raise Conflict("这一次您已经评价过了，谢谢您。")


async def call_back(scene: Scene) -> RequestTask:
    """Ask an office other than the lead to call her within two working days; at closed level one of the case."""
    session, request = scene.session, scene.request
    office = routing.township_office(request.township_code)
    told = office in request.shares_with
    if request.level is Level.CLOSED or not told or office == request.lead_office:
        office = routing.COUNTY_DESK
    person = await _caller(scene)
    due_at = deadlines.due(ClockKind.WORKING_DAYS, CALL_BACK_DAYS, clock.now(), scene.loaded.calendar)
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(request, part=TaskPart.CALL_BACK, office=office, person=person, due_at=due_at, rule=rule)
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)
    return task


async def _caller(scene: Scene) -> UUID | None:
    """Name who calls: at closed level somebody of the case who did not handle it."""
    request = scene.request
    if request.level is not Level.CLOSED:
        return None
    roster = await people.roster_for(scene.session, request=request)
    others = [staff for staff, _ in roster.members if staff != request.owner_id]
    return others[0] if others else request.owner_id
