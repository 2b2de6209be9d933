"""Delivering one notice: it is settled exactly once, however often its job runs."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.notices import Notice
from app.notifications.channels import inbox
from app.vocabulary import NoticeState


async def deliver(session: AsyncSession, *, county: str, notice_id: UUID) -> bool:
    """Hand a waiting notice to its channel and settle it; gives whether there was anything to do."""
    query = select(Notice).where(
        col(Notice.county) == county, col(Notice.id) == notice_id, col(Notice.state) == NoticeState.QUEUED
    )
    notice = (await session.exec(query.with_for_update(skip_locked=True))).one_or_none()
    if notice is None:
        return False
    notice.state, notice.outcome = inbox.put(notice), "inbox"
    notice.settled_at = clock.now()
    session.add(notice)
    return True
