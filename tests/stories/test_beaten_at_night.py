"""She is beaten at night: numbers first, voice, no income question, a lawyer on day three, alarms, evidence."""

import asyncio
import os
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine

from app import clock, db
from app.http.tokens import TokenRing
from app.integrations.storage import Storage
from tests import server
from tests.integration.test_climbing import climb_at
from tests.integration.test_files import clean_all, send
from tests.integration.test_instruments import ring
from tests.integration.test_proof import record_of
from tests.stories import beaten
from tests.stories.beaten import Stage
from tests.stories.test_legal_aid_at_night import client_of, running, until_ready
from tests.unit.test_media import tone
from tests.visits import Visits
from tests.world import World

NIGHT = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)  # twenty to midnight in the county
DECIDED, DAY_THREE = timedelta(days=4), timedelta(days=7)
PATIENCE = 90.0


def at(after: timedelta) -> AbstractContextManager[None]:
    """Hold the clock so long after that night."""
    return clock.stopped(NIGHT + after)


async def test_beaten_at_night_numbers_first_voice_no_income_question_a_lawyer_on_day_three(
    world: World, visit: Visits, storage: Storage
) -> None:
    people = await beaten.gather(world)

    async def send_voice(she: AsyncClient, request: str) -> str:
        return await send(she, tone(2, "webm"), "voice", request_id=request)

    stage = Stage(visit, at, send_voice)
    with at(timedelta(0)):
        request, application = await beaten.apply(people, stage)
        await clean_all(world, storage)
    with at(timedelta(minutes=50)):
        await beaten.answer(people, stage, request)
    with at(DECIDED):
        granted = await beaten.grant(people, stage, application)
    assert granted["due_at"] == "2026-11-30T23:59:59+08:00", "three days after the decision"
    assert await climb_at(world, NIGHT + DECIDED + timedelta(days=2, hours=1)) == 0
    assert await climb_at(world, NIGHT + DAY_THREE - timedelta(minutes=10)) == 1, "the people on it are reminded"
    with at(DAY_THREE):
        await beaten.assign(people, stage, application)
        order = await beaten.protect(people, stage, request, days=150)
    with at(DAY_THREE + timedelta(days=1)):
        async with visit(people.justice) as client:
            await beaten.aid.must(client, application, "met", on="2026-12-01")
        await beaten.close(people, stage, request)
    with at(DAY_THREE + timedelta(days=1, hours=1)):
        async with visit(people.her) as she:
            _, record = await record_of(she, world, storage, request)
    assert (record["telling"], record["telling_unchanged"]) == (beaten.TELLING, True), "as first told, to the letter"
    ends = datetime.combine(datetime.fromisoformat(order["valid_until"]), datetime.min.time(), UTC)
    given = [await ring(world, ends + timedelta(hours=2) - timedelta(days=days)) for days in (31, 30, 8, 7, 6)]
    assert given == [0, 1, 0, 1, 0], "thirty and seven days before its end, once each"
    async with visit(people.her) as she:
        seen = (await she.get(f"/v1/my/requests/{request}")).json()
    lines = [line["line"] for line in seen["timeline"]]
    assert [("快到期了" in lines[-2]), ("这几天就到期" in lines[-1])] == [True, True], "an order outlives a closed case"
    assert seen["telling"] == beaten.TELLING


async def until_given(she: AsyncClient, request: str) -> None:
    """Wait for the worker's own clock to give the alarm of an order that ends within a week."""
    end = time.monotonic() + PATIENCE
    while True:
        order = (await she.get(f"/v1/my/requests/{request}/instruments")).json()["items"][0]
        if any(one["given_at"] for one in order["alarms"]):
            return
        assert time.monotonic() < end, order
        await asyncio.sleep(1)


async def send_voice(she: AsyncClient, request: str) -> str:
    """Send a recording and wait until the worker has made it anew."""
    file = await send(she, tone(2, "webm"), "voice", request_id=request)
    end = time.monotonic() + PATIENCE
    while (await she.get(f"/v1/files/{file}")).status_code != 200:
        assert time.monotonic() < end, file
        await asyncio.sleep(0.3)
    return file


@pytest.mark.committed
async def test_the_same_night_through_processes_of_their_own_with_the_worker_running(
    run_folder: Path, worker_id: str
) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"night_{worker_id}_{os.getpid()}")
    ring_file = run_folder / f"ring-night-{worker_id}-{os.getpid()}.json"
    tokens = TokenRing.fresh()
    tokens.write(ring_file)
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    files = run_folder / f"files-night-{worker_id}"
    files.mkdir(mode=0o700, exist_ok=True)
    try:
        async with engine.connect() as connection:
            people = await beaten.gather(World(connection))
        stage = Stage(lambda actor: client_of(actor, tokens), lambda _after: nullcontext(), send_voice)
        with running(database, ring_file, SHOUWANG_STORAGE=files.as_uri()):
            await until_ready()
            request, application = await beaten.apply(people, stage)
            await beaten.answer(people, stage, request)
            await beaten.grant(people, stage, application)
            await beaten.assign(people, stage, application)
            await beaten.protect(people, stage, request, days=5)
            async with stage.visit(people.her) as she:
                await until_given(she, request)
            await beaten.close(people, stage, request)
    finally:
        await engine.dispose()
        server.drop_database(database)
