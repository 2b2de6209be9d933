"""From a draft to what everybody hears: a second person looks, and never the one who wrote it."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import reviews
from app.domain.catalogue import queries as catalogue
from app.domain.lessons import access, checks, refusals, sounds
from app.models.lessons import Lesson
from app.permissions.actors import Actor
from app.vocabulary import Audience, ReviewKind, TextState


async def put_on_desk(session: AsyncSession, lesson: Lesson) -> None:
    """Put a draft on the reviewing desk of its own office, where that reviews, else of the last one named."""
    offices = reviews.reviewers(await catalogue.current(session, lesson.county))
    reader = lesson.office if lesson.office in offices else offices[-1]
    subject = (lesson.id, access.read(lesson.draft).title)
    async with db.acting_as(session, Audience.ROUTE):
        await reviews.begin(session, county=lesson.county, kind=ReviewKind.LESSON, subject=subject, reader=reader)


async def by_id(session: AsyncSession, *, county: str, lesson_id: UUID) -> Lesson:
    """Give a lesson that lies on the reviewing desk."""
    query = select(Lesson).where(col(Lesson.county) == county, col(Lesson.id) == lesson_id)
    return (await session.exec(query.with_for_update())).one()


async def publish(session: AsyncSession, *, actor: Actor, lesson_id: UUID) -> None:
    """Show a reviewed lesson. Raises OwnLesson to whoever wrote it."""
    offices = {one.code: one.name for one in (await catalogue.current(session, actor.county)).folder.departments}
    async with db.acting_as(session, Audience.ROUTE):
        lesson = await by_id(session, county=actor.county, lesson_id=lesson_id)
        if lesson.author_id == actor.id:
            raise refusals.OwnLesson
        if lesson.draft is None or lesson.draft_state is not TextState.REVIEW:
            raise refusals.NothingWritten
        said = access.read(lesson.draft)
        checks.check(said)
        lesson.content, lesson.sound_source, lesson.series = lesson.draft, lesson.draft_sound, said.series
        lesson.draft, lesson.draft_sound, lesson.draft_state = None, None, None
        lesson.reviewer_id, lesson.published_at, lesson.shown = actor.id, clock.now(), True
        lesson.written_by, lesson.reviewed_by = offices.get(lesson.office), offices.get(actor.office or "")
        wanted = sounds.sources(said, lesson.sound_source)
        await sounds.publish(session, county=actor.county, wanted=wanted)
        await _moved(session, actor, lesson, "lesson:publish")


async def give_back(session: AsyncSession, *, actor: Actor, lesson_id: UUID, reason: str) -> None:
    """Return a draft to its office; what is shown stays shown. Raises OwnLesson."""
    async with db.acting_as(session, Audience.ROUTE):
        lesson = await by_id(session, county=actor.county, lesson_id=lesson_id)
        if lesson.author_id == actor.id:
            raise refusals.OwnLesson
        lesson.draft_state, lesson.draft_reason = TextState.RETURNED, reason
        await _moved(session, actor, lesson, "lesson:give_back")


async def _moved(session: AsyncSession, actor: Actor, lesson: Lesson, action: str) -> None:
    lesson.version += 1
    session.add(lesson)
    await session.flush()
    about, facts = About("lesson", lesson.id, None), {"version": lesson.version}
    await audit.record(session, actor=actor, action=action, about=about, facts=facts)
