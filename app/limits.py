"""Counting tries in PostgreSQL: one UPSERT behind a definer function, by a digest of what is counted."""

import hashlib
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock

HIT = text("SELECT ctx.rate_hit(:c, :key, :name, :at, :seconds, :most)")
MINUTE, HOUR, DAY = 60, 3600, 86_400


async def count(session: AsyncSession, *, county: str, bucket: str, seconds: int, most: int) -> int:
    """Count a try in a bucket (`name:what`); give the seconds to wait, 0 when it may go on.

    Only a digest of the bucket is kept; a number or a name goes into it as a keyed digest of its own.
    """
    digest = hashlib.sha256(f"{county}|{bucket}".encode()).digest()
    key, name = UUID(bytes=digest[:16]), bucket.partition(":")[0]
    values = {"c": county, "key": key, "name": name, "at": clock.now(), "seconds": seconds, "most": most}
    return int((await session.execute(HIT, values)).scalar_one())
