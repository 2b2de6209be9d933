"""Alarms of instruments: due at a moment, given once each, whatever happened to the worker in between."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.governance.queries import on_duty
from app.domain.help_requests import access, placing
from app.domain.help_requests.moves import Said, Scene, tell_her
from app.domain.help_requests.moves import take as take_request_step
from app.domain.legal_aid.access import scene_of
from app.domain.legal_aid.instruments import Paper
from app.models.help_requests import RequestEvent
from app.models.instruments import Instrument, InstrumentAlarm
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import AlarmKind, Audience, CasePart, Level, NoticeKind, RequestState, Step

AT_A_TIME = 200
ORDER_ENDS = (AlarmKind.ORDER_ENDS_FIRST, AlarmKind.ORDER_ENDS_LAST)
HERS = (*ORDER_ENDS, AlarmKind.SUE_BY, AlarmKind.LIMITATION)
Alarm = tuple[AlarmKind, datetime]


async def plan(paper: Paper, alarms: Iterable[Alarm]) -> None:
    """Write down which alarms an instrument gives, and when; the same one twice is one."""
    row, session = paper.instrument, paper.scene.session
    there = {(one.kind, one.due_at) for one in await of_instrument(session, row)}
    for kind, due_at in alarms:
        if (kind, due_at) not in there:
            there.add((kind, due_at))
            session.add(
                InstrumentAlarm(
                    county=row.county,
                    created_at=clock.now(),
                    instrument_id=row.id,
                    request_id=row.request_id,
                    profile_id=row.profile_id,
                    readers=list(row.readers),
                    kind=kind,
                    due_at=due_at,
                )
            )
    await session.flush()


async def of_instrument(session: AsyncSession, row: Instrument) -> list[InstrumentAlarm]:
    """List an instrument's alarms, the earliest first."""
    query = select(InstrumentAlarm).where(
        col(InstrumentAlarm.county) == row.county, col(InstrumentAlarm.instrument_id) == row.id
    )
    return list((await session.exec(query.order_by(col(InstrumentAlarm.due_at), col(InstrumentAlarm.id)))).all())


async def cancel(paper: Paper, *kinds: AlarmKind) -> None:
    """Take back the alarms of these kinds that were not given yet (all kinds when none are named)."""
    row = paper.instrument
    waiting = update(InstrumentAlarm).where(
        col(InstrumentAlarm.county) == row.county,
        col(InstrumentAlarm.instrument_id) == row.id,
        col(InstrumentAlarm.fired_at).is_(None),
        col(InstrumentAlarm.cancelled_at).is_(None),
        col(InstrumentAlarm.kind).in_(kinds or list(AlarmKind)),
    )
    gone = waiting.values(cancelled_at=clock.now()).execution_options(synchronize_session=False)
    await paper.scene.session.exec(gone)


async def due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the alarms that have to be given now, the longest due first."""
    query = (
        select(InstrumentAlarm.id)
        .where(
            col(InstrumentAlarm.county) == county,
            col(InstrumentAlarm.due_at) <= clock.now(),
            col(InstrumentAlarm.fired_at).is_(None),
            col(InstrumentAlarm.cancelled_at).is_(None),
        )
        .order_by(col(InstrumentAlarm.due_at), col(InstrumentAlarm.id))
        .limit(AT_A_TIME)
    )
    return list((await session.exec(query)).all())


async def give(session: AsyncSession, *, county: str, alarm_id: UUID) -> int:
    """Give one alarm, unless somebody did meanwhile; gives whether anybody was told.

    An alarm of a stopped or erased request is ticked and told to nobody.
    """
    query = select(InstrumentAlarm).where(col(InstrumentAlarm.county) == county, col(InstrumentAlarm.id) == alarm_id)
    alarm = (await session.exec(query)).one()
    # the request first, as every step at the desk does: two that wait for each other would both be lost
    request = await access.by_id(session, county=county, request_id=alarm.request_id)
    await session.refresh(alarm, with_for_update=True)
    if alarm.fired_at is not None or alarm.cancelled_at is not None or alarm.due_at > clock.now():
        return 0
    alarm.fired_at = clock.now()
    session.add(alarm)
    await session.flush()
    if request.state is RequestState.WITHDRAWN or request.erased_at is not None:
        return 0
    async with db.acting_as(session, Audience.ROUTE):
        scene = await scene_of(session, actor=system(county), request=request)
        await _tell(scene, alarm)
    return 1


async def _tell(scene: Scene, alarm: InstrumentAlarm) -> None:
    """Write the line, tell the people on it, and her where it is hers to act; her way of contact decides how."""
    shown = alarm.kind in HERS
    facts = {"aid": alarm.kind.value, "was_due": alarm.due_at.isoformat()}
    event = await take_request_step(scene, Step.AID, to=scene.request.state, said=Said(facts, shown=shown))
    await tell_people(scene, event)
    if shown:
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)


async def tell_people(scene: Scene, event: RequestEvent, *, urgent: bool = False) -> None:
    """Let the people on it hear, each once."""
    kind = NoticeKind.TASK_OVERDUE if urgent else NoticeKind.TASK_DUE
    notes = [
        Note(kind, f"{event.id}:{reader}", reader=reader, request_id=scene.request.id)
        for reader in await _readers(scene)
    ]
    await announce(scene.session, county=scene.request.county, notes=notes)


async def _readers(scene: Scene) -> list[str]:
    """Name who hears: the owner who is still there; at closed level the second too; else the lead's head."""
    session, request = scene.session, scene.request
    people = [request.owner_id] if request.owner_id is not None else []
    if request.level is Level.CLOSED:
        members = await placing.members_of(session, request)
        people += [one.staff_id for one in members if one.part in (CasePart.HANDLER, CasePart.SECOND)]
    there = [
        one for one in dict.fromkeys(people) if await on_duty(session, county=request.county, staff_id=one) is not None
    ]
    if there or request.level is Level.CLOSED:
        return [f"staff:{one}" for one in there]
    return [f"head:{request.lead_office}"]
