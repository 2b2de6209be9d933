"""Ending a session: every token that names it is worth nothing from then on."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.errors import NotFound
from app.models.accounts import SignInSession
from app.permissions.actors import Actor


async def end(session: AsyncSession, *, actor: Actor) -> None:
    """Revoke the session the actor came with; doing it twice changes nothing."""
    own = update(SignInSession).where(
        col(SignInSession.county) == actor.county,
        col(SignInSession.id) == actor.session_id,
        col(SignInSession.revoked_at).is_(None),
    )
    await session.exec(own.values(revoked_at=clock.now(), revoked_why="signed_out"))


async def mine(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List one's own signed-in devices, the newest first."""
    query = select(SignInSession).where(
        col(SignInSession.county) == actor.county,
        col(SignInSession.owner_id) == actor.id,
        col(SignInSession.revoked_at).is_(None),
        col(SignInSession.expires_at) > clock.now(),
    )
    rows = (await session.exec(query.order_by(col(SignInSession.created_at).desc()).limit(50))).all()
    return [
        {
            "id": row.id,
            "signed_in_at": row.created_at,
            "expires_at": row.expires_at,
            "current": row.id == actor.session_id,
        }
        for row in rows
    ]


async def revoke(session: AsyncSession, *, actor: Actor, session_id: UUID) -> None:
    """End one of one's own sessions; the next call with it is refused. Raises NotFound."""
    row = await session.get(SignInSession, (actor.county, session_id))
    if row is None or row.owner_id != actor.id:
        raise NotFound
    row.revoked_at, row.revoked_why = row.revoked_at or clock.now(), row.revoked_why or "revoked_by_owner"
    session.add(row)
    await session.flush()
    about = About("staff", actor.id, None)
    await audit.record(session, actor=actor, action="session:revoke", about=about, facts={})
