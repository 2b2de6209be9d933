"""Bringing a request to an answer: finish, refuse, let another person agree, decide a review, ask for more time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place
from app.domain.catalogue import deadlines
from app.domain.catalogue.queries import safety_checks
from app.domain.help_requests import accompanied, inputs, placing
from app.domain.help_requests.desk_moves import answered_first, desk_step
from app.domain.help_requests.moves import Line, Said, Scene, say, take, tell_desk, tell_her
from app.errors import Conflict, Invalid
from app.models.help_requests import HelpRequest, RequestEvent, RequestTask
from app.permissions.actors import Actor
from app.vocabulary import (
    ClockKind,
    DataClass,
    Level,
    NoticeKind,
    RejectReason,
    RequestState,
    Step,
    TaskPart,
    TaskState,
)

CONFIRM_DAYS = 7
REVIEW_DAYS = 5
UNANSWERED = timedelta(days=15)
BLOCKING = (TaskPart.CO, TaskPart.REFERRAL)


async def resolve(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Resolve
) -> HelpRequest:
    """Say what was done. Above normal level it waits for another person's agreement (QUE-08); closing is hers."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.RESOLVE) as scene:
        request = scene.request
        await _refuse_unfinished(scene)
        await accompanied.refuse_unplanned(scene)
        _refuse_unchecked(scene, said)
        facts = {"checked": said.safety_check} if said.safety_check else {}
        if request.level is Level.NORMAL:
            await say(scene, said.body, Line())
            await finish(scene)
            event = await take(scene, Step.RESOLVE, to=RequestState.RESOLVED, said=Said(facts=facts))
            await tell_her(scene, NoticeKind.REQUEST_RESOLVED, event)
        else:
            await _propose(scene, Step.RESOLVE, Said(facts=facts, note=said.body, shown=False))
    return request


def _refuse_unchecked(scene: Scene, said: inputs.Resolve) -> None:
    """Hold the finish of violence, self-harm or a child's matter back until every question is ticked (QUE-08)."""
    wanted = safety_checks(scene.loaded, scene.request.service_code, scene.request.topics)
    missing = [one.text for one in wanted if one.code not in said.safety_check]
    if missing:
        raise Invalid("结案前要逐项确认安全，还差：" + "；".join(missing), field="safety_check")


async def _refuse_unfinished(scene: Scene) -> None:
    """Hold the finish back while other offices owe a part, or while she still has time to answer."""
    request = scene.request
    waited = clock.now() - (request.paused_at or clock.now())
    if request.state is RequestState.WAITING and waited < UNANSWERED:
        raise Conflict("还在等她补充，满 15 天没有回音才能办结。")
    owed = [t for t in await placing.tasks_of(scene.session, request, TaskState.OPEN) if t.part in BLOCKING]
    if owed:
        raise Conflict("还有单位的部分没办完：请等他们办完，或写明不再需要。", offices=[t.office_code for t in owed])


async def finish(scene: Scene) -> None:
    """Stop the clocks at a finish; she has seven calendar days to say whether it is solved (REQ-08)."""
    request, now = scene.request, clock.now()
    answered_first(request)
    request.resolved_at = now
    request.finishes += 1
    request.paused_at = None
    request.confirm_due = deadlines.due(ClockKind.CALENDAR_DAYS, CONFIRM_DAYS, now, scene.loaded.calendar)
    await placing.end_tasks(scene.session, request, TaskState.DONE, TaskPart.LEAD, TaskPart.APPROVAL)


async def _propose(scene: Scene, step: Step, said: Said) -> None:
    """Write down what one person proposes and ask another of the same office to agree."""
    session, request = scene.session, scene.request
    request.pending, request.pending_by = step, scene.actor.id
    event = await take(scene, step, to=request.state, said=said)
    task = await _second_task(scene, TaskPart.APPROVAL, scene.loaded.desk_due(clock.now()))
    await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])
    session.add(request)


async def _second_task(scene: Scene, part: TaskPart, due_at: datetime) -> RequestTask:
    """Make the other person's task: the office at normal level, its head at sensitive, the case's people at closed."""
    request = scene.request
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(request, part=part, office=request.lead_office, person=None, due_at=due_at, rule=rule)
    scene.session.add(task)
    await scene.session.flush()
    return task


async def reject(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Reject
) -> HelpRequest:
    """Propose a refusal: a reason from the list, words for her, another way; a second person decides."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.REJECT) as scene:
        words = f"{said.body}\n您还可以：{said.other_path}"
        await _propose(scene, Step.REJECT, Said(facts={"reason": said.reason.value}, note=words, shown=False))
    return scene.request


async def approve(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Approve
) -> HelpRequest:
    """Agree, or not, to what a colleague proposed; she hears only of what was agreed."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.APPROVE) as scene:
        request = scene.request
        proposed = await _last_event(scene, request.pending)
        await placing.end_tasks(session, request, TaskState.DONE, TaskPart.APPROVAL)
        if not said.agree:
            request.pending = request.pending_by = None
            facts = {"agree": False}
            await take(scene, Step.APPROVE, to=request.state, said=Said(facts=facts, note=said.note, shown=False))
            return request
        await _carry_out(scene, proposed)
    return request


async def _carry_out(scene: Scene, proposed: RequestEvent) -> None:
    request, actor = scene.request, scene.actor
    words = opened_note(scene, proposed)
    await say(scene, words, Line())
    request.approved_by = actor.id
    facts = {"agree": True, "proposed": proposed.step.value}
    if proposed.step is Step.REJECT:
        answered_first(request)
        request.rejected_by = request.pending_by
        request.reject_reason = RejectReason(proposed.facts["reason"]).value
        await placing.end_tasks(scene.session, request, TaskState.DONE, TaskPart.LEAD)
        to, kind = RequestState.REJECTED, NoticeKind.REQUEST_MOVED
    else:
        await finish(scene)
        to, kind = RequestState.RESOLVED, NoticeKind.REQUEST_RESOLVED
    request.pending = request.pending_by = None
    event = await take(scene, Step.APPROVE, to=to, said=Said(facts=facts))
    await tell_her(scene, kind, event)


async def _last_event(scene: Scene, step: Step | None) -> RequestEvent:
    query = (
        select(RequestEvent)
        .where(
            col(RequestEvent.county) == scene.request.county,
            col(RequestEvent.request_id) == scene.request.id,
            col(RequestEvent.step) == step,
        )
        .order_by(col(RequestEvent.seq).desc())
        .limit(1)
    )
    return (await scene.session.exec(query)).one()


def opened_note(scene: Scene, event: RequestEvent) -> str:
    """Open the sealed words of an event; empty when there are none."""
    if event.note_sealed is None:
        return ""
    place = Place("request_event", "note_sealed", event.id)
    return scene.vault.open(DataClass.REQUEST, place, bytes(event.note_sealed))


async def decide_review(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.DecideReview
) -> HelpRequest:
    """Decide her review of a refusal: somebody who had no part in it takes the request on, or upholds the refusal."""
    step = Step.DECIDE_REVIEW
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        request = scene.request
        await say(scene, said.body, Line())
        await placing.end_tasks(session, request, TaskState.DONE, TaskPart.REVIEW)
        if said.uphold:
            to = RequestState.REJECTED
        else:
            to = RequestState.ACCEPTED
            request.owner_id = actor.id
            request.clock_started_at = clock.now()
            request.finish_due = scene.loaded.finish_due(request.service_code, clock.now())
            await new_lead_task(scene, actor.id)
        event = await take(scene, step, to=to, said=Said(facts={"upheld": said.uphold}))
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return request


async def new_lead_task(scene: Scene, person: UUID | None) -> RequestTask:
    """Give the lead office its task again, held by a person where the level asks for one."""
    session, request = scene.session, scene.request
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(
        request,
        part=TaskPart.LEAD,
        office=request.lead_office,
        person=person,
        due_at=request.first_due if request.first_replied_at is None else request.finish_due,
        rule=rule,
    )
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)
    return task


async def review_task(scene: Scene) -> RequestTask:
    """Ask the office for somebody else's look at a refusal, within five working days."""
    due_at = deadlines.due(ClockKind.WORKING_DAYS, REVIEW_DAYS, clock.now(), scene.loaded.calendar)
    return await _second_task(scene, TaskPart.REVIEW, due_at)


async def extend(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Extend
) -> HelpRequest:
    """Ask for more time before it is due, once, with a reason she will be told (REQ-07)."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.EXTEND) as scene:
        request, now = scene.request, clock.now()
        if request.finish_due is None:
            raise Conflict("这件事照法定期限办，不能延期。")
        if request.finish_due <= now:
            raise Conflict("已经过了期限，不能再申请延期。")
        kind = finish_kind(scene)
        days = said.days * 24 if kind is ClockKind.HOURS else said.days
        request.extension_asked_at, request.extension_by = now, actor.id
        request.extension_until = deadlines.due(kind, days, request.finish_due, scene.loaded.calendar)
        facts = {"until": request.extension_until.isoformat()}
        event = await take(scene, Step.EXTEND, said=Said(facts=facts, note=said.reason, shown=False))
        task = await _second_task(scene, TaskPart.APPROVAL, scene.loaded.desk_due(now))
        await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])
    return request


def finish_kind(scene: Scene) -> ClockKind:
    """Say on which kind of clock this service is finished; working days where nothing else is written."""
    clock_of = getattr(scene.loaded.service(scene.request.service_code), "finish", None)
    kind = getattr(clock_of, "kind", None)
    return ClockKind(kind) if kind else ClockKind.WORKING_DAYS


async def grant_extension(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.GrantExtension
) -> HelpRequest:
    """Give more time, or not; never by the one who asked. She is told the new day and the reason."""
    step = Step.GRANT_EXTENSION
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        request = scene.request
        asked = await _last_event(scene, Step.EXTEND)
        if request.extension_until is None:
            raise Invalid("没有申请过延期。")
        request.extension_granted_at = clock.now()
        await placing.end_tasks(session, request, TaskState.DONE, TaskPart.APPROVAL)
        if not said.agree:
            await take(scene, step, said=Said(facts={"agree": False}, shown=False))
            return request
        request.finish_due = request.extension_until
        facts = {"agree": True, "until": request.extension_until.isoformat()}
        event = await take(scene, step, said=Said(facts=facts, note=opened_note(scene, asked)))
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return request


async def urge(session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int) -> HelpRequest:
    """Press the people on it from above; the line shows in her time line."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.URGE) as scene:
        event = await take(scene, Step.URGE)
        tasks = await placing.tasks_of(session, scene.request, TaskState.OPEN)
        await tell_desk(scene, NoticeKind.TASK_CHANGED, event, tasks)
    return scene.request
