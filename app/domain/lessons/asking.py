"""问一问: what may be asked from a lesson, and what the desk is told of it (MIC-05)."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.lessons import access, refusals, showing
from app.models.lessons import Lesson


async def check(session: AsyncSession, *, county: str, lesson_id: UUID, services: list[str]) -> None:
    """Let her ask from a lesson everybody may hear, about bringing up children. Raises NotFound, AskElsewhere."""
    if any(service not in showing.ASK for service in services):
        raise refusals.AskElsewhere(field="services")
    await access.published(session, county=county, lesson_id=lesson_id)


async def title_of(session: AsyncSession, *, county: str, lesson_id: UUID) -> str | None:
    """Give the title of a lesson, while it is shown."""
    query = select(Lesson).where(col(Lesson.county) == county, col(Lesson.id) == lesson_id, col(Lesson.shown))
    row = (await session.exec(query)).one_or_none()
    return access.read(row.content).title if row else None
