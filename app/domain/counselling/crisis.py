"""Danger: whoever is on duty and trained calls, twice; then it climbs the closed case's ladder.

It ends when somebody has spoken with her; whoever was let in only for the call then leaves the case.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.clock import COUNTY_ZONE
from app.domain.catalogue import queries as catalogue
from app.domain.counselling import counsellors, duty_gaps, seats
from app.domain.counselling.calls import add_call
from app.domain.counselling.doors import tell_person, write_down
from app.domain.help_requests import access, climbing, people, placing
from app.domain.help_requests.moves import Said, Scene, take
from app.domain.help_requests.steps import OPEN
from app.domain.keys import vault_of
from app.models.counselling import CounsellingCrisis
from app.models.help_requests import HelpRequest
from app.permissions.actors import system
from app.vocabulary import (
    Audience,
    CasePart,
    ClimbTo,
    CrisisCause,
    CrisisState,
    Level,
    NoticeKind,
    Step,
    TaskPart,
    TaskState,
)

AT_A_TIME = 200
LADDER = (ClimbTo.SECOND, ClimbTo.SUPERVISOR, ClimbTo.OFFICER)


async def open_one(session: AsyncSession, request: HelpRequest) -> CounsellingCrisis | None:
    """Give the danger nobody has spoken with her about yet."""
    query = select(CounsellingCrisis).where(
        col(CounsellingCrisis.county) == request.county,
        col(CounsellingCrisis.request_id) == request.id,
        col(CounsellingCrisis.state) == CrisisState.OPEN,
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def whose_call(session: AsyncSession, *, county: str, request_id: UUID) -> UUID | None:
    """Name who is to call about the danger that is open, for whoever may see it."""
    query = select(CounsellingCrisis.staff_id).where(
        col(CounsellingCrisis.county) == county,
        col(CounsellingCrisis.request_id) == request_id,
        col(CounsellingCrisis.state) == CrisisState.OPEN,
    )
    return (await session.exec(query)).one_or_none()


async def raise_crisis(scene: Scene, cause: CrisisCause) -> CounsellingCrisis:
    """Ask whoever is on duty to call today; an empty roster alarms the county. Runs under the routing audience."""
    known = await open_one(scene.session, scene.request)
    if known is not None:
        return known
    session, request, rule = scene.session, scene.request, scene.loaded.folder.crisis
    person, gap = await _who_calls(scene)
    due_at = clock.now() + timedelta(hours=rule.call_within_hours)
    crisis = CounsellingCrisis(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=await seats.readers_now(session, request),
        cause=cause,
        staff_id=person,
        nobody_on_duty=gap,
        due_at=due_at,
        next_climb_at=due_at,
    )
    session.add(crisis)
    await session.flush()
    event = await write_down(scene, "danger", cause=cause.value, on_duty=not gap)
    await _put_on(scene, person, due_at)
    await tell_person(scene, NoticeKind.TASK_NEW, event, person)
    if gap:
        await duty_gaps.alarm(session, county=request.county, loaded=scene.loaded)
    return crisis


async def _who_calls(scene: Scene) -> tuple[UUID | None, bool]:
    """Name who calls, and say whether the roster had nobody: then her own people do, at last the officer."""
    session, request = scene.session, scene.request
    service = scene.loaded.folder.crisis.service
    on_shift = await counsellors.trained_on_shift(session, county=request.county, service=service)
    officers = await people.officers_of(session, request.county)
    own = [request.owner_id] if request.owner_id is not None else []
    members = [one.staff_id for one in await placing.members_of(session, request)]
    left = await seats.left_behind(session, request)
    roll = await people.roll_of(session, request, [], also=[*on_shift, *own, *members, *officers])
    person = roll.first_fit(one for one in on_shift if one not in left)
    if person is not None:
        return person, False
    return roll.first_fit(one for one in (*own, *members, *officers) if one not in left), True


async def _put_on(scene: Scene, person: UUID | None, due_at: datetime) -> None:
    """Put the call on the person's desk and let them open the case."""
    if person is not None and scene.request.level is Level.CLOSED:
        await placing.add_member(scene.session, scene.request, person, CasePart.DUTY)
    await add_call(scene, person, due_at)
    await seats.share(scene)


async def pass_on(scene: Scene, left: UUID) -> None:
    """Give the call to another at once when whoever had to make it is no longer with her; the clock runs on."""
    crisis = await open_one(scene.session, scene.request)
    if crisis is None or crisis.staff_id != left:
        return
    crisis.staff_id, crisis.nobody_on_duty = await _who_calls(scene)
    crisis.failed = 0
    scene.session.add(crisis)
    event = await write_down(scene, "danger", on_duty=not crisis.nobody_on_duty)
    await _put_on(scene, crisis.staff_id, crisis.next_climb_at or crisis.due_at)
    await tell_person(scene, NoticeKind.TASK_NEW, event, crisis.staff_id)
    if crisis.nobody_on_duty:
        await duty_gaps.alarm(scene.session, county=scene.request.county, loaded=scene.loaded)


async def follow(scene: Scene, crisis: CounsellingCrisis, *, spoke: bool) -> None:
    """Close the danger once she was spoken with; after so many calls without her it climbs."""
    if spoke:
        crisis.state, crisis.reached_at, crisis.next_climb_at = CrisisState.REACHED, clock.now(), None
        await _end_call_of(scene, crisis, TaskState.DONE)
    else:
        crisis.failed += 1
    scene.session.add(crisis)
    await scene.session.flush()
    if not spoke and crisis.failed >= scene.loaded.folder.crisis.attempts:
        await _climb(scene, crisis, because="no_answer", at=clock.now())


async def _end_call_of(scene: Scene, crisis: CounsellingCrisis, state: TaskState) -> None:
    for task in await placing.tasks_of(scene.session, scene.request, TaskState.OPEN):
        if task.part is TaskPart.LIAISON and task.staff_id == crisis.staff_id:
            task.state, task.ended_at = state, clock.now()
            scene.session.add(task)
    await scene.session.flush()


async def _climb(scene: Scene, crisis: CounsellingCrisis, *, because: str, at: datetime) -> None:
    """Take the next rung of the closed ladder: the next named person calls; above the last there is nobody to ask."""
    if crisis.rung >= len(LADDER):
        crisis.next_climb_at = None
        scene.session.add(crisis)
        await scene.session.flush()
        return None
    to = LADDER[crisis.rung]
    crisis.rung += 1
    await _end_call_of(scene, crisis, TaskState.CANCELLED)
    told = await climbing.named_person(scene, to)
    person = UUID(told[0].removeprefix("staff:")) if told else None
    if person in await seats.left_behind(scene.session, scene.request):
        return await _climb(scene, crisis, because=because, at=at)  # she does not want them: the next above
    crisis.staff_id, crisis.failed = person, 0
    crisis.next_climb_at = at + timedelta(minutes=scene.loaded.folder.crisis.rung_minutes)
    facts: dict[str, Any] = {"to": to.value, "crisis": True, "because": because, "rung": crisis.rung}
    facts["was_due"] = at.astimezone(COUNTY_ZONE).isoformat(timespec="minutes")
    acting = Scene(scene.session, system(scene.request.county), scene.request, scene.vault, scene.loaded)
    event = await take(acting, Step.CLIMB, said=Said(facts=facts))
    await _put_on(scene, person, crisis.next_climb_at)
    await tell_person(scene, NoticeKind.TASK_OVERDUE, event, person)
    scene.session.add(crisis)
    await scene.session.flush()
    return None


async def due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the requests whose danger has to climb now, the longest due first."""
    query = (
        select(CounsellingCrisis.request_id)
        .where(
            col(CounsellingCrisis.county) == county,
            col(CounsellingCrisis.state) == CrisisState.OPEN,
            col(CounsellingCrisis.next_climb_at) <= clock.now(),
        )
        .order_by(col(CounsellingCrisis.next_climb_at), col(CounsellingCrisis.id))
    )
    return list((await session.exec(query.limit(AT_A_TIME))).all())


async def climb_late(session: AsyncSession, *, county: str, request_id: UUID) -> int:
    """Take every rung that is due, in order, each once; a worker that stood still catches up. Gives how many."""
    request = await access.by_id(session, county=county, request_id=request_id)
    loaded = await catalogue.version(session, county, request.catalogue_id)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    taken = 0
    async with db.acting_as(session, Audience.ROUTE):
        crisis = await open_one(session, request)
        while crisis is not None and crisis.next_climb_at is not None and crisis.next_climb_at <= clock.now():
            if request.state not in OPEN:
                crisis.next_climb_at = None
                session.add(crisis)
                break
            before = crisis.rung
            await _climb(scene, crisis, because="late", at=crisis.next_climb_at)
            taken += crisis.rung - before
        await seats.step_back(session, request)
    return taken
