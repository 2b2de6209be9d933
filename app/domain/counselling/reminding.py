"""What time does to appointments: a reminder in her safe way, and calling off what cannot be held any more."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.counselling import seats
from app.domain.counselling.doors import write_down
from app.domain.help_requests import access
from app.domain.help_requests.moves import Scene, tell_her
from app.domain.help_requests.steps import OPEN
from app.domain.keys import vault_of
from app.models.counselling import CounsellingBooking
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import Audience, BookingState, NoticeKind

AT_A_TIME = 200
# Appointments to come of a request that is over, or with somebody who no longer counsels here.
ADRIFT = text("""
    SELECT DISTINCT b.request_id FROM counselling_booking b
    JOIN help_request r ON r.county = b.county AND r.id = b.request_id
    LEFT JOIN counselling_slot sl ON sl.county = b.county AND sl.id = b.slot_id
    LEFT JOIN counsellor c ON c.county = sl.county AND c.id = sl.counsellor_id
    LEFT JOIN staff s ON s.county = c.county AND s.id = c.staff_id
    WHERE b.county = :county AND b.state = 'booked' AND b.ends_at > :now
      AND (r.state <> ALL (:open) OR c.ended_at IS NOT NULL OR s.disabled_at IS NOT NULL)
    LIMIT :limit
""")


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
    due = (await session.exec(query.order_by(col(CounsellingBooking.starts_at)).limit(AT_A_TIME))).all()
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
    """Name the requests with appointments that cannot be held any more."""
    values = {"county": county, "now": clock.now(), "open": [state.value for state in OPEN], "limit": AT_A_TIME}
    return list((await session.execute(ADRIFT, values)).scalars())


async def call_off(session: AsyncSession, *, county: str, request_id: UUID) -> int:
    """Call the appointments of one request off; where it goes on, she is told in her safe way to choose another."""
    request = await access.by_id(session, county=county, request_id=request_id)
    loaded = await catalogue.version(session, county, request.catalogue_id)
    scene = Scene(session, system(county), request, await vault_of(session, county), loaded)
    async with db.acting_as(session, Audience.ROUTE):
        gone = await seats.call_off(session, request=request)
        if gone and request.state in OPEN:
            event = await write_down(scene, "called_off")
            await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
    return gone
