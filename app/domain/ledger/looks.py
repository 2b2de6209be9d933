"""Who looked at her records in the last twelve months (LED-11)."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.models.catalogue import Office
from app.permissions.actors import Actor

SHOWN_FOR = timedelta(days=365)
MOST = 200
SYSTEM = "系统"


async def looks(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List office and date of each look; looks at closed requests are left out until they are unlocked."""
    rows = await audit.looks_at(session, actor=actor, limit=MOST)
    names = dict((await session.exec(select(Office.code, Office.name).where(col(Office.county) == actor.county))).all())
    since = clock.now() - SHOWN_FOR
    return [
        {"at": row.created_at, "office": names.get(row.office_code or "", SYSTEM), "action": row.action}
        for row in rows
        if row.created_at >= since and (actor.unlocked or not row.facts.get("closed"))
    ]
