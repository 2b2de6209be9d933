"""A late request climbs: owner, township, head of the lead, county; nobody on the staff can silence it (REQ-06)."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.clock import COUNTY_ZONE
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, ladder, people, placing, routing
from app.domain.help_requests.moves import Said, Scene, note_for_her, take
from app.domain.keys import vault_of
from app.models.help_requests import HelpRequest, RequestEvent, RequestTask
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import Audience, CasePart, ClimbTo, Level, NoticeKind, Step, TaskPart, TaskState

AT_A_TIME = 200
MOST_RUNGS = len(ladder.RUNGS)
MEMBERS = {ClimbTo.SECOND: CasePart.SECOND, ClimbTo.SUPERVISOR: CasePart.SUPERVISOR}


async def due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the requests that have to climb now, the longest due first."""
    return list(await access.due_to_climb(session, county=county, before=clock.now(), limit=AT_A_TIME))


async def climb(session: AsyncSession, *, county: str, request_id: UUID) -> int:
    """Take every rung of one request that is due, in order, each once; gives how many.

    A worker that stood still catches up: each event names the moment its rung was due.
    """
    request = await access.by_id(session, county=county, request_id=request_id)
    loaded = await catalogue.version(session, county, request.catalogue_id)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    taken = 0
    async with db.acting_as(session, Audience.ROUTE):
        while taken < MOST_RUNGS and _is_due(request):
            await _take_rung(scene)
            taken += 1
    return taken


def _is_due(request: HelpRequest) -> bool:
    """Say whether a rung is due and was not taken by somebody else since."""
    return request.next_climb_at is not None and request.next_climb_at <= clock.now()


async def _take_rung(scene: Scene) -> None:
    request = scene.request
    rung, was_due = ladder.next_rung(request), request.next_climb_at
    if rung is None or was_due is None:
        return
    to = ladder.whom(request.level, rung)
    office, readers = await _told(scene, to)
    request.climbed = rung
    facts = {"percent": rung, "to": to.value, "office": office, "was_due": _local(was_due)}
    event = await take(scene, Step.CLIMB, said=Said(facts=facts))
    await announce(scene.session, county=request.county, notes=_notes(scene, event, to, readers))


def _local(moment: datetime) -> str:
    return moment.astimezone(COUNTY_ZONE).isoformat(timespec="minutes")


def _notes(scene: Scene, event: RequestEvent, to: ClimbTo, readers: list[str]) -> list[Note]:
    """Write the notes of a rung; she hears of it from the moment it is overdue."""
    request = scene.request
    kind = NoticeKind.TASK_DUE if to is ClimbTo.OWNER else NoticeKind.TASK_OVERDUE
    facts = {} if request.level is Level.CLOSED else {"number": request.number}
    notes = [
        Note(kind=kind, dedupe_key=f"{event.id}:{reader}", reader=reader, request_id=request.id, facts=facts)
        for reader in readers
    ]
    if to is not ClimbTo.OWNER:
        notes.append(note_for_her(scene, NoticeKind.REQUEST_MOVED, event))
    return notes


async def _told(scene: Scene, to: ClimbTo) -> tuple[str | None, list[str]]:
    """Say which office is named in her time line, and who is told."""
    request = scene.request
    if request.level is Level.CLOSED:
        return None, await named_person(scene, to)
    if to is ClimbTo.COUNTY:
        await _supervise(scene)
        return routing.COUNTY_DESK, [routing.COUNTY_DESK]
    tasks = await placing.tasks_of(scene.session, request, TaskState.OPEN)
    if to is ClimbTo.OWNER:
        leading = [task for task in tasks if task.part in placing.LEADING]
        return request.lead_office, _hearing(leading)
    town = [task for task in tasks if task.part is TaskPart.TOWNSHIP]
    if to is ClimbTo.TOWNSHIP and town:
        return town[0].office_code, _hearing(town)
    return request.lead_office, [f"head:{request.lead_office}"]


def _hearing(tasks: list[RequestTask]) -> list[str]:
    heard = {f"staff:{task.staff_id}" if task.staff_id is not None else task.reader for task in tasks}
    return sorted(one for one in heard if one is not None)


async def _supervise(scene: Scene) -> None:
    """Put the request on the county desk, once: from now on it is theirs to press for."""
    session, request = scene.session, scene.request
    tasks = await placing.tasks_of(session, request, TaskState.OPEN)
    if any(task.office_code == routing.COUNTY_DESK for task in tasks):
        return
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    due_at = scene.loaded.desk_due(clock.now())
    task = placing.new_task(
        request, part=TaskPart.SUPERVISE, office=routing.COUNTY_DESK, person=None, due_at=due_at, rule=rule
    )
    session.add(task)
    await session.flush()
    await placing.set_readers(session, request)


async def named_person(scene: Scene, to: ClimbTo) -> list[str]:
    """Find the named person of a closed rung; whoever is missing, the next above is told instead."""
    session, request = scene.session, scene.request
    if to is ClimbTo.OWNER:
        return [f"staff:{request.owner_id}"] if request.owner_id else await named_person(scene, ClimbTo.SECOND)
    if to in MEMBERS:
        members = await placing.members_of(session, request)
        found = [one.staff_id for one in members if one.part == MEMBERS[to] and one.staff_id != request.owner_id]
        if found:
            return [f"staff:{found[0]}"]
        return await named_person(scene, ClimbTo.SUPERVISOR if to is ClimbTo.SECOND else ClimbTo.OFFICER)
    officers = await people.officers_of(session, request.county)
    roll = await people.roll_of(session, request, [], also=officers)
    officer = roll.first_fit(officers)
    if officer is None:
        return []
    await placing.add_member(session, request, officer, CasePart.OFFICER)
    return [f"staff:{officer}"]
