"""Her own box: pictures and sounds kept off the phone with time and digest, given out by her alone (SAF-13)."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.models.files import StoredFile
from app.permissions.actors import Actor
from app.vocabulary import FilePurpose, FileState


async def mine(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List what is in her box: when it came, and the digest by which anybody can tell that it was not changed."""
    if actor.locked:
        return []
    query = select(StoredFile).where(
        col(StoredFile.county) == actor.county,
        col(StoredFile.profile_id) == actor.profile_id,
        col(StoredFile.purpose) == FilePurpose.EVIDENCE,
        col(StoredFile.state) != FileState.ERASED,
    )
    rows = (await session.exec(query.order_by(col(StoredFile.created_at), col(StoredFile.id)))).all()
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "stored_at": row.created_at,
            "sha256": row.sha256,
            "seconds": row.seconds,
        }
        for row in rows
    ]


async def note_export(session: AsyncSession, *, actor: Actor, count: int) -> None:
    """Write down that she took her box out."""
    if actor.profile_id is not None:
        about = About("profile", actor.profile_id, actor.profile_id)
        await audit.record(session, actor=actor, action="evidence:export", about=about, facts={"files": count})
