"""Forgetting what has outlived its purpose: kept answers after 35 days, questions after the county's term."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.questions import Question
from app.models.records import KeptAnswer

KEEP_ANSWERS = timedelta(days=35)


async def forget_expired(session: AsyncSession, *, county: str) -> None:
    """Remove kept answers older than 35 days (design §10.16), and questions nobody came back to, with every line."""
    old = delete(KeptAnswer).where(
        col(KeptAnswer.county) == county, col(KeptAnswer.created_at) < clock.now() - KEEP_ANSWERS
    )
    await session.exec(old)
    await session.exec(delete(Question).where(col(Question.county) == county, col(Question.expires_at) < clock.now()))
