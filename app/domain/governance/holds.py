"""Orders to keep (SAF-11): two administrators set one, two release it; while it stands nothing of it is forgotten."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain import receipt_numbers
from app.domain.governance.inputs import PlaceHold, ReleaseHold
from app.errors import Conflict, NotFound
from app.models.rights import LegalHold
from app.permissions.actors import Actor


async def holds(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List every order to keep, the newest first, released ones too; numbers only, never what they stand for."""
    query = select(LegalHold).where(col(LegalHold.county) == actor.county)
    rows = await session.exec(query.order_by(col(LegalHold.created_at).desc(), col(LegalHold.id).desc()).limit(limit))
    return [
        {
            "id": row.id,
            "number": receipt_numbers.shown(row.number),
            "ground": row.ground,
            "reason": row.reason,
            "set_at": row.created_at,
            "set_by": row.set_by,
            "agreed_by": row.agreed_by,
            "released_at": row.released_at,
            "release_reason": row.release_reason,
        }
        for row in rows.all()
    ]


async def place(session: AsyncSession, *, actor: Actor, by: UUID, said: PlaceHold) -> None:
    """Keep what this number stands for; whether there is such a number is not looked up, and not told."""
    hold = LegalHold(
        county=actor.county,
        created_at=clock.now(),
        number=said.number,
        ground=said.ground,
        reason=said.reason,
        set_by=by,
        agreed_by=actor.id,
    )
    session.add(hold)
    await session.flush()
    about = About("legal_hold", hold.id, None)
    await audit.record(session, actor=actor, action="hold:place", about=about, facts={"ground": said.ground.value})


async def live(session: AsyncSession, *, actor: Actor, hold_id: UUID) -> LegalHold:
    """Give an order that still stands. Raises NotFound, Conflict."""
    query = select(LegalHold).where(col(LegalHold.county) == actor.county, col(LegalHold.id) == hold_id)
    hold = (await session.exec(query.with_for_update())).one_or_none()
    if hold is None:
        raise NotFound
    if hold.released_at is not None:
        raise Conflict("这一条已经解除了。")
    return hold


async def release(session: AsyncSession, *, actor: Actor, by: UUID, hold_id: UUID, said: ReleaseHold) -> None:
    """Let the limits hold again, from the worker's next round on."""
    hold = await live(session, actor=actor, hold_id=hold_id)
    hold.released_at, hold.release_reason = clock.now(), said.reason
    hold.released_by, hold.release_agreed_by = by, actor.id
    session.add(hold)
    await session.flush()
    await audit.record(session, actor=actor, action="hold:release", about=About("legal_hold", hold.id, None), facts={})
