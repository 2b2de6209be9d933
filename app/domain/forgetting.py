"""Forgetting what has outlived its purpose: kept answers after 35 days."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.records import KeptAnswer

KEEP_ANSWERS = timedelta(days=35)


async def forget_expired(session: AsyncSession, *, county: str) -> None:
    """Remove kept answers older than 35 days (design §10.16)."""
    old = delete(KeptAnswer).where(
        col(KeptAnswer.county) == county, col(KeptAnswer.created_at) < clock.now() - KEEP_ANSWERS
    )
    await session.exec(old)
