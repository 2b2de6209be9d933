"""Ending a session: every token that names it is worth nothing from then on."""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
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
