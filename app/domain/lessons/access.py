"""The doors to lessons: what everybody sees, and what an office writes."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.lessons.inputs import WriteLesson
from app.errors import NotFound, Stale
from app.models.lessons import Lesson
from app.permissions.actors import Actor
from app.permissions.decide import Thing, require
from app.permissions.table import Action


async def published(session: AsyncSession, *, county: str, lesson_id: UUID) -> Lesson:
    """Give a lesson everybody sees. Raises NotFound."""
    query = select(Lesson).where(col(Lesson.county) == county, col(Lesson.id) == lesson_id, col(Lesson.shown))
    row: Lesson | None = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


async def of_office(
    session: AsyncSession, *, actor: Actor, lesson_id: UUID, action: Action = Action.LESSON_MANAGE, lock: bool = False
) -> Lesson:
    """Give an office one of its own lessons. Raises NotFound."""
    query = select(Lesson).where(col(Lesson.county) == actor.county, col(Lesson.id) == lesson_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row: Lesson | None = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    require(actor, read=action, action=action, thing=Thing(row.county, readers=(row.office,)))
    return row


def read(content: object) -> WriteLesson:
    """Read a text as it was kept."""
    return WriteLesson.model_validate(content)


def expect(lesson: Lesson, version: int) -> None:
    """Refuse what was written over an older version. Raises Stale (412)."""
    if lesson.version != version:
        raise Stale(version=lesson.version)
