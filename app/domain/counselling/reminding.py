"""What time does to appointments: a reminder in her safe way, and calling off what cannot be held any more.

A counsellor who is gone leaves the seat as well: they read no more of her, whether or not anything was booked.
"""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.counselling import counsellors, crisis, seats
from app.domain.counselling.doors import tell_person, write_down
from app.domain.help_requests import access
from app.domain.help_requests.moves import Scene, tell_her
from app.domain.help_requests.steps import OPEN
from app.domain.keys import vault_of
from app.models.counselling import CounsellingBooking
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import Audience, BookingState, NoticeKind, SeatEnd

AT_A_TIME = 200
# Appointments to come of a request that is over, and seats of somebody who no longer counsels here.
ADRIFT = text(f"""
    SELECT b.request_id FROM counselling_booking b
    JOIN help_request r ON r.county = b.county AND r.id = b.request_id
    WHERE b.county = :county AND b.state = 'booked' AND b.ends_at > :now AND r.state <> ALL (:open)
    UNION
    SELECT seat.request_id FROM counselling_seat seat
    JOIN help_request r ON r.county = seat.county AND r.id = seat.request_id
    JOIN counsellor c ON c.county = seat.county AND c.id = seat.counsellor_id
    WHERE seat.county = :county AND seat.ended_at IS NULL AND r.state = ANY (:open) AND NOT ({counsellors.HERE})
    LIMIT :limit
""")  # noqa: S608  our own words


async def remind(session: AsyncSession, *, county: str) -> int:
    """Remind of each appointment once, and never after it has begun, however long the worker stood still."""
    now = clock.now()
    query = select(CounsellingBooking).where(
        col(CounsellingBooking.county) == county,
        col(CounsellingBooking.state) == BookingState.BOOKED,
        col(CounsellingBooking.remind_at) <= now,
        col(CounsellingBooking.reminded_at).is_(None),
        col(CounsellingBooking.starts_at) > now,
    )
    soonest = query.order_by(col(CounsellingBooking.starts_at)).limit(AT_A_TIME)
    due = (await session.exec(soonest.with_for_update(skip_locked=True))).all()
    notes = [
        Note(
            kind=NoticeKind.APPOINTMENT_SOON,
            dedupe_key=f"{booking.id}:soon",
            profile_id=booking.profile_id,
            request_id=booking.request_id,
        )
        for booking in due
    ]
    for booking in due:
        booking.reminded_at = now
        session.add(booking)
    await announce(session, county=county, notes=notes)
    await session.flush()
    return len(due)


async def adrift(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the requests with appointments that cannot be held any more, or with a counsellor who is gone."""
    values = {"county": county, "now": clock.now(), "open": [state.value for state in OPEN], "limit": AT_A_TIME}
    return list((await session.execute(ADRIFT, values)).scalars())


async def call_off(session: AsyncSession, *, county: str, request_id: UUID) -> int:
    """Call off what cannot be held; where the request goes on, she is told in her safe way to choose another."""
    request = await access.by_id(session, county=county, request_id=request_id)
    loaded = await catalogue.version(session, county, request.catalogue_id)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    async with db.acting_as(session, Audience.ROUTE):
        if request.state not in OPEN:
            return await seats.call_off(session, request=request)
        return await _vacate(scene)


async def _vacate(scene: Scene) -> int:
    """Take the seat from a counsellor who is gone; what is booked with others stays. Twice changes nothing."""
    session, request = scene.session, scene.request
    seat = await seats.live(session, request)
    if seat is None or await counsellors.is_here(session, county=request.county, counsellor_id=seat.counsellor_id):
        return 0
    await seats.leave(scene, seat, SeatEnd.GONE)
    await crisis.pass_on(scene, seat.staff_id)
    event = await write_down(scene, "counsellor_gone")
    await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    await tell_person(scene, NoticeKind.TASK_NEW, event, request.owner_id)
    return 1
