"""Missing papers: told once and completely, reminded of twice in her safe way, then the application lapses."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import deadlines
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, calling, placing
from app.domain.help_requests.desk_moves import answered_first
from app.domain.help_requests.ending_moves import finish
from app.domain.help_requests.her_moves import resume, tell_handlers
from app.domain.help_requests.moves import Line, Said, note_for_her, say, tell_her
from app.domain.help_requests.moves import take as take_request_step
from app.domain.help_requests.timeline import PAPERS_OVERDUE
from app.domain.legal_aid.access import Aid, desk_step, her_step, note, scene_of, take
from app.domain.legal_aid.inputs import SupplyPapers, TellPapers
from app.errors import Conflict, Invalid
from app.models.help_requests import RequestEvent
from app.models.legal_aid import AidApplication
from app.notifications.outbox import announce
from app.permissions.actors import Actor, system
from app.vocabulary import AidState, AidStep, Audience, ClockKind, NoticeKind, RequestState, Step, TaskState

REMINDERS = 2
BETWEEN = timedelta(days=2)
AFTER_THE_LAST = timedelta(days=3)
AT_A_TIME = 200
ALREADY = "材料已经一次讲全过了（法律援助法第四十三条：一次性告知），不能再要别的材料。材料齐就办，不齐到期按规定处理。"
NO_INCOME = (
    "不能要“{paper}”：有不查收入的理由，或者签了承诺书，就不再要经济困难证明（法律援助法第三十二、四十一、四十二条）。"
)


async def tell(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: TellPapers) -> Aid:
    """Tell her everything that is missing, once. An open request waits for her; a closed or urgent one goes on."""
    step = AidStep.TELL_PAPERS
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        row, scene = aid.application, aid.scene
        if row.papers_told_at is not None:
            raise Conflict(ALREADY)
        _refuse_income_papers(aid, said)
        now = clock.now()
        days = county.period(aid.folder, "legal_aid_papers", clock.today())
        row.papers_told_at = now
        row.papers_due = deadlines.due(ClockKind.CALENDAR_DAYS, days, now, scene.loaded.calendar)
        row.look_at = now + (row.papers_due - now) / 3
        aid.keep("outcome_sealed", aid.opened("outcome_sealed") | {"missing": list(said.missing)})
        until = deadlines.in_words(row.papers_due, now, promise="补来")
        body = "\n".join(
            filter(None, [said.body, *(f"· {one}" for one in said.missing), f"就这些，不会再要别的。{until}。"])
        )
        await say(scene, body, Line())
        answered_first(scene.request)
        if waits(aid):
            scene.request.paused_at = now
            await take(aid, step, said=Said({"missing": len(said.missing)}, shown=False))
            event = await take_request_step(scene, Step.ASK, said=Said({"missing": len(said.missing)}))
        else:
            if row.state is AidState.APPLIED:
                scene.request.statutory_due = None
            event = await take(aid, step, said=Said({"missing": len(said.missing)}))
        await tell_her(scene, NoticeKind.REQUEST_NEEDS_YOU, event)
    return aid


def waits(aid: Aid) -> bool:
    """Say whether the request stands still for the papers: only one that is about nothing else, before the decision.

    A closed request never does, nor another matter (land) in which aid was asked for, nor what was granted first.
    """
    return aid.scene.request.service_code == county.SERVICE and aid.application.state is AidState.APPLIED


def _refuse_income_papers(aid: Aid, said: TellPapers) -> None:
    for paper in said.missing:
        if any(word in paper for word in aid.words.income_words):
            raise Invalid(NO_INCOME.format(paper=paper), field="missing")


async def supply(session: AsyncSession, *, actor: Actor, application_id: UUID, said: SupplyPapers) -> Aid:
    """Let her say that the papers are there; the clock runs on, and the office looks."""
    step = AidStep.SUPPLY_PAPERS
    async with her_step(session, actor=actor, application_id=application_id, step=step) as aid:
        _refuse_nothing_told(aid)
        if said.note:
            await say(aid.scene, said.note, Line())
        event = await _go_on(aid, step)
        await tell_handlers(aid.scene, NoticeKind.MESSAGE_FROM_HER, event)
    return aid


async def take_in(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int) -> Aid:
    """Say that everything is there; nothing else may be asked for."""
    step = AidStep.TAKE_PAPERS
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        _refuse_nothing_told(aid)
        aid.application.papers_taken_at = clock.now()
        event = await _go_on(aid, step)
        await tell_her(aid.scene, NoticeKind.REQUEST_MOVED, event)
    return aid


def _refuse_nothing_told(aid: Aid) -> None:
    if aid.application.papers_told_at is None:
        raise Conflict("还没有告诉过她缺什么材料。")


async def _go_on(aid: Aid, step: AidStep) -> RequestEvent:
    """Let the clocks run on from where they stood, and look after the papers no more."""
    row, request = aid.application, aid.scene.request
    row.papers_supplied_at = row.papers_supplied_at or clock.now()
    row.look_at = None
    resume(aid.scene)
    if row.state is AidState.APPLIED and request.statutory_due is None and row.papers_told_at is not None:
        _restore(aid, row.papers_told_at)
    to = RequestState.WORKING if request.state is RequestState.WAITING else None
    return await take(aid, step, request_to=to)


def _restore(aid: Aid, told_at: datetime) -> None:
    """Give the decision the days it had left when the papers were asked for (closed requests do not wait)."""
    request, received = aid.scene.request, aid.application.created_at
    days = county.period(aid.folder, "legal_aid_decision", clock.today())
    calendar = aid.scene.loaded.calendar
    first = deadlines.due(ClockKind.CALENDAR_DAYS, days, received, calendar)
    request.statutory_due = deadlines.pushed(first, told_at, clock.now(), ClockKind.CALENDAR_DAYS, calendar)
    request.statutory_from = received + (clock.now() - told_at)


async def due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the applications whose papers have to be looked after now."""
    query = (
        select(AidApplication.id)
        .where(col(AidApplication.county) == county, col(AidApplication.look_at) <= clock.now())
        .order_by(col(AidApplication.look_at), col(AidApplication.id))
        .limit(AT_A_TIME)
    )
    return list((await session.exec(query)).all())


async def look_after(session: AsyncSession, *, county: str, application_id: UUID) -> int:
    """Remind her, or let the application lapse after two reminders.

    A worker that stood still sends the reminders first, days apart: nobody lapses who was not reminded twice.
    """
    query = select(AidApplication).where(col(AidApplication.county) == county, col(AidApplication.id) == application_id)
    row = (await session.exec(query)).one()
    request = await access.by_id(session, county=county, request_id=row.request_id)
    await session.refresh(row)
    if row.look_at is None or row.look_at > clock.now():
        return 0
    async with db.acting_as(session, Audience.ROUTE):
        folder = (await catalogue.current(session, county)).folder
        aid = Aid(await scene_of(session, actor=system(county), request=request), row, folder)
        if await _answered(aid):
            row.look_at = None
            session.add(row)
            return 0
        if row.reminders < REMINDERS:
            await _remind(aid)
            return 1
        lapses = row.state is AidState.APPLIED
        if lapses:
            await _lapse(aid)
        row.look_at = None
        session.add(row)
        await session.flush()
    if request.state is not RequestState.RESOLVED:
        await calling.ask_for_a_call(session, county=county, request_id=request.id)
    return 1


async def _answered(aid: Aid) -> bool:
    """Say whether she has answered in any way since, or there is nothing left to answer (REQ-04)."""
    row, request = aid.application, aid.scene.request
    over = request.state in (RequestState.WITHDRAWN, RequestState.CLOSED) or row.state in (
        AidState.REFUSED,
        AidState.CONCLUDED,
        AidState.WITHDRAWN,
    )
    if over or row.papers_supplied_at is not None:
        return True
    query = select(RequestEvent.id).where(
        col(RequestEvent.county) == row.county,
        col(RequestEvent.request_id) == row.request_id,
        col(RequestEvent.step) == Step.MESSAGE,
        col(RequestEvent.created_at) > row.papers_told_at,
    )
    return (await aid.scene.session.exec(query.limit(1))).first() is not None


async def _remind(aid: Aid) -> None:
    """Remind her the way she allowed; the next look is never sooner than two days after a late reminder."""
    row, scene, now = aid.application, aid.scene, clock.now()
    if row.papers_due is None or row.papers_told_at is None:
        return
    row.reminders += 1
    if row.reminders < REMINDERS:
        planned = row.papers_told_at + (row.papers_due - row.papers_told_at) * 2 / 3
        row.look_at = max(planned, now + BETWEEN)
    else:
        row.look_at = max(row.papers_due, now + AFTER_THE_LAST)
    scene.session.add(row)
    await scene.session.flush()
    facts = {"reminder": row.reminders}
    event = await take_request_step(scene, Step.AID, to=scene.request.state, said=Said(facts, shown=False))
    kind = NoticeKind.REQUEST_NEEDS_YOU
    await announce(scene.session, county=row.county, notes=[note_for_her(scene, kind, event)])


async def _lapse(aid: Aid) -> None:
    """Take her silence as withdrawal of the application; an open request is finished with it, a closed one goes on."""
    scene = aid.scene
    if scene.request.state is not RequestState.WAITING:
        event = await take(aid, AidStep.LAPSE)
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
        return
    await take(aid, AidStep.LAPSE, said=Said(shown=False))
    scene.request.finish_due = None
    await finish(scene)
    await placing.end_tasks(scene.session, scene.request, TaskState.CANCELLED)
    facts = {"reason": PAPERS_OVERDUE}
    event = await take_request_step(scene, Step.RESOLVE, to=RequestState.RESOLVED, said=Said(facts))
    await note(aid, AidStep.LAPSE, {"resolved": True})
    await tell_her(scene, NoticeKind.REQUEST_RESOLVED, event)
