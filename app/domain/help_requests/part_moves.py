"""Other offices' parts in a request: refer, answer, revoke, finish, excuse, and answers from outside."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import inputs, outside, people, placing, routing
from app.domain.help_requests.desk_moves import desk_step
from app.domain.help_requests.moves import Line, Said, Scene, say, take, tell_desk, tell_her
from app.domain.help_requests.parties import HELPING
from app.domain.ledger import consents
from app.errors import Conflict, ConsentMissing, Invalid, NotFound
from app.models.help_requests import HelpRequest, RequestEvent, RequestTask
from app.permissions.actors import Actor
from app.vocabulary import (
    CasePart,
    ClockKind,
    LegalGround,
    Level,
    NoticeKind,
    RequestState,
    Step,
    TaskPart,
    TaskState,
)

REFERRAL_DAYS = 2


async def living_office(scene: Scene, code: str) -> str:
    """Give the office that does this work today. Raises Invalid for none, the lead itself, or the one complained of."""
    request = scene.request
    offices = await catalogue.offices(scene.session, scene.loaded)
    office = routing.living(code, offices, clock.today())
    if office is None or office in (request.lead_office, request.about_office) or offices[office].members:
        raise Invalid("请选一个别的、现有的单位。", field="office")
    if office in scene.loaded.never_for(request.service_code, request.about_office):
        raise Invalid("这件事不能告诉这个单位。", field="office")
    return office


async def require_ground(scene: Scene, office: str, ground: LegalGround | None) -> None:
    """Refuse to tell an office she did not agree to, unless a legal ground is named (SAF-09). Raises ConsentMissing."""
    request = scene.request
    no_more = await consents.offices_taken_back(scene.session, county=request.county, request_id=request.id)
    if office in no_more and ground is None:
        raise ConsentMissing("她撤回了同意，不能再告诉这个单位；有法定理由的请写明。", office=office)
    returned = {task.office_code for task in await placing.tasks_of(scene.session, request)}
    if office in request.shares_with or office in returned or office == routing.COUNTY_DESK or ground is not None:
        return
    raise ConsentMissing("她没有同意告诉这个单位。请先问过她，或写明法定理由。", office=office)


async def refer(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Refer
) -> HelpRequest:
    """Ask another office to take a part, or an outside body to answer; the lead stays where it is (QUE-03)."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.REFER) as scene:
        if said.outside_body is not None:
            await tell_her(scene, NoticeKind.REQUEST_MOVED, await outside.hand_out(scene, said))
        elif said.office is None:
            await _refer_outside(scene, said)
        else:
            await _refer_inside(scene, said, said.office)
    return scene.request


async def _refer_outside(scene: Scene, said: inputs.Refer) -> None:
    note = f"{said.outside}\n{said.note}"
    event = await take(scene, Step.REFER, to=RequestState.REFERRED_OUT, said=Said(facts={"outside": True}, note=note))
    await tell_her(scene, NoticeKind.REQUEST_MOVED, event)


async def _refer_inside(scene: Scene, said: inputs.Refer, wanted: str) -> None:
    session, request = scene.session, scene.request
    office = await living_office(scene, wanted)
    open_parts = await placing.tasks_of(session, request, TaskState.OPEN)
    if any(task.office_code == office for task in open_parts):
        raise Conflict("这个单位已经在一起办这件事了。")
    await require_ground(scene, office, said.ground)
    task = await _referral(scene, office)
    facts = {"to": office} | ({"ground": said.ground.value} if said.ground else {})
    event = await take(scene, Step.REFER, to=request.state, said=Said(facts=facts, note=said.note))
    await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])
    await tell_her(scene, NoticeKind.REQUEST_MOVED, event)


async def _referral(scene: Scene, office: str) -> RequestTask:
    """Make the asked office's task, answerable within two working days; at closed level it goes to one named person."""
    session, request = scene.session, scene.request
    person = None
    if request.level is not Level.NORMAL:
        person = await people.contact_for(session, request=request, office=office)
    if request.level is Level.CLOSED:
        if person is None:
            raise Invalid("这个单位没有能接这件事的人。", field="office")
        await placing.add_member(session, request, person, CasePart.ADDED)
    due_at = deadlines.due(ClockKind.WORKING_DAYS, REFERRAL_DAYS, clock.now(), scene.loaded.calendar)
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(request, part=TaskPart.REFERRAL, office=office, person=person, due_at=due_at, rule=rule)
    task.from_office = request.lead_office
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)
    return task


async def _open_task(scene: Scene, task_id: UUID, *parts: TaskPart) -> RequestTask:
    """Find one open part of this request. Raises NotFound."""
    for task in await placing.tasks_of(scene.session, scene.request, TaskState.OPEN):
        if task.id == task_id and task.part in parts:
            return task
    raise NotFound("没有找到这一部分，可能已经办完或撤回。")


def _is_own(scene: Scene, task: RequestTask) -> bool:
    """Say whether the acting worker answers for this task."""
    if scene.request.level is Level.CLOSED:
        return task.staff_id == scene.actor.id
    return task.office_code == scene.actor.office


async def _end(scene: Scene, task: RequestTask, state: TaskState) -> None:
    task.state, task.ended_at = state, clock.now()
    scene.session.add(task)
    await scene.session.flush()
    await placing.set_readers(scene.session, scene.request)


async def accept_referral(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.AnswerReferral
) -> HelpRequest:
    """Take the part one was asked for; it becomes a co-responsible office's part."""
    step = Step.ACCEPT_REFERRAL
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        task = await _open_task(scene, said.task_id, TaskPart.REFERRAL)
        if not _is_own(scene, task):
            raise NotFound
        task.part, task.due_at, task.staff_id = TaskPart.CO, scene.request.finish_due, actor.id
        task.reader = placing.reader_of(scene.request.level, task.office_code, actor.id)
        session.add(task)
        await session.flush()
        await placing.set_readers(session, scene.request)
        event = await take(scene, step, said=Said(facts={"office": task.office_code}, note=said.note))
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
        await tell_lead(scene, event)
    return scene.request


async def refuse_referral(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.RefuseReferral
) -> HelpRequest:
    """Say no to a part, with a reason; the asking office sees it."""
    step = Step.REFUSE_REFERRAL
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        task = await _open_task(scene, said.task_id, TaskPart.REFERRAL)
        if not _is_own(scene, task):
            raise NotFound
        await _end(scene, task, TaskState.REFUSED)
        facts = {"office": task.office_code}
        event = await take(scene, step, said=Said(facts=facts, note=said.reason, shown=False))
        await tell_lead(scene, event)
    return scene.request


async def revoke_referral(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.AnswerReferral
) -> HelpRequest:
    """Take an unanswered question to another office back."""
    step = Step.REVOKE_REFERRAL
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        task = await _open_task(scene, said.task_id, TaskPart.REFERRAL)
        facts = {"office": task.office_code}
        event = await take(scene, step, said=Said(facts=facts, note=said.note, shown=False))
        await tell_desk(scene, NoticeKind.TASK_CHANGED, event, [task])
        await _end(scene, task, TaskState.REVOKED)
    return scene.request


async def finish_part(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.FinishPart
) -> HelpRequest:
    """Say that this office's part is done, and what was done."""
    step = Step.FINISH_PART
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        own = [
            task
            for task in await placing.tasks_of(session, scene.request, TaskState.OPEN)
            if task.part in HELPING and _is_own(scene, task)
        ]
        if not own:
            raise NotFound
        await _end(scene, own[0], TaskState.DONE)
        facts = {"office": own[0].office_code, "part": own[0].part.value}
        event = await take(scene, step, said=Said(facts=facts, note=said.note))
        await tell_lead(scene, event)
    return scene.request


async def excuse_part(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.ExcusePart
) -> HelpRequest:
    """Say that another office's part is not needed, and why."""
    step = Step.EXCUSE_PART
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        task = await _open_task(scene, said.task_id, TaskPart.CO, TaskPart.TOWNSHIP)
        await _end(scene, task, TaskState.EXCUSED)
        await take(scene, step, said=Said(facts={"office": task.office_code}, note=said.reason))
    return scene.request


async def outside_answer(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.OutsideAnswer
) -> HelpRequest:
    """Pass on what the outside body answered; the work goes on here."""
    step = Step.OUTSIDE_ANSWER
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=step) as scene:
        message = await say(scene, said.body, Line())
        event = await take(scene, step, said=Said(facts={"message": str(message.id)}))
        await tell_her(scene, NoticeKind.REQUEST_REPLIED, event)
    return scene.request


async def tell_lead(scene: Scene, event: RequestEvent) -> None:
    """Let the lead's people hear that something changed."""
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
    leading = [task for task in tasks if task.part is TaskPart.LEAD]
    await tell_desk(scene, NoticeKind.TASK_CHANGED, event, leading)
