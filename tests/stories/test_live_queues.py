"""The desk's live counts through the running service: pushed to whom they concern and to nobody else, ended in time."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app import clock, db
from app.http import desk_streams
from app.http.tokens import LIFETIME, TokenRing
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import server
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.stories.test_legal_aid_at_night import client_of, running, until_ready
from tests.world import World

PATIENCE = 20.0
Event = tuple[str, dict[str, Any]]


@dataclass
class Stream:
    """One open stream, read by a task of its own."""

    events: list[Event] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    raw: str = ""

    async def read(self, client: AsyncClient) -> None:
        kind = ""
        async with client.stream("GET", "/v1/desk/queues/stream", timeout=PATIENCE * 2) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            async for line in answer.aiter_lines():
                self.raw += line + "\n"
                if line.startswith("event:"):
                    kind = line.removeprefix("event:").strip()
                if line.startswith("data:"):
                    self.events.append((kind, orjson.loads(line.removeprefix("data:"))))
                    self.arrived.set()
        self.over = True
        self.arrived.set()

    async def until(self, count: int) -> Event:
        """Wait for so many events and give the last of them."""
        async with asyncio.timeout(PATIENCE):
            while len(self.events) < count:
                assert not self.over, self.events
                self.arrived.clear()
                await self.arrived.wait()
        return self.events[count - 1]

    async def until_over(self) -> str:
        """Wait for the end and give its reason."""
        async with asyncio.timeout(PATIENCE):
            while not self.over:
                self.arrived.clear()
                await self.arrived.wait()
        kind, said = self.events[-1]
        assert kind == "end", self.events
        return str(said["why"])


def count_of(event: Event, queue: str) -> int:
    assert event[0] == "queues", event
    return int(next(one["count"] for one in event[1]["queues"] if one["queue"] == queue))


@dataclass
class House:
    """The running service, the people in it, and the streams a test has opened."""

    world: World
    ring: TokenRing
    database: server.TestDatabase
    stack: AsyncExitStack
    streams: list[Stream] = field(default_factory=list)

    async def client(self, actor: Actor) -> AsyncClient:
        return await self.stack.enter_async_context(client_of(actor, self.ring))

    async def stream(self, actor: Actor) -> Stream:
        """Open a stream and wait for its first event."""
        opened, client = Stream(), await self.client(actor)
        task = asyncio.create_task(opened.read(client))
        self.streams.append(opened)

        async def stop() -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self.stack.push_async_callback(stop)
        await opened.until(1)
        return opened


@asynccontextmanager
async def house(run_folder: Path, name: str) -> AsyncIterator[House]:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"{name}_{os.getpid()}")
    ring_file = run_folder / f"ring-{name}-{os.getpid()}.json"
    ring = TokenRing.fresh()
    ring.write(ring_file)
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    try:
        async with engine.connect() as connection, AsyncExitStack() as stack:
            home = House(World(connection), ring, database, stack)
            with running(database, ring_file):
                await until_ready()
                yield home
            for one in home.streams:
                await one.until_over()
    finally:
        await engine.dispose()
        server.drop_database(database)


@pytest.mark.committed
async def test_QUE_01_counts_are_pushed_to_whom_they_concern_and_a_closed_case_wakes_its_members_alone(
    run_folder: Path, worker_id: str
) -> None:
    async with house(run_folder, f"live_{worker_id}") as home:
        world = home.world
        first, second, head = await trio(world, "womens_federation")
        outsider = await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")
        elsewhere = await world.staff(Role.DEPARTMENT_HANDLER, "sports")
        await roster(world, "law.dv", first, second, head)
        member, stranger, far = [await home.stream(one) for one in (first, outsider, elsewhere)]
        she = await home.client(await world.woman(phone="19900002222"))
        await ask_for(she, "law.dv", telling="他打我")
        assert count_of(await member.until(2), "to_accept") == count_of(member.events[0], "to_accept") + 1
        normal = await ask_for(she, "charity")
        assert normal["lead_office"] == "womens_federation", "an ordinary request of the very same office"
        told = await stranger.until(2)
        assert count_of(told, "to_accept") == count_of(stranger.events[0], "to_accept") + 1
        assert len(stranger.events) == 2, "the closed request never woke the head of the same office"
        assert len(far.events) == 1, "another office was not woken at all"
        assert set(told[1]) == {"queues"}
        for said in (member.raw, stranger.raw):
            assert "打" not in said
            assert str(normal["id"]) not in said
            assert "law" not in said


@pytest.mark.committed
async def test_QUE_01_a_stream_ends_with_its_session_its_post_its_token_and_its_process(
    run_folder: Path, worker_id: str
) -> None:
    async with house(run_folder, f"ends_{worker_id}") as home:
        world = home.world
        out, posted, short, last = [await world.staff(Role.DEPARTMENT_HANDLER, "justice") for _ in range(4)]
        signed_out, moved = await home.stream(out), await home.stream(posted)
        with clock.stopped(clock.now() - LIFETIME + timedelta(seconds=4)):
            client = await home.client(short)  # its token has four seconds left
        expiring = Stream()
        reading = asyncio.create_task(expiring.read(client))
        assert (await (await home.client(out)).post("/v1/sign-out")).status_code == 204
        assert await signed_out.until_over() == "signed_out"
        async with world.as_owner() as session:
            new = text("UPDATE staff_grant SET office_code = 'health' WHERE staff_id = :id")
            await session.execute(new, {"id": posted.id})
            wake = text("SELECT pg_notify('desk', '500230|staff:' || CAST(:id AS text))")
            await session.execute(wake, {"id": str(posted.id)})
        assert await moved.until_over() == "post_changed"
        assert await expiring.until_over() == "token_expired"
        await reading
        many = [await home.stream(last) for _ in range(desk_streams.MOST_OF_ONE + 1)]
        assert await many[0].until_over() == "replaced"
        assert not many[1].over
    assert {await one.until_over() for one in many[1:]} == {"shutting_down"}


@pytest.mark.committed
async def test_QUE_01_when_the_listening_connection_is_lost_streams_ask_to_come_again_and_it_is_made_anew(
    run_folder: Path, worker_id: str
) -> None:
    async with house(run_folder, f"lost_{worker_id}") as home:
        handler = await home.world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
        before = await home.stream(handler)
        admin = create_async_engine(
            server.superuser_url(run_folder).replace("postgresql://", "postgresql+asyncpg://"),
            isolation_level="AUTOCOMMIT",
        )
        async with admin.connect() as connection:
            gone = text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = :name AND query LIKE 'LISTEN%'"
            )
            assert (await connection.execute(gone, {"name": home.database.name})).scalar_one() >= 1
        await admin.dispose()
        assert await before.until_over() == "come_again"
        for _ in range(50):
            after = await home.stream(handler)
            await asyncio.sleep(0.3)
            if not after.over:
                break
        she = await home.client(await home.world.woman(phone="19900002223"))
        await ask_for(she, "charity")
        assert count_of(await after.until(2), "to_accept") == 1
