"""Who accompanies her: taking the seat, leaving it, and who may read because of it. Runs under the routing audience."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place
from app.domain.help_requests import people, placing
from app.domain.help_requests.moves import Scene
from app.models.counselling import (
    CounsellingAttempt,
    CounsellingBooking,
    CounsellingCrisis,
    CounsellingHandOver,
    CounsellingNote,
    CounsellingPlan,
    CounsellingSeat,
    MoodCheck,
)
from app.models.counsellors import CounsellingSlot, Counsellor
from app.models.help_requests import HelpRequest
from app.vocabulary import BookingState, CasePart, DataClass, Level, SeatEnd, SlotState, TaskPart, TaskState

BESIDE = (
    CounsellingSeat,
    CounsellingBooking,
    CounsellingPlan,
    MoodCheck,
    CounsellingCrisis,
    CounsellingAttempt,
    CounsellingHandOver,
)


async def live(session: AsyncSession, request: HelpRequest) -> CounsellingSeat | None:
    """Give the seat that is taken now."""
    query = select(CounsellingSeat).where(
        col(CounsellingSeat.county) == request.county,
        col(CounsellingSeat.request_id) == request.id,
        col(CounsellingSeat.ended_at).is_(None),
    )
    return (await session.exec(query)).one_or_none()


async def changes(session: AsyncSession, request: HelpRequest) -> int:
    """Count how often she has changed in this request."""
    query = select(func.count()).where(
        col(CounsellingSeat.county) == request.county,
        col(CounsellingSeat.request_id) == request.id,
        col(CounsellingSeat.ended_because) == SeatEnd.CHANGED,
    )
    return (await session.exec(query)).one()


async def left_behind(session: AsyncSession, request: HelpRequest) -> set[UUID]:
    """Name the workers she has changed away from: they are not offered to her again."""
    query = select(CounsellingSeat.staff_id).where(
        col(CounsellingSeat.county) == request.county,
        col(CounsellingSeat.request_id) == request.id,
        col(CounsellingSeat.ended_because) == SeatEnd.CHANGED,
    )
    return set((await session.exec(query)).all())


async def readers_now(session: AsyncSession, request: HelpRequest) -> list[str]:
    """Say who reads what stands beside the request: nobody by token in a closed case, else the people named for it."""
    if request.level is Level.CLOSED:
        return []
    seat = await live(session, request)
    named = {seat.staff_id, seat.supervisor_id} if seat is not None else set()
    tasks = await placing.tasks_of(session, request, TaskState.OPEN, TaskState.DONE)
    named |= {task.staff_id for task in tasks if task.part is TaskPart.LIAISON and task.staff_id is not None}
    named |= {request.owner_id} if request.owner_id is not None else set()
    return sorted(f"staff:{one}" for one in named)


async def take(scene: Scene, counsellor: Counsellor) -> CounsellingSeat:
    """Let a counsellor sit down with her: member of a closed case, owner, reader of what is beside the request."""
    session, request = scene.session, scene.request
    seat = CounsellingSeat(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        counsellor_id=counsellor.id,
        staff_id=counsellor.staff_id,
        supervisor_id=counsellor.supervisor_id,
    )
    if request.level is Level.CLOSED:
        await placing.add_member(session, request, counsellor.staff_id, CasePart.COUNSELLOR)
        await placing.add_member(session, request, counsellor.supervisor_id, CasePart.SUPERVISOR)
    await _give_lead(scene, counsellor.staff_id)
    session.add(seat)
    await session.flush()
    await share(scene)
    await _share_notes(scene, seat)
    await step_back(session, request)
    return seat


async def step_back(session: AsyncSession, request: HelpRequest) -> set[UUID]:
    """Close the case behind those who were let in only to call, once no call is theirs any more; gives who left."""
    seat = await live(session, request)
    tasks = await placing.tasks_of(session, request, TaskState.OPEN)
    with_her = {task.staff_id for task in tasks} | {request.owner_id}
    with_her |= {seat.staff_id, seat.supervisor_id} if seat is not None else set()
    called = {one.staff_id for one in await placing.members_of(session, request) if one.part == CasePart.DUTY}
    for staff_id in called - with_her:
        await _shut_out(session, request, staff_id)
    return called - with_her


async def _give_lead(scene: Scene, staff_id: UUID | None) -> None:
    """Let the lead's part, and with it the clock, follow the person."""
    session, request = scene.session, scene.request
    request.owner_id = staff_id
    for task in await placing.tasks_of(session, request, TaskState.OPEN):
        if task.part in placing.LEADING:
            task.staff_id = staff_id
            task.reader = placing.reader_of(request.level, task.office_code, staff_id)
            session.add(task)
    session.add(request)
    await session.flush()
    await placing.set_readers(session, request)


async def share(scene: Scene) -> None:
    """Let those named for the request today read what stands beside it, and nobody else; notes are apart."""
    request = scene.request
    readers = await readers_now(scene.session, request)
    for table in BESIDE:
        rows = update(table).where(col(table.county) == request.county, col(table.request_id) == request.id)
        await scene.session.exec(rows.values(readers=readers).execution_options(synchronize_session=False))


async def _share_notes(scene: Scene, seat: CounsellingSeat) -> None:
    """Let the one who goes on read the earlier notes, where she said so; else they stay with their readers."""
    request = scene.request
    ended = (
        select(CounsellingSeat)
        .where(
            col(CounsellingSeat.county) == request.county,
            col(CounsellingSeat.request_id) == request.id,
            col(CounsellingSeat.ended_at).is_not(None),
        )
        .order_by(col(CounsellingSeat.ended_at).desc())
    )
    last = (await scene.session.exec(ended.limit(1))).first()
    if last is None or not last.with_notes:
        return
    for note in await _notes(scene):
        note.readers = sorted({*note.readers, f"staff:{seat.staff_id}", f"staff:{seat.supervisor_id}"})
        scene.session.add(note)
    await scene.session.flush()


async def _notes(scene: Scene) -> list[CounsellingNote]:
    query = select(CounsellingNote).where(
        col(CounsellingNote.county) == scene.request.county, col(CounsellingNote.request_id) == scene.request.id
    )
    return list((await scene.session.exec(query)).all())


async def leave(
    scene: Scene, seat: CounsellingSeat, because: SeatEnd, *, reason: str | None = None, with_notes: bool = False
) -> None:
    """End a seat: the case closes behind them, what is booked is called off, their notes stay with the supervisor."""
    session, request = scene.session, scene.request
    seat.ended_at, seat.ended_because, seat.with_notes = clock.now(), because, with_notes
    if reason:
        place = Place("counselling_seat", "reason_sealed", seat.id)
        seat.reason_sealed = scene.vault.seal(DataClass.REQUEST, place, reason)
    session.add(seat)
    await _shut_out(session, request, seat.staff_id)
    gone = f"staff:{seat.staff_id}"
    for note in await _notes(scene):
        note.readers = sorted({one for one in note.readers if one != gone} or {f"staff:{seat.supervisor_id}"})
        session.add(note)
    await call_off(session, request=request, staff_id=seat.staff_id)
    await _take_off_parts(session, request, seat.staff_id)
    await _give_lead(scene, await _who_minds(scene, seat.staff_id))
    await share(scene)


async def _shut_out(session: AsyncSession, request: HelpRequest, staff_id: UUID) -> None:
    for member in await placing.members_of(session, request):
        if member.staff_id == staff_id:
            member.until = clock.now()
            session.add(member)
    await session.flush()


async def _take_off_parts(session: AsyncSession, request: HelpRequest, staff_id: UUID) -> None:
    """Leave no part of theirs by which they would still read the request; the lead's own goes on to another."""
    for task in await placing.tasks_of(session, request, TaskState.OPEN, TaskState.DONE):
        if task.staff_id != staff_id or task.part in placing.LEADING:
            continue
        if task.state is TaskState.OPEN:
            task.state, task.ended_at = TaskState.CANCELLED, clock.now()
        task.staff_id = None
        task.reader = placing.reader_of(request.level, task.office_code, None)
        session.add(task)
    await session.flush()


async def _who_minds(scene: Scene, left: UUID) -> UUID | None:
    """Name who minds the request while nobody accompanies her: the closed roster's people, else the lead's contact."""
    request = scene.request
    if request.level is Level.CLOSED:
        on_it = [one.staff_id for one in await placing.members_of(scene.session, request) if one.staff_id != left]
        roll = await people.roll_of(scene.session, request, [], also=on_it)
        return roll.first_fit(on_it)
    contact = await people.contact_for(scene.session, request=request, office=request.lead_office)
    return contact if contact != left else None


async def call_off(session: AsyncSession, *, request: HelpRequest, staff_id: UUID | None = None) -> int:
    """Call off what is booked from now on, and free the slots that have not begun; gives how many."""
    query = select(CounsellingBooking).where(
        col(CounsellingBooking.county) == request.county,
        col(CounsellingBooking.request_id) == request.id,
        col(CounsellingBooking.state) == BookingState.BOOKED,
    )
    found = 0
    for booking in (await session.exec(query)).all():
        if booking.ends_at > clock.now() and staff_id in (None, booking.staff_id):
            await cancel(session, booking, by="service")
            found += 1
    return found


async def cancel(session: AsyncSession, booking: CounsellingBooking, *, by: str) -> None:
    """Cancel one appointment; a slot that has not begun can be taken by others."""
    now: datetime = clock.now()
    booking.state, booking.cancelled_by, booking.ended_at = BookingState.CANCELLED, by, now
    session.add(booking)
    if booking.slot_id is not None and booking.starts_at > now:
        slot = await session.get(CounsellingSlot, (booking.county, booking.slot_id))
        if slot is not None:
            slot.state = SlotState.OPEN
            session.add(slot)
    await session.flush()
