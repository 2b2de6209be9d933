"""A worker is killed in the middle of its work: another finishes everything, and nothing is done twice (R26)."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.jobs import rescuing
from app.notifications.outbox import Note, announce
from app.vocabulary import NoticeKind, Role
from app.worker import worker_app
from tests import server
from tests.world import COUNTY, World

MANY = 400
COUNT = text("SELECT status, count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'deliver_notice' GROUP BY status")
SETTLED = text("SELECT count(*) FILTER (WHERE state NOT IN ('queued', 'sending')), count(*) FROM notice")


@contextmanager
def a_worker(database: server.TestDatabase) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process under its login role; killed without warning at the end."""
    environment = os.environ | {"WORKER_DATABASE_URL": database.url("worker_login"), "PYTHONPATH": str(server.ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "app.worker"], cwd=server.ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


async def until(what: Callable[[], Awaitable[Any]], patience: float = 60) -> Any:
    end = time.monotonic() + patience
    while not (found := await what()):
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.05)
    return found


async def statuses(connection: AsyncConnection) -> dict[str, int]:
    found = {str(row[0]): int(row[1]) for row in await connection.execute(COUNT)}
    await connection.rollback()
    return found


async def rescue(database: server.TestDatabase, after: float) -> int:
    async with worker_app(database.url("worker_login")).open_async() as app:
        return await rescuing.rescue(app.job_manager, dead_after=after)


async def fill(world: World, reader: str) -> None:
    """Many notices with their jobs, committed."""
    async with world.as_owner() as session:
        notes = [Note(NoticeKind.TASK_NEW, dedupe_key=uuid4().hex, reader=reader) for _ in range(MANY)]
        await session.execute(text("RESET ROLE"))
        await db.enter(session, db.Context(db.Audience.ROUTE, COUNTY))
        await announce(session, county=COUNTY, notes=notes)


@pytest.mark.committed
async def test_R26_jobs_of_a_killed_worker_are_done_by_the_next_one_each_once(run_folder: Path, worker_id: str) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"dies_{worker_id}_{os.getpid()}")
    tester = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    owner = create_async_engine(database.url("owner"))
    try:
        async with tester.connect() as connection:
            world = World(connection)
            handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
            await fill(world, f"staff:{handler.id}")
        async with owner.connect() as look:
            with a_worker(database):

                async def begun() -> bool:
                    return (await statuses(look)).get("succeeded", 0) > 20

                await until(begun)
            left = await statuses(look)
            assert left.get("todo", 0) > 0, "it was killed in the middle"
            held = left.get("doing", 0)
            assert held > 0, "four jobs at once: some were in its hands"
            await asyncio.sleep(1.5)
            assert await rescue(database, after=600) == 0, "who gave a sign is not dead"
            assert await rescue(database, after=1) >= held
            assert (await statuses(look)).get("doing", 0) == 0
            with a_worker(database):

                async def done() -> bool:
                    settled, all_of_them = (await look.execute(SETTLED)).one()
                    await look.rollback()
                    return bool(settled == all_of_them == MANY)

                await until(done)
            after = await statuses(look)
            sent = text("SELECT count(*) FROM notice WHERE state = 'sent'")
            assert (await look.execute(sent)).scalar_one() == MANY
        assert after.get("failed", 0) == 0
        assert sum(after.values()) == MANY, "no job was made twice"
    finally:
        await owner.dispose()
        await tester.dispose()
        server.drop_database(database)


@pytest.mark.committed
async def test_R26_a_clocks_own_job_whose_next_one_waits_is_ended_and_not_doubled(
    run_folder: Path, worker_id: str
) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"twin_{worker_id}_{os.getpid()}")
    owner = create_async_engine(database.url("owner"))
    try:
        async with AsyncSession(owner) as session:
            for status in ("doing", "todo"):
                await session.execute(
                    text(
                        "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, queueing_lock, args, status)"
                        " VALUES ('default', 'climb', 'climb', '{}', CAST(:status AS jobs.procrastinate_job_status))"
                    ),
                    {"status": status},
                )
            await session.commit()
            assert await rescue(database, after=1) == 1
            rows = await session.execute(text("SELECT status::text FROM jobs.procrastinate_jobs ORDER BY status"))
            assert sorted(rows.scalars()) == ["failed", "todo"]
    finally:
        await owner.dispose()
        server.drop_database(database)
