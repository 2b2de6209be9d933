"""When no message reaches her, a person calls: a task on somebody's desk, at closed level on the handler's alone."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, people, placing, routing
from app.domain.help_requests.moves import Said, Scene, take, tell_desk
from app.domain.keys import vault_of
from app.models.help_requests import RequestTask
from app.permissions.actors import system
from app.vocabulary import Audience, Level, NoticeKind, RequestState, Step, TaskPart, TaskState

NOT_ANY_MORE = (RequestState.CLOSED, RequestState.WITHDRAWN)


async def ask_for_a_call(session: AsyncSession, *, county: str, request_id: UUID) -> bool:
    """Ask the township's contact (or whoever owns it) to call her, once; gives whether a task was made (NTF-06)."""
    request = await access.by_id(session, county=county, request_id=request_id)
    open_tasks = await placing.tasks_of(session, request, TaskState.OPEN)
    if request.state in NOT_ANY_MORE or any(task.part is TaskPart.LIAISON for task in open_tasks):
        return False
    loaded = await catalogue.version(session, county, request.catalogue_id)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    async with db.acting_as(session, Audience.ROUTE):
        task = await _task(scene)
        session.add(task)
        await session.flush()
        await placing.set_readers(session, request)
        event = await take(scene, Step.NOTE, said=Said(facts={"call": True}, shown=False))
        await tell_desk(scene, NoticeKind.TASK_NEW, event, [task])
    return True


async def _task(scene: Scene) -> RequestTask:
    """Make the task: the township's when she lets it know, else the lead's; a closed request's own handler's."""
    session, request = scene.session, scene.request
    due_at = scene.loaded.desk_due(clock.now())
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    office, person = request.lead_office, request.owner_id
    if request.level is not Level.CLOSED:
        town = routing.township_office(request.township_code)
        office = town if town in request.shares_with else request.lead_office
        person = (await people.roll_of(session, request, [office])).contact(office)
    return placing.new_task(request, part=TaskPart.LIAISON, office=office, person=person, due_at=due_at, rule=rule)
