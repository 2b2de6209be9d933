"""Granting and refusing: seven days, in writing, with another way; five days for another person's look."""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import legal_aid as county
from app.domain.help_requests import people, placing
from app.domain.help_requests.desk_moves import answered_first
from app.domain.help_requests.her_moves import resume
from app.domain.help_requests.moves import Line, say, tell_desk, tell_her
from app.domain.help_requests.parties import HEADING_CASE, is_dangerous
from app.domain.help_requests.routing import COUNTY_DESK
from app.domain.legal_aid.access import Aid, desk_step, her_step, take
from app.domain.legal_aid.inputs import DecideObjection, RefuseAid
from app.errors import Conflict, Invalid, NotAllowed
from app.models.help_requests import RequestTask
from app.permissions.actors import Actor
from app.vocabulary import (
    AidState,
    AidStep,
    CasePart,
    Level,
    NoticeKind,
    RejectReason,
    RequestState,
    TaskPart,
    TaskState,
)


async def aid_first(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int) -> Aid:
    """Grant first and see the papers later: a limitation ends within days, or property must be preserved (art. 44)."""
    step = AidStep.AID_FIRST
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        if not may_come_first(aid):
            raise Invalid("先行援助只用在时效不满七日、要赶紧保全财产的事上；这件事请照常审查。", field="application")
        aid.application.provisional = True
        await _granted(aid, step)
    return aid


def may_come_first(aid: Aid) -> bool:
    """Say whether the law lets aid come before the papers."""
    row = aid.application
    days = county.period(aid.folder, "legal_aid_first", clock.today())
    ends = row.limitation_ends
    soon = ends is not None and clock.today() <= ends < clock.today() + timedelta(days=days)
    return soon or row.must_preserve


async def grant(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int) -> Aid:
    """Grant legal aid; a lawyer is named within three days of it."""
    step = AidStep.GRANT
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        _refuse_waiting(aid)
        await _granted(aid, step)
    return aid


def is_waiting(aid: Aid) -> bool:
    """Say whether she was told of missing papers and has not brought them yet."""
    row = aid.application
    return row.papers_told_at is not None and row.papers_supplied_at is None and row.papers_taken_at is None


def _refuse_waiting(aid: Aid) -> None:
    if is_waiting(aid):
        raise Conflict("还在等她补材料。材料收到了，先点“材料收齐”；事情紧急的，点“先行援助”。")


async def _granted(aid: Aid, step: AidStep) -> None:
    row = aid.application
    row.decided_at, row.decided_by = clock.now(), aid.scene.actor.id
    answered_first(aid.scene.request)
    event = await take(aid, step, request_to=go_on(aid))
    await tell_her(aid.scene, NoticeKind.REQUEST_MOVED, event)


def go_on(aid: Aid) -> RequestState | None:
    """Let a request that stood still for papers go on, with the pause given back; give the state it goes to."""
    if aid.scene.request.state is not RequestState.WAITING:
        return None
    resume(aid.scene)
    return RequestState.WORKING


async def refuse(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: RefuseAid) -> Aid:
    """Refuse in writing: the reason, another way she can go, and how to object."""
    step = AidStep.REFUSE
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        row, scene = aid.application, aid.scene
        _refuse_waiting(aid)
        if said.reason is RejectReason.NOT_IN_DUTY and await is_dangerous(session, scene.request):
            raise Invalid("家暴求助不能用“不归我们管”来拒绝（反家庭暴力法第十三条）。", field="reason")
        row.decided_at, row.decided_by, row.refuse_reason = clock.now(), actor.id, said.reason
        why = f"理由：{said.body}\n您还可以：{said.other_path}"
        words = f"关于您法律援助申请的决定：没有同意。\n{why}\n{aid.words.objection}"
        kept = {"reason": said.body, "other_path": said.other_path, "written": words}
        aid.keep("outcome_sealed", aid.opened("outcome_sealed") | kept)
        await say(scene, words, Line())
        answered_first(scene.request)
        row.look_at = None
        event = await take(aid, step)
        await tell_her(scene, NoticeKind.REQUEST_REPLIED, event)
    return aid


async def object_to(session: AsyncSession, *, actor: Actor, application_id: UUID) -> Aid:
    """Let her object, once: another person looks within five days."""
    step = AidStep.OBJECT
    async with her_step(session, actor=actor, application_id=application_id, step=step) as aid:
        if aid.application.objected_at is not None:
            raise Conflict("已经请别人重新看过一次了。还不服，可以打 12348 问怎么起诉或复议。")
        aid.application.objected_at = clock.now()
        event = await take(aid, step)
        task = await _review_task(aid)
        await tell_desk(aid.scene, NoticeKind.TASK_NEW, event, [task])
    return aid


async def _review_task(aid: Aid) -> RequestTask:
    """Ask somebody who had no part in it: of the same office, else (open requests) the county desk."""
    scene, office = aid.scene, aid.words.office
    session, request = scene.session, scene.request
    person = await _reviewer(aid)
    if person is None:
        office, person = COUNTY_DESK, await _of_the_case(aid)
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(
        request, part=TaskPart.REVIEW, office=office, person=person, due_at=request.statutory_due, rule=rule
    )
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)
    return task


async def _reviewer(aid: Aid) -> UUID | None:
    """Name who looks again: a head of the office before its handlers; at closed level those of the case first."""
    scene, decided_by = aid.scene, aid.application.decided_by
    request, office = scene.request, aid.words.office
    roll = await people.roll_of(scene.session, request, [office])
    candidates = [*sorted(roll.heads.get(office, ())), *roll.handlers.get(office, ())]
    others = [one for one in candidates if one != decided_by]
    if request.level is Level.CLOSED:
        members = {one.staff_id for one in await placing.members_of(scene.session, request)}
        inside = [one for one in others if one in members]
        others = inside or others
    person = roll.first_fit(others)
    if person is not None and request.level is Level.CLOSED:
        await placing.add_member(scene.session, request, person, CasePart.ADDED)
    return person


async def _of_the_case(aid: Aid) -> UUID | None:
    """Name the closed case's supervisor where nobody of the office is left; nobody at other levels: the county desk."""
    members = await placing.members_of(aid.scene.session, aid.scene.request)
    above = [one.staff_id for one in members if one.part in HEADING_CASE]
    return next((one for one in above if one != aid.application.decided_by), None)


async def decide_objection(
    session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: DecideObjection
) -> Aid:
    """Decide her objection: never the person whose refusal it is about."""
    step = AidStep.DECIDE_OBJECTION
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        row, scene = aid.application, aid.scene
        if actor.id == row.decided_by:
            raise NotAllowed("复查要由另一个人来做，不能是作决定的人。")
        row.reviewed_at, row.reviewed_by = clock.now(), actor.id
        aid.keep("outcome_sealed", aid.opened("outcome_sealed") | {"review": said.body})
        await say(scene, said.body, Line())
        await placing.end_tasks(session, scene.request, TaskState.DONE, TaskPart.REVIEW)
        to = AidState.REFUSED if said.uphold else AidState.GRANTED
        event = await take(aid, step, to=to)
        await tell_her(scene, NoticeKind.REQUEST_REPLIED, event)
    return aid


async def withdraw(session: AsyncSession, *, actor: Actor, application_id: UUID) -> Aid:
    """Let her, and nobody else, take the application back; her request goes on."""
    step = AidStep.WITHDRAW
    async with her_step(session, actor=actor, application_id=application_id, step=step) as aid:
        aid.application.look_at = None
        tasks = await placing.tasks_of(session, aid.scene.request, TaskState.OPEN)
        if aid.application.state is AidState.OBJECTED:  # there is nothing left to look at again
            await placing.end_tasks(session, aid.scene.request, TaskState.CANCELLED, TaskPart.REVIEW)
            await placing.set_readers(session, aid.scene.request)
        event = await take(aid, step, request_to=go_on(aid))
        await tell_desk(aid.scene, NoticeKind.TASK_CHANGED, event, tasks)
    return aid
