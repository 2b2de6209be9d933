"""What time itself does to requests: close after silence, give referrals back, end overrides. Run by the worker."""

from datetime import timedelta

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, placing
from app.domain.help_requests.her_moves import call_back, close
from app.domain.help_requests.moves import Said, Scene, take, tell_desk, tell_her
from app.domain.help_requests.part_moves import tell_lead
from app.domain.keys import vault_of
from app.models.help_requests import HelpRequest, RequestTask
from app.models.notices import Notice
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import Audience, NoticeKind, NoticeState, RequestState, Step, TaskPart, TaskState

AT_A_TIME = 200
NOTICES_NEEDED = 2
REMIND_AFTER = timedelta(days=3)


async def _scene(session: AsyncSession, request: HelpRequest) -> Scene:
    vault = await vault_of(session, request.county)
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    return Scene(session, system(request.county), request, vault, loaded)


async def close_unanswered(session: AsyncSession, *, county: str) -> int:
    """Close what she left unanswered for seven days after two delivered notices; call her where she could not be told.

    Gives how many requests were closed or handed to a caller (REQ-08).
    """
    await remind_unanswered(session, county=county)
    touched = 0
    for request in await access.unconfirmed(session, county=county, before=clock.now(), limit=AT_A_TIME):
        told = not request.tells_only_when_open and await _delivered(session, request) >= NOTICES_NEEDED
        async with db.acting_as(session, Audience.ROUTE):
            touched += await _close_or_call(await _scene(session, request), told=told)
    return touched


async def _close_or_call(scene: Scene, *, told: bool) -> int:
    request = scene.request
    if told:
        event = await close(scene, Step.CLOSE_UNANSWERED)
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
        return 1
    open_tasks = await placing.tasks_of(scene.session, request, TaskState.OPEN)
    request.confirm_due = None
    scene.session.add(request)
    if any(task.part is TaskPart.CALL_BACK for task in open_tasks):
        return 0
    await call_back(scene)
    return 1


async def _delivered(session: AsyncSession, request: HelpRequest) -> int:
    query = select(func.count()).where(
        col(Notice.county) == request.county,
        col(Notice.request_id) == request.id,
        col(Notice.profile_id) == request.profile_id,
        col(Notice.kind) == NoticeKind.REQUEST_RESOLVED,
        or_(col(Notice.state) == NoticeState.SENT, col(Notice.read_at).is_not(None)),
    )
    if request.resolved_at is not None:
        query = query.where(col(Notice.created_at) >= request.resolved_at)
    return (await session.exec(query)).one()


async def remind_unanswered(session: AsyncSession, *, county: str) -> None:
    """Remind her once, three days after a finish she has not answered."""
    asked = await access.unconfirmed(
        session, county=county, before=clock.now() + timedelta(days=8), limit=AT_A_TIME, resolved_before=REMIND_AFTER
    )
    notes = [
        Note(
            kind=NoticeKind.REQUEST_RESOLVED,
            dedupe_key=f"{request.id}:remind:{request.finishes}",
            profile_id=request.profile_id,
            request_id=request.id,
            facts={"number": request.number},
        )
        for request in asked
        if not request.tells_only_when_open
    ]
    await announce(session, county=county, notes=notes)


async def return_referrals(session: AsyncSession, *, county: str) -> int:
    """Give questions to other offices back when they stayed unanswered for two working days (QUE-03)."""
    query = (
        select(RequestTask)
        .where(
            col(RequestTask.county) == county,
            col(RequestTask.part) == TaskPart.REFERRAL,
            col(RequestTask.state) == TaskState.OPEN,
            col(RequestTask.due_at) < clock.now(),
        )
        .order_by(col(RequestTask.due_at))
        .limit(AT_A_TIME)
    )
    late = (await session.exec(query)).all()
    for task in late:
        request = await access.by_id(session, county=county, request_id=task.request_id)
        async with db.acting_as(session, Audience.ROUTE):
            await _give_back(await _scene(session, request), task)
    return len(late)


async def _give_back(scene: Scene, task: RequestTask) -> None:
    facts = {"office": task.office_code}
    if scene.request.state in (
        RequestState.ACCEPTED,
        RequestState.WORKING,
        RequestState.WAITING,
        RequestState.REFERRED_OUT,
    ):
        event = await take(scene, Step.RETURN_REFERRAL, said=Said(facts=facts, shown=False))
        await tell_desk(scene, NoticeKind.TASK_CHANGED, event, [task])
        await tell_lead(scene, event)
    task.state, task.ended_at = TaskState.RETURNED, clock.now()
    scene.session.add(task)
    await scene.session.flush()
    await placing.set_readers(scene.session, scene.request)


async def lapse_overrides(session: AsyncSession, *, county: str) -> int:
    """Take the sight of an override away after its three hours."""
    lapsed = await access.lapsed_overrides(session, county=county, before=clock.now(), limit=AT_A_TIME)
    for request in lapsed:
        async with db.acting_as(session, Audience.ROUTE):
            scene = await _scene(session, request)
            request.override_by = request.override_until = None
            await placing.set_readers(session, request)
            await take(scene, Step.LAPSE_OVERRIDE, said=Said(shown=False))
    return len(lapsed)
