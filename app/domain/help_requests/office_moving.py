"""Open work of an office that has ended goes to the one that follows; what is written keeps the old name (ADM-01)."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, people, placing, routing
from app.domain.help_requests.moves import Said, Scene, take, tell_desk
from app.domain.keys import vault_of
from app.models.help_requests import RequestTask
from app.permissions.actors import system
from app.vocabulary import Audience, Level, NoticeKind, Step, TaskPart, TaskState

AT_A_TIME = 200
LEFT_BEHIND = text("""
    SELECT DISTINCT t.request_id FROM request_task t
    JOIN office o ON o.county = t.county AND o.code = t.office_code
    WHERE t.county = :county AND t.state = 'open' AND o.valid_to <= :today AND o.successor IS NOT NULL
    LIMIT :limit
""")


async def left_behind(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the requests with an open part at an office that has ended."""
    values = {"county": county, "today": clock.today(), "limit": AT_A_TIME}
    return list((await session.execute(LEFT_BEHIND, values)).scalars())


async def move(session: AsyncSession, *, county: str, request_id: UUID) -> int:
    """Move every such part of one request; its clocks run on. Gives how many moved."""
    request = await access.by_id(session, county=county, request_id=request_id)
    loaded = await catalogue.version(session, county, request.catalogue_id)
    offices = await catalogue.offices(session, loaded)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    moved = 0
    async with db.acting_as(session, Audience.ROUTE):
        for task in await placing.tasks_of(session, request, TaskState.OPEN):
            to = routing.living(task.office_code, offices, clock.today())
            if to is not None and to != task.office_code and task.state is TaskState.OPEN:
                await _move_one(scene, task, to)
                moved += 1
    return moved


async def _move_one(scene: Scene, task: RequestTask, to: str) -> None:
    session, request, before = scene.session, scene.request, task.office_code
    if await _stands_already(scene, task, to):
        task.state, task.ended_at = TaskState.CANCELLED, clock.now()
    else:
        roll = await people.roll_of(session, request, [to], also=[task.staff_id] if task.staff_id else [])
        if request.level is not Level.CLOSED and task.staff_id not in roll.working:
            task.staff_id = roll.contact(to) if request.level is not Level.NORMAL else None
        task.office_code = to
        task.reader = placing.reader_of(request.level, to, task.staff_id)
    if request.lead_office == before:
        request.lead_office = to
        request.owner_id = task.staff_id
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)
    facts = {"office": to, "from": before, "part": task.part.value}
    event = await take(scene, Step.HAND_OVER, said=Said(facts=facts, shown=task.part is TaskPart.LEAD))
    await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])


async def _stands_already(scene: Scene, task: RequestTask, to: str) -> bool:
    """Say whether the office that follows has a part of its own already; of two, the lead's goes on."""
    others = [
        one
        for one in await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
        if one.office_code == to and one.id != task.id
    ]
    if others and task.part is TaskPart.LEAD:
        for one in others:
            one.state, one.ended_at = TaskState.CANCELLED, clock.now()
            scene.session.add(one)
        return False
    return bool(others)
