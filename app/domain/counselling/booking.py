"""Her appointments: take a time, ask to be called back, cancel without a word. A slot is taken once."""

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.counselling import counsellors, crisis, seats, slots
from app.domain.counselling.calls import add_call, end_calls
from app.domain.counselling.doors import asked, her_scene, routing, tell_person, write_down
from app.domain.counselling.inputs import Book, CallBack
from app.domain.counselling.refusals import (
    BookedThen,
    ContactPaused,
    NotQualified,
    OutsideHerHours,
    SlotPast,
    SlotTaken,
    WindowPast,
)
from app.domain.help_requests.moves import Scene
from app.errors import Conflict, NotFound
from app.models.counselling import CounsellingBooking
from app.models.counsellors import CounsellingSlot
from app.permissions.actors import Actor
from app.vocabulary import (
    Audience,
    BookingKind,
    BookingState,
    NoticeKind,
    SeatEnd,
    SessionWay,
    SlotState,
    TaskState,
)

CLAIM = text("""
    UPDATE counselling_slot SET state = 'booked'
    WHERE county = :county AND id = :slot AND state = 'open' AND starts_at > :now RETURNING id
""")
THEN = text("""
    SELECT 1 FROM counselling_booking
    WHERE county = :county AND profile_id = :profile AND state = 'booked' AND kind = 'slot'
      AND starts_at < :ends AND ends_at > :starts LIMIT 1
""")
DAYS_AHEAD = timedelta(days=7)
REMIND_BEFORE = (timedelta(hours=24), timedelta(hours=2))


class ChangeFirst(Conflict):
    """Another counsellor accompanies her: changing is a step of its own."""

    code, message = "change_first", "这是另一位辅导人的时间。想换人，请先点“换一位”。"


async def book(session: AsyncSession, *, actor: Actor, said: Book) -> CounsellingBooking:
    """Take one time; without a request one is opened in the same step, so two taps are enough.

    Raises SlotTaken, SlotPast, NotQualified, OutsideHerHours, BookedThen, ChangeFirst (409), NotFound.
    """
    async with db.acting_as(session, Audience.ROUTE):
        slot = await _claim(session, actor.county, said.slot_id)
    scene = await asked(session, actor=actor, said=said)
    async with routing(scene):
        await _refuse_unfit(scene, slot)
        await _sit_down(scene, slot)
        booking = await _booking(scene, slot)
        session.add(booking)
        await session.flush()
        event = await write_down(scene, "booked", way=slot.way.value)
        await tell_person(scene, NoticeKind.TASK_CHANGED, event, slot.staff_id)
    return booking


async def _claim(session: AsyncSession, county: str, slot_id: UUID) -> CounsellingSlot:
    """Take the slot or say why not, before anything else is done: of many at once one goes on, the rest learn it."""
    values = {"county": county, "slot": slot_id, "now": clock.now()}
    taken = (await session.execute(CLAIM, values)).first()
    slot = await session.get(CounsellingSlot, (county, slot_id), populate_existing=True)
    if slot is None or slot.state is SlotState.WITHDRAWN:
        raise NotFound
    if taken is None:
        raise SlotPast if slot.starts_at <= clock.now() else SlotTaken
    return slot


async def _refuse_unfit(scene: Scene, slot: CounsellingSlot) -> None:
    session, request = scene.session, scene.request
    day = slot.starts_at.astimezone(clock.COUNTY_ZONE).date()
    if not await counsellors.is_qualified(session, county=request.county, staff_id=slot.staff_id, day=day):
        raise NotQualified
    if slot.staff_id not in await slots.fit_for(session, request, [slot.staff_id]):
        raise NotFound
    if slot.way is SessionWay.PHONE:
        await _refuse_ringing(scene, slot.starts_at, slot.ends_at)
    values = {"county": request.county, "profile": request.profile_id, "starts": slot.starts_at, "ends": slot.ends_at}
    if (await session.execute(THEN, values)).first() is not None:
        raise BookedThen


async def _refuse_ringing(scene: Scene, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a call she has not allowed. Raises ContactPaused, OutsideHerHours (409)."""
    hours = await slots.her_hours(scene.session, scene.actor)
    if hours["paused"]:
        raise ContactPaused
    first, last = (moment.astimezone(clock.COUNTY_ZONE) for moment in (starts_at, ends_at))
    midnight = datetime.combine(first.date(), time(0), clock.COUNTY_ZONE)
    opens, closes = (midnight + timedelta(hours=hours[name]) for name in ("from_hour", "to_hour"))
    if first < opens or last > closes:
        raise OutsideHerHours


async def _sit_down(scene: Scene, slot: CounsellingSlot) -> None:
    """Let the slot's counsellor accompany her; one who is gone gives up the seat."""
    seat = await seats.live(scene.session, scene.request)
    if seat is not None and seat.staff_id == slot.staff_id:
        return
    if seat is not None:
        today = clock.today()
        county = scene.request.county
        if await counsellors.is_qualified(scene.session, county=county, staff_id=seat.staff_id, day=today):
            raise ChangeFirst
        await seats.leave(scene, seat, SeatEnd.GONE)
        await crisis.pass_on(scene, seat.staff_id)
    counsellor = await counsellors.by_id(scene.session, county=slot.county, counsellor_id=slot.counsellor_id)
    if counsellor is None:
        raise NotQualified
    await seats.take(scene, counsellor)


async def _booking(scene: Scene, slot: CounsellingSlot) -> CounsellingBooking:
    return CounsellingBooking(
        county=slot.county,
        created_at=clock.now(),
        request_id=scene.request.id,
        profile_id=scene.request.profile_id,
        readers=await seats.readers_now(scene.session, scene.request),
        kind=BookingKind.SLOT,
        slot_id=slot.id,
        staff_id=slot.staff_id,
        way=slot.way,
        place_code=slot.place_code,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        remind_at=_remind_at(slot.starts_at),
    )


def _remind_at(starts_at: datetime) -> datetime | None:
    """Say when to remind her: a day before, else two hours before, else not at all."""
    return next((starts_at - before for before in REMIND_BEFORE if starts_at - before > clock.now()), None)


async def call_back(session: AsyncSession, *, actor: Actor, said: CallBack) -> CounsellingBooking:
    """Ask to be called between two hours of a day. Raises WindowPast, OutsideHerHours, ContactPaused (409)."""
    scene = await asked(session, actor=actor, said=said)
    midnight = datetime.combine(said.day, time(0), clock.COUNTY_ZONE)
    starts_at, ends_at = (midnight + timedelta(hours=hour) for hour in (said.from_hour, said.to_hour))
    if ends_at <= clock.now():
        raise WindowPast
    if starts_at > clock.now() + DAYS_AHEAD:
        raise OutsideHerHours("回电话最多约到七天以内，再晚请约一个时间。")
    async with routing(scene):
        await _refuse_ringing(scene, starts_at, ends_at)
        seat = await seats.live(session, scene.request)
        caller = seat.staff_id if seat is not None else scene.request.owner_id
        booking = CounsellingBooking(
            county=scene.request.county,
            created_at=clock.now(),
            request_id=scene.request.id,
            profile_id=scene.request.profile_id,
            readers=await seats.readers_now(session, scene.request),
            kind=BookingKind.CALL_BACK,
            staff_id=caller,
            way=SessionWay.PHONE,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        session.add(booking)
        await session.flush()
        event = await write_down(scene, "call_back")
        await add_call(scene, caller, ends_at)
        await tell_person(scene, NoticeKind.TASK_NEW, event, caller)
    return booking


async def cancel(session: AsyncSession, *, actor: Actor, booking_id: UUID) -> CounsellingBooking:
    """Cancel an appointment of hers, no reason asked. Raises NotFound, Conflict when it is over."""
    query = select(CounsellingBooking.request_id).where(
        col(CounsellingBooking.county) == actor.county, col(CounsellingBooking.id) == booking_id
    )
    request_id = (await session.exec(query)).one_or_none()
    if request_id is None:
        raise NotFound
    scene = await her_scene(session, actor=actor, request_id=request_id)
    async with routing(scene):
        booking = await session.get(CounsellingBooking, (actor.county, booking_id), with_for_update=True)
        if booking is None:
            raise NotFound
        if booking.state is not BookingState.BOOKED or booking.ends_at <= clock.now():
            raise Conflict("这一次已经过去或取消了。")
        await seats.cancel(session, booking, by="her")
        if booking.kind is BookingKind.CALL_BACK:
            await end_calls(scene, booking.ends_at, TaskState.CANCELLED)
        event = await write_down(scene, "cancelled")
        await tell_person(scene, NoticeKind.TASK_CHANGED, event, booking.staff_id)
    return booking
