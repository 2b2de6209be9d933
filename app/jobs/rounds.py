"""Rounds of the worker: every county in a context of its own, and what is due there one by one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from sqlalchemy import text

from app import db
from app.db import Context
from app.vocabulary import Audience

_log = structlog.get_logger()


async def counties() -> list[str]:
    """List the counties of this installation."""
    async with db.transaction(Context(Audience.WORKER, "000000")) as session:
        return list((await session.execute(text("SELECT code FROM county ORDER BY code"))).scalars())


async def everywhere(*works: Callable[..., Awaitable[object]]) -> None:
    """Do pieces of work in every county, each in a transaction of its own."""
    for county in await counties():
        for work in works:
            async with db.transaction(Context(Audience.WORKER, county)) as session:
                await work(session, county=county)


async def one_by_one(
    county: str, look: Callable[..., Awaitable[Sequence[Any]]], work: Callable[..., Awaitable[object]], *names: str
) -> None:
    """Look for what is due, then do each in a transaction of its own: one that cannot must not hold up the rest.

    `names` are what the work calls the parts of what was found. A failure is logged and tried again next time.
    """
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        waiting = await look(session, county=county)
    for found in waiting:
        parts = found if isinstance(found, tuple) else (found,)
        await _alone(work, county, dict(zip(names, parts, strict=True)))


async def _alone(work: Callable[..., Awaitable[object]], county: str, about: dict[str, Any]) -> None:
    try:
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await work(session, county=county, **about)
    except Exception as failure:  # noqa: BLE001  whatever it is, the others' clocks run on
        subject = str(next(iter(about.values()), ""))
        _log.error("job.one_failed", kind=type(failure).__name__, subject_id=subject, exc_info=failure)
