"""信息不对: one button; three people, or one confirmed scam, and it is off the list (CRS-09)."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import reviews
from app.domain.catalogue import queries as catalogue
from app.domain.courses import access, publishing
from app.domain.providers import admitting
from app.errors import NotFound
from app.models.base import new_id
from app.models.courses import Course, CourseReport
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, NoticeKind, ReportReason, ReviewKind

ENOUGH = 3


async def report(session: AsyncSession, *, actor: Actor, course_id: UUID, reason: ReportReason) -> None:
    """Take one person's word, once; the third takes the course off the list and rings at 人社局."""
    if actor.profile_id is None:
        raise NotFound
    await access.by_id(session, county=actor.county, course_id=course_id)
    async with db.acting_as(session, Audience.ROUTE):
        course = await access.by_id(session, county=actor.county, course_id=course_id, lock=True)
        await _write(session, actor.profile_id, course, reason)
        reader = reviews.reviewers(await catalogue.current(session, actor.county))[0]
        subject = (course.id, f"信息不对：{course.content['title']}")
        await reviews.begin(session, county=actor.county, kind=ReviewKind.REPORT, subject=subject, reader=reader)
        about = About("course", course.id, None)
        facts = {"reason": reason.value}
        await audit.record(session, actor=actor, action=Action.COURSE_REPORT.value, about=about, facts=facts)
        if await unsettled(session, course) >= ENOUGH and course.shown:
            await publishing.take_down(session, actor=actor, course=course)
            await _alert(session, course, reader)


async def _write(session: AsyncSession, profile_id: UUID, course: Course, reason: ReportReason) -> None:
    """Keep what she says; a second word of the same person replaces her first."""
    query = select(CourseReport).where(
        col(CourseReport.county) == course.county,
        col(CourseReport.course_id) == course.id,
        col(CourseReport.profile_id) == profile_id,
    )
    row = (await session.exec(query)).one_or_none() or CourseReport(
        county=course.county,
        id=new_id(),
        created_at=clock.now(),
        course_id=course.id,
        profile_id=profile_id,
        reason=reason,
    )
    row.reason, row.settled_at = reason, None
    session.add(row)
    await session.flush()


async def unsettled(session: AsyncSession, course: Course) -> int:
    """Count the people whose word nobody has looked into yet."""
    query = select(func.count()).where(
        col(CourseReport.county) == course.county,
        col(CourseReport.course_id) == course.id,
        col(CourseReport.settled_at).is_(None),
    )
    return int((await session.exec(query)).one())


async def _alert(session: AsyncSession, course: Course, reader: str) -> None:
    notes = [
        Note(kind=NoticeKind.TASK_OVERDUE, dedupe_key=f"{course.id}:down:{course.version}:{one}", reader=one)
        for one in (reader, f"head:{reader}")
    ]
    await announce(session, county=course.county, notes=notes)


async def reasons(session: AsyncSession, *, county: str, course_id: UUID) -> dict[ReportReason, int]:
    """Count the open reports by reason, without names."""
    query = (
        select(CourseReport.reason, func.count())
        .where(
            col(CourseReport.county) == county,
            col(CourseReport.course_id) == course_id,
            col(CourseReport.settled_at).is_(None),
        )
        .group_by(col(CourseReport.reason))
    )
    return {ReportReason(reason): int(count) for reason, count in (await session.exec(query)).all()}


async def confirm(session: AsyncSession, *, actor: Actor, course_id: UUID, scam: bool) -> None:
    """Find the reports right: the course comes off at once; after a scam the provider and all its courses too."""
    async with db.acting_as(session, Audience.ROUTE):
        course = await access.by_id(session, county=actor.county, course_id=course_id, lock=True)
        await publishing.take_down(session, actor=actor, course=course)
        await _settle(session, course)
        if not scam:
            return
        for other in await publishing.of_provider(session, county=actor.county, provider_id=course.provider_id):
            await publishing.take_down(session, actor=actor, course=other)
    await admitting.suspend(session, actor=actor, provider_id=course.provider_id)


async def dismiss(session: AsyncSession, *, actor: Actor, course_id: UUID) -> None:
    """Find the reports wrong: the course is shown again if it was taken down."""
    async with db.acting_as(session, Audience.ROUTE):
        course = await access.by_id(session, county=actor.county, course_id=course_id, lock=True)
        await _settle(session, course)
        await publishing.put_back(session, actor=actor, course=course)


async def _settle(session: AsyncSession, course: Course) -> None:
    rows = update(CourseReport).where(
        col(CourseReport.county) == course.county,
        col(CourseReport.course_id) == course.id,
        col(CourseReport.settled_at).is_(None),
    )
    await session.exec(rows.values(settled_at=clock.now()))
