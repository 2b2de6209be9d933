"""One page of an inbox."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.places import Place, place_of
from app.notifications import inbox
from app.permissions.actors import Actor


async def page(
    session: AsyncSession, *, actor: Actor, limit: int, after: list[str] | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """Give one page of notices and the place after it."""
    words = (await catalogue.current(session, actor.county)).folder.notices
    rows = await inbox.notices(session, actor=actor, limit=limit + 1, after=place_of(after), words=words)
    items = rows[:limit]
    return items, (items[-1]["created_at"], items[-1]["id"]) if len(rows) > limit else None
