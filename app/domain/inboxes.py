"""One page of an inbox, or one notice of it."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.places import Place, place_of
from app.errors import NotFound
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


async def one(session: AsyncSession, *, actor: Actor, notice_id: UUID) -> dict[str, Any]:
    """Give one notice of one's own. Raises NotFound."""
    words = (await catalogue.current(session, actor.county)).folder.notices
    found = await inbox.one(session, actor=actor, notice_id=notice_id, words=words)
    if found is None:
        raise NotFound
    return found
