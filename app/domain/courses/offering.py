"""A seat that is free goes to the first in line, held for 24 hours, then to the next (CRS-03)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.clock import COUNTY_ZONE
from app.domain.courses import access
from app.models.courses import Course, Enrolment
from app.notifications.outbox import Note, announce
from app.vocabulary import CourseState, EnrolmentState, NoticeKind

HELD_FOR = timedelta(hours=24)
AT_A_TIME = 200


async def pass_on(session: AsyncSession, course: Course) -> None:
    """Give a seat somebody held to the next in line, or to the shelf. The course is locked by the caller."""
    course.taken -= 1
    session.add(course)
    await session.flush()
    await offer_free_seats(session, course)


async def offer_free_seats(session: AsyncSession, course: Course) -> None:
    """Offer every free seat while somebody waits and the course has not begun. The course is locked by the caller."""
    now = clock.now()
    open_now = course.state is CourseState.PUBLISHED and course.starts_at > now
    while open_now and course.taken < course.seats and course.waiting:
        first = await _first_in_line(session, course)
        if first is None:
            return
        first.state, first.offered_until = EnrolmentState.OFFERED, min(now + HELD_FOR, course.starts_at)
        course.taken, course.waiting = course.taken + 1, course.waiting - 1
        session.add_all((first, course))
        await session.flush()
        await _tell(session, first, first.offered_until)


async def _first_in_line(session: AsyncSession, course: Course) -> Enrolment | None:
    query = select(Enrolment).where(
        col(Enrolment.county) == course.county,
        col(Enrolment.course_id) == course.id,
        col(Enrolment.state) == EnrolmentState.WAITING,
    )
    return (await session.exec(query.order_by(col(Enrolment.position)).limit(1))).first()


async def _tell(session: AsyncSession, offered: Enrolment, until: datetime) -> None:
    day = f"{until.astimezone(COUNTY_ZONE):%m月%d日 %H:%M}"
    key = f"{offered.id}:offered:{until.isoformat()}"
    note = Note(kind=NoticeKind.SEAT_OFFERED, dedupe_key=key, profile_id=offered.profile_id, facts={"date": day})
    await announce(session, county=offered.county, notes=[note])


async def over(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the offers whose hours are over, the oldest first."""
    query = select(Enrolment.id).where(
        col(Enrolment.county) == county,
        col(Enrolment.state) == EnrolmentState.OFFERED,
        col(Enrolment.offered_until) <= clock.now(),
    )
    return list((await session.exec(query.order_by(col(Enrolment.offered_until)).limit(AT_A_TIME))).all())


async def lapse(session: AsyncSession, *, county: str, enrolment_id: UUID) -> bool:
    """End one offer nobody took and give the seat to the next; nothing when she took it in between."""
    query = select(Enrolment).where(col(Enrolment.county) == county, col(Enrolment.id) == enrolment_id)
    course_id = (await session.exec(query)).one().course_id
    course = await access.by_id(session, county=county, course_id=course_id, lock=True)
    offered = (await session.exec(query.execution_options(populate_existing=True))).one()
    until = offered.offered_until
    if offered.state is not EnrolmentState.OFFERED or until is None or until > clock.now():
        return False
    offered.state, offered.offered_until = EnrolmentState.LAPSED, None
    session.add(offered)
    await session.flush()
    await pass_on(session, course)
    return True
