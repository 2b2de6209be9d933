"""Nobody who is gone owns anything: parts of people without a live post go to who is there today (RTE-08)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, people, placing
from app.domain.help_requests.moves import Said, Scene, take, tell_desk
from app.domain.keys import vault_of
from app.models.help_requests import RequestTask
from app.permissions.actors import Actor, system
from app.vocabulary import Audience, CasePart, Level, NoticeKind, Step, TaskPart, TaskState

AT_A_TIME = 200
ORPHANED = text("""
    SELECT DISTINCT t.request_id FROM request_task t
    WHERE t.county = :county AND t.state = 'open' AND t.staff_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM staff s JOIN staff_grant g ON g.county = s.county AND g.staff_id = s.id
      WHERE s.county = t.county AND s.id = t.staff_id AND s.disabled_at IS NULL AND g.revoked_at IS NULL)
    LIMIT :limit
""")
WAITING_FOR_THE_ABSENT = text("""
    SELECT t.id, t.request_id, t.staff_id, t.due_at, r.number, r.service_code, a.deputy_id, a.last_day
    FROM request_task t
    JOIN absence a ON a.county = t.county AND a.staff_id = t.staff_id AND a.first_day <= :today AND a.last_day >= :today
    JOIN help_request r ON r.county = t.county AND r.id = t.request_id
    WHERE t.county = :county AND t.reader = ANY(:team) AND t.state = 'open'
    ORDER BY t.due_at NULLS LAST, t.id LIMIT :limit
""")


async def orphaned(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the requests that have a part with somebody who is gone."""
    return list((await session.execute(ORPHANED, {"county": county, "limit": AT_A_TIME})).scalars())


async def hand_over(session: AsyncSession, *, county: str, request_id: UUID) -> int:
    """Give every part of somebody who is gone to the next fit person, else to the office's head; gives how many."""
    request = await access.by_id(session, county=county, request_id=request_id)
    loaded = await catalogue.version(session, county, request.catalogue_id)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    async with db.acting_as(session, Audience.ROUTE):
        tasks = [t for t in await placing.tasks_of(session, request, TaskState.OPEN) if t.staff_id is not None]
        roll = await people.roll_of(
            session, request, [t.office_code for t in tasks], also=[t.staff_id for t in tasks if t.staff_id]
        )
        gone = [task for task in tasks if task.staff_id not in roll.working]
        for task in gone:
            await _give(scene, task, await _next_person(scene, task, roll))
    return len(gone)


async def _next_person(scene: Scene, task: RequestTask, roll: people.Roll) -> UUID | None:
    """Name who goes on: at closed level one of the case's own people, never an office."""
    if scene.request.level is not Level.CLOSED:
        return roll.contact(task.office_code)
    roster = await people.roster_for(scene.session, request=scene.request)
    if roster.handler is not None:
        part = next((part for staff, part in roster.members if staff == roster.handler), CasePart.DEPUTY.value)
        await placing.add_member(scene.session, scene.request, roster.handler, CasePart(part))
    return roster.handler


async def _give(scene: Scene, task: RequestTask, person: UUID | None) -> None:
    session, request = scene.session, scene.request
    task.staff_id = person
    task.reader = placing.reader_of(request.level, task.office_code, person)
    if task.part is TaskPart.LEAD:
        request.owner_id = person
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)
    facts = {"office": task.office_code, "part": task.part.value}
    event = await take(scene, Step.HAND_OVER, said=Said(facts=facts, shown=task.part is TaskPart.LEAD))
    await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])


async def of_the_absent(session: AsyncSession, *, actor: Actor, limit: int) -> list[Mapping[str, Any]]:
    """List the open work of those who are away today, for whoever answers for them: what is due first, first."""
    values = {"county": actor.county, "team": list(actor.team), "today": clock.today(), "limit": limit}
    return [dict(row) for row in (await session.execute(WAITING_FOR_THE_ABSENT, values)).mappings()]
