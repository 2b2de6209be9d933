"""The doors to courses and places: fetch, decide, and what an actor may not see is not there."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.courses.inputs import WriteCourse
from app.domain.providers import admitting
from app.errors import NotFound, Stale
from app.models.courses import Course, CourseText, Enrolment
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action
from app.vocabulary import TextState


def _course(county: str, course_id: UUID, *, lock: bool) -> Any:
    """Ask for a course; a locked one is read anew: what was seen before the lock may be old by now."""
    query = select(Course).where(col(Course.county) == county, col(Course.id) == course_id)
    return query.with_for_update().execution_options(populate_existing=True) if lock else query


async def of_provider(session: AsyncSession, *, actor: Actor, course_id: UUID, lock: bool = False) -> Course:
    """Give a provider one of its own courses. Raises NotFound; NotAllowed for a provider that was shut out."""
    row: Course | None = (await session.exec(_course(actor.county, course_id, lock=lock))).one_or_none()
    if row is None:
        raise NotFound
    thing = Thing(row.county, readers=(row.provider_code,))
    require(actor, read=Action.COURSE_MANAGE, action=Action.COURSE_MANAGE, thing=thing)
    await admitting.own(session, actor=actor)  # after a scam it reads no name and takes no list any more
    return row


async def by_id(session: AsyncSession, *, county: str, course_id: UUID, lock: bool = False) -> Course:
    """Give a course the audience may see, locked where its places change. Raises NotFound."""
    row: Course | None = (await session.exec(_course(county, course_id, lock=lock))).one_or_none()
    if row is None:
        raise NotFound
    return row


async def enrolment(session: AsyncSession, *, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Give a woman one of her own places. Raises NotFound."""
    query = select(Enrolment).where(col(Enrolment.county) == actor.county, col(Enrolment.id) == enrolment_id)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    thing = Thing(row.county, profile_id=row.profile_id)
    require(actor, read=Action.ENROLMENT_READ, action=Action.COURSE_ENROL, thing=thing)
    return row


async def open_text(session: AsyncSession, course: Course) -> CourseText | None:
    """Give the version that is being written or looked at, if there is one."""
    query = select(CourseText).where(
        col(CourseText.county) == course.county,
        col(CourseText.course_id) == course.id,
        col(CourseText.state).in_([TextState.DRAFT, TextState.REVIEW, TextState.RETURNED]),
    )
    return (await session.exec(query.order_by(col(CourseText.number).desc()).limit(1))).first()


def read(content: dict[str, Any]) -> WriteCourse:
    """Read a text as it was kept."""
    return WriteCourse.model_validate(content)


def expect(course: Course, version: int) -> None:
    """Refuse what was written over an older version. Raises Stale (412)."""
    if course.version != version:
        raise Stale(version=course.version)
