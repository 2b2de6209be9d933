"""Reading one's notices and marking them read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, literal_column, or_, tuple_, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.notices import Notice
from app.notifications.wording import render
from app.permissions.actors import Actor
from app.vocabulary import NoticeKind, Role

Place = tuple[datetime, UUID]
# What a locked screen may show: notices of no request, or of one at normal level (SAF-03).
OF_ORDINARY_MATTERS: ColumnElement[bool] = literal_column(
    "(notice.request_id IS NULL OR notice.request_id IN"
    " (SELECT r.id FROM help_request r WHERE r.county = notice.county AND r.level = 'normal'))",
    Boolean,
)


def _own(actor: Actor) -> ColumnElement[bool]:
    """Notices for this actor, and not before their moment."""
    here = (col(Notice.county) == actor.county) & (col(Notice.visible_from) <= clock.now())
    if actor.role is Role.WOMAN and actor.locked:
        return here & (col(Notice.profile_id) == actor.profile_id) & OF_ORDINARY_MATTERS
    if actor.role is Role.WOMAN:
        return here & (col(Notice.profile_id) == actor.profile_id)
    return here & or_(col(Notice.reader).in_(list(actor.readers)), col(Notice.reader) == f"staff:{actor.id}")


async def notices(
    session: AsyncSession, *, actor: Actor, limit: int, after: Place | None, words: Mapping[NoticeKind, str]
) -> list[dict[str, Any]]:
    """List notices, newest first, in the county's words."""
    query = select(Notice).where(_own(actor))
    if after is not None:
        query = query.where(tuple_(col(Notice.created_at), col(Notice.id)) < after)
    query = query.order_by(col(Notice.created_at).desc(), col(Notice.id).desc()).limit(limit)
    return [_shown(notice, words) for notice in (await session.exec(query)).all()]


async def one(
    session: AsyncSession, *, actor: Actor, notice_id: UUID, words: Mapping[NoticeKind, str]
) -> dict[str, Any] | None:
    """Give one notice of this actor; nothing for one of somebody else."""
    notice = (await session.exec(select(Notice).where(_own(actor), col(Notice.id) == notice_id))).one_or_none()
    return _shown(notice, words) if notice else None


def _shown(notice: Notice, words: Mapping[NoticeKind, str]) -> dict[str, Any]:
    return {
        "id": notice.id,
        "created_at": notice.created_at,
        "kind": notice.kind,
        "text": render(notice.kind, notice.facts, words),
        "request_id": notice.request_id,
        "read": notice.read_at is not None,
    }


async def unread(session: AsyncSession, *, actor: Actor) -> int:
    """Count what was not read yet, up to 99."""
    waiting = select(Notice.id).where(_own(actor), col(Notice.read_at).is_(None)).limit(99).subquery()
    return (await session.exec(select(func.count()).select_from(waiting))).one()


async def mark_read(session: AsyncSession, *, actor: Actor, ids: list[UUID]) -> None:
    """Mark notices as read; those of others are passed over."""
    rows = update(Notice).where(_own(actor), col(Notice.id).in_(ids), col(Notice.read_at).is_(None))
    await session.exec(rows.values(read_at=clock.now()).execution_options(synchronize_session=False))
