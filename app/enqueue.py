"""The one door to the job tables: a job is made in the transaction of its reason, with ids only."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.vocabulary import TaskName

DEFER = text("SELECT jobs.defer(:task, :lock, :once, CAST(:details AS jsonb), :at)")
DEFER_MANY = text("""
    SELECT jobs.defer(:task, NULL, NULL, CAST(one.details AS jsonb), one.at)
    FROM unnest(CAST(:details AS text[]), CAST(:at AS timestamptz[])) AS one(details, at)
""")


async def defer(
    session: AsyncSession,
    task: TaskName,
    *,
    county: str,
    lock: str | None = None,
    queueing_lock: str | None = None,
    run_at: datetime | None = None,
    **ids: str,
) -> None:
    """Make one job for the worker; with a queueing lock, none while the same one still waits."""
    details = orjson.dumps({"county": county, **ids}).decode()
    values = {"task": task.value, "lock": lock, "once": queueing_lock, "details": details, "at": run_at}
    await session.execute(DEFER, values)


async def defer_many(
    session: AsyncSession, task: TaskName, *, county: str, jobs: Sequence[tuple[dict[str, str], datetime | None]]
) -> None:
    """Make several jobs of one task in one statement."""
    details = [orjson.dumps({"county": county, **ids}).decode() for ids, _ in jobs]
    await session.execute(DEFER_MANY, {"task": task.value, "details": details, "at": [at for _, at in jobs]})
