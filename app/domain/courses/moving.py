"""What time does to courses: they begin, they end, and whoever came gets a certificate."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.courses import access, certifying
from app.models.courses import Course, Enrolment
from app.vocabulary import CourseState, EnrolmentState

AT_A_TIME = 200
MOVES = {
    CourseState.PUBLISHED: (CourseState.RUNNING, "starts_at"),
    CourseState.RUNNING: (CourseState.FINISHED, "ends_at"),
}


async def due(session: AsyncSession, *, county: str) -> list[UUID]:
    """Name the courses whose hour has come."""
    found: list[UUID] = []
    for state, (_, column) in MOVES.items():
        query = select(Course.id).where(
            col(Course.county) == county, col(Course.state) == state, col(getattr(Course, column)) <= clock.now()
        )
        found += (await session.exec(query.order_by(col(getattr(Course, column))).limit(AT_A_TIME))).all()
    return list(dict.fromkeys(found))


async def move(session: AsyncSession, *, county: str, course_id: UUID) -> bool:
    """Let one course begin and end as the clock says; certificates are given when it ends."""
    course = await access.by_id(session, county=county, course_id=course_id, lock=True)
    before = course.state
    while course.state in MOVES and _moment(course, MOVES[course.state][1]) <= clock.now():
        course.state = MOVES[course.state][0]
    if course.state is before:
        return False
    course.version += 1
    session.add(course)
    await session.flush()
    if course.state is CourseState.FINISHED:
        for enrolment in await _enrolled(session, course):
            await certifying.certify(session, course, enrolment)
    return True


def _moment(course: Course, column: str) -> datetime:
    at: datetime = getattr(course, column)
    return at


async def _enrolled(session: AsyncSession, course: Course) -> list[Enrolment]:
    query = select(Enrolment).where(
        col(Enrolment.county) == course.county,
        col(Enrolment.course_id) == course.id,
        col(Enrolment.state) == EnrolmentState.ENROLLED,
    )
    return list((await session.exec(query.order_by(col(Enrolment.position)))).all())
