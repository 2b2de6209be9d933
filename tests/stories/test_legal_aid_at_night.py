"""She asks for legal aid at night; it bounces, is ruled on, answered, reopened and closed."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import AsyncClient, Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.http import tokens
from app.http.tokens import TokenClaims, TokenRing
from app.permissions.actors import Actor
from app.vocabulary import Role, SessionKind
from tests import server
from tests.stories import legal_aid
from tests.visits import Visits
from tests.world import COUNTY, World

PORT = 18_000 + os.getpid() % 2000
PATIENCE = 40.0


async def test_she_asks_for_legal_aid_at_night_and_it_comes_back_answered(world: World, visit: Visits) -> None:
    await legal_aid.play(await legal_aid.gather(world), visit)


@contextmanager
def running(database: server.TestDatabase, ring: Path, **more: str) -> Iterator[None]:
    """The service and its worker as processes of their own, under their login roles."""
    environment = os.environ | {
        "DATABASE_URL": database.url("api_login"),
        "WORKER_DATABASE_URL": database.url("worker_login"),
        "SHOUWANG_TOKEN_KEY_FILE": str(ring),
        "PYTHONPATH": str(server.ROOT),
        **more,
    }
    serve = ["uvicorn", "app.main:create_app", "--factory", "--port", str(PORT), "--log-level", "warning"]
    started = [
        subprocess.Popen([sys.executable, "-m", *command], cwd=server.ROOT, env=environment)  # noqa: S603  our own programs
        for command in (serve, ["app.worker"])
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=20)


@asynccontextmanager
async def client_of(actor: Actor, ring: TokenRing) -> AsyncIterator[AsyncClient]:
    assert actor.session_id is not None
    kind = SessionKind.WOMAN if actor.role is Role.WOMAN else SessionKind.STAFF
    token = tokens.issue(TokenClaims(actor.id, actor.profile_id, actor.session_id, actor.county, kind), ring=ring)

    async def key(request: Request) -> None:
        request.headers["idempotency-key"] = str(uuid4())

    async with AsyncClient(
        base_url=f"http://127.0.0.1:{PORT}",
        headers={"Authorization": f"Bearer {token}"},
        event_hooks={"request": [key]},
        timeout=20,
        trust_env=False,
    ) as client:
        yield client


async def until_ready() -> None:
    end = time.monotonic() + PATIENCE
    async with AsyncClient(trust_env=False) as client:
        while True:
            try:
                if (await client.get(f"http://127.0.0.1:{PORT}/readyz")).status_code == 200:
                    return
            except OSError as refused:
                last: Exception | None = refused
            except Exception as refused:  # noqa: BLE001  httpx wraps a refused connection in its own kinds
                last = refused
            assert time.monotonic() < end, last
            await asyncio.sleep(0.2)


@pytest.mark.committed
async def test_the_same_story_through_processes_of_their_own_with_the_worker_running(
    run_folder: Path, worker_id: str
) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"live_{worker_id}_{os.getpid()}")
    ring_file = run_folder / f"ring-{worker_id}-{os.getpid()}.json"
    ring = TokenRing.fresh()
    ring.write(ring_file)
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    try:
        async with engine.connect() as connection:
            people = await legal_aid.gather(World(connection))
        with running(database, ring_file):
            await until_ready()
            request = await legal_aid.play(people, lambda actor: client_of(actor, ring))
            await _all_notices_settled(database)
        await _whole(database, request)
    finally:
        await engine.dispose()
        server.drop_database(database)


async def _all_notices_settled(database: server.TestDatabase) -> None:
    """The worker delivers every notice, those that wait fifteen seconds too."""
    engine = create_async_engine(database.url("owner"))
    end = time.monotonic() + PATIENCE
    async with engine.connect() as connection:
        while True:
            query = text("SELECT count(*) FILTER (WHERE state NOT IN ('queued', 'sending')), count(*) FROM notice")
            sent, all_of_them = (await connection.execute(query)).one()
            await connection.rollback()
            if sent == all_of_them:
                break
            assert time.monotonic() < end, f"{sent} of {all_of_them} notices"
            await asyncio.sleep(0.5)
    await engine.dispose()
    assert all_of_them > 15


async def _whole(database: server.TestDatabase, request: str) -> None:
    """What is left behind is whole: the audit chain verifies, the story is closed."""
    engine = create_async_engine(database.url("owner"))
    async with AsyncSession(engine) as session:
        assert await audit.verify(session, county=COUNTY) == []
        state = text("SELECT state FROM help_request WHERE id = :id")
        assert (await session.execute(state, {"id": request})).scalar_one() == "closed"
        await session.execute(text("UPDATE audit_event SET action = 'x' WHERE position = 3"))
        assert len(await audit.verify(session, county=COUNTY)) == 1, "ADM-07: a changed row is found"
        await session.rollback()
    await engine.dispose()


@pytest.mark.committed
async def test_OFF_02_fifty_parallel_repeats_make_one_request(run_folder: Path, worker_id: str) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"many_{worker_id}_{os.getpid()}")
    ring_file = run_folder / f"ring-many-{worker_id}-{os.getpid()}.json"
    ring = TokenRing.fresh()
    ring.write(ring_file)
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    body = {"services": ["job.train"], "share": True}
    try:
        async with engine.connect() as connection:
            her = await World(connection).woman()
        with running(database, ring_file):
            await until_ready()
            async with client_of(her, ring) as she:
                she.event_hooks = {"request": []}
                sent = (
                    she.post("/v1/my/requests", json=body, headers={"Idempotency-Key": "once-only-1"})
                    for _ in range(50)
                )
                answers = await asyncio.gather(*sent)
                last = await she.post("/v1/my/requests", json=body, headers={"Idempotency-Key": "once-only-1"})
                listed = (await she.get("/v1/my/requests")).json()["items"]
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert {answer.content for answer in answers if answer.status_code == 201} == {last.content}
        assert len(listed) == 1
    finally:
        await engine.dispose()
        server.drop_database(database)
