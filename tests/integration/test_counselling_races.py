"""Many taps at once on committed data, as the service's own login role: one slot is booked once, no two overlap."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app import clock, db
from app.domain import keys
from app.domain.catalogue import queries
from app.http import county
from tests import care, server
from tests.care import MONDAY
from tests.visits import Visits
from tests.world import World

AT_ONCE = 50


@asynccontextmanager
async def committed(run_folder: Path, name: str) -> AsyncIterator[World]:
    """A database of its own with real commits; the application is connected as api_login, with many connections."""
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"{name}_{os.getpid()}")
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    before = db.database.engine, db.database.maker
    try:
        for forget in (keys.forget_vaults, county.forget_counties, queries.forget):
            forget()
        db.database.open(database.url("api_login"), pool_size=20, max_overflow=0, pool_timeout=30)
        async with engine.connect() as connection:
            yield World(connection)
    finally:
        await db.database.close()
        db.database.engine, db.database.maker = before
        await engine.dispose()
        server.drop_database(database)


async def counted(world: World, query: str) -> int:
    async with world.as_owner() as session:
        return int((await session.execute(text(query))).scalar_one())


@pytest.mark.committed
async def test_B3_fifty_women_tapping_one_slot_at_once_make_one_booking(
    web: FastAPI, run_folder: Path, worker_id: str
) -> None:
    async with committed(run_folder, f"slot_{worker_id}") as world:
        visit = Visits(web, None)
        counsellor = await care.counsellor(world, await care.supervisor_of(world))
        women = [await world.woman() for _ in range(AT_ONCE)]
        with clock.stopped(MONDAY):
            slot = await care.offer(visit, counsellor, MONDAY + timedelta(days=1))

            async def tap(who: int) -> tuple[int, str]:
                async with visit(women[who]) as she:
                    answer = await she.post("/v1/my/counselling/bookings", json={"slot_id": slot})
                    return answer.status_code, answer.json().get("code", "")

            answers = Counter(await asyncio.gather(*(tap(who) for who in range(AT_ONCE))))
        assert answers == {(201, ""): 1, (409, "slot_taken"): AT_ONCE - 1}
        assert await counted(world, "SELECT count(*) FROM counselling_booking") == 1
        assert await counted(world, "SELECT count(*) FROM help_request") == 1
        assert await counted(world, "SELECT count(*) FROM counselling_slot WHERE state = 'booked'") == 1


@pytest.mark.committed
async def test_offers_that_overlap_sent_at_once_leave_one(web: FastAPI, run_folder: Path, worker_id: str) -> None:
    async with committed(run_folder, f"offer_{worker_id}") as world:
        visit = Visits(web, None)
        counsellor = await care.counsellor(world, await care.supervisor_of(world))
        with clock.stopped(MONDAY):

            async def put(nth: int) -> tuple[int, str]:
                start = MONDAY + timedelta(days=1, minutes=15 * (nth % 4))
                async with visit(counsellor) as client:
                    answer = await care.try_offer(client, start, minutes=60)
                    return answer.status_code, answer.json().get("code", "")

            answers = Counter(await asyncio.gather(*(put(nth) for nth in range(20))))
        assert answers == {(201, ""): 1, (409, "slots_overlap"): 19}
        assert await counted(world, "SELECT count(*) FROM counselling_slot") == 1
        assert await counted(world, "SELECT count(*) FROM counselling_quarter") == 4
