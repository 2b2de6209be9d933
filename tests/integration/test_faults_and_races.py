"""All or nothing between two statements; one winner of forty; no call in another's context (R5, R15, R24, R25)."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs

from app import clock, db
from app.db import Context
from app.models.base import new_id
from app.vocabulary import Audience, Role
from tests import server
from tests.desk import ask_for
from tests.integration.test_restore import serving
from tests.integration.test_sign_in import PASSWORD, with_password
from tests.server import TestDatabase
from tests.statements import broken_at
from tests.visits import Visits
from tests.world import COUNTY, World

LEFT = """
    SELECT (SELECT count(*) FROM help_request), (SELECT COALESCE(max(state), '') FROM help_request),
           (SELECT count(*) FROM request_event), (SELECT count(*) FROM request_task),
           (SELECT count(*) FROM request_message), (SELECT count(*) FROM notice), (SELECT count(*) FROM kept_answer),
           (SELECT count(*) FROM audit_event), (SELECT count(*) FROM jobs.procrastinate_jobs)
"""
MOST_STATEMENTS = 80
Act = Callable[[AsyncClient, AsyncClient, str], Awaitable[Any]]


@pytest.fixture
def lived(run_folder: Path, worker_id: str) -> Iterator[TestDatabase]:
    """A database of its own, with committed rows."""
    made = server.copy_template(server.superuser_url(run_folder), run_folder, f"raced_{worker_id}_{os.getpid()}")
    yield made
    server.drop_database(made)


async def submit(she: AsyncClient, _desk: AsyncClient, _request: str) -> Any:
    return await she.post("/v1/my/requests", json={"services": ["job.match"], "share": True, "telling": "想找活做"})


async def accept(_she: AsyncClient, desk: AsyncClient, request: str) -> Any:
    return await desk.post(f"/v1/desk/requests/{request}/accept", headers={"If-Match": '"1"'})


async def write(she: AsyncClient, _desk: AsyncClient, request: str) -> Any:
    return await she.post(f"/v1/my/requests/{request}/messages", json={"body": "还有一句"})


@pytest.mark.parametrize("act", [submit, accept, write])
async def test_R25_a_fault_between_any_two_statements_leaves_state_event_audit_notice_and_job_as_they_were(
    world: World, visit: Visits, engine: AsyncEngine, connection: AsyncConnection, act: Act
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")

    async def left() -> Any:
        async with world.as_owner() as session:
            return tuple((await session.execute(text(LEFT))).one())

    async with visit(await world.woman()) as she, visit(handler) as desk:
        request = (await ask_for(she, "job.match"))["id"]
        before, struck = await left(), 0
        for nth in range(1, MOST_STATEMENTS):
            with broken_at(engine, nth) as asked, capture_logs():
                answer = await act(she, desk, request)
            if len(asked) < nth:
                break
            struck += 1
            assert answer.status_code == 500, f"{nth}: {asked[-1]}"
            assert await left() == before, f"{nth}: {asked[-1]}"
    assert answer.status_code < 300, answer.text
    assert struck >= 10, "an act is many statements, and each was struck"
    after = await left()
    assert all(now > then for now, then in zip(after[2::], before[2::], strict=True) if now != then)
    assert after[2] > before[2]
    assert after[7] > before[7]
    assert after[8] > before[8]
    assert connection is not None


@pytest.mark.committed
async def test_R24_of_forty_who_take_one_step_at_once_one_takes_it(lived: TestDatabase, web: FastAPI) -> None:
    visit = Visits(web, None)
    async with serving(lived) as world:
        handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
        async with visit(await world.woman()) as she:
            request = (await ask_for(she, "job.match"))["id"]
        async with visit(handler) as desk:
            answers = await asyncio.gather(*(accept(desk, desk, request) for _ in range(40)))
        async with world.as_owner() as session:
            steps = text("SELECT step FROM request_event WHERE request_id = :id ORDER BY seq")
            taken = (await session.execute(steps, {"id": request})).scalars().all()
    statuses = [one.status_code for one in answers]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 409, 412, 503}, "late ones are told so, or to come again"
    assert taken.count("accept") == 1


@pytest.mark.committed
async def test_R15_nine_refreshes_at_once_have_one_successor_and_the_old_one_then_ends_the_family(
    lived: TestDatabase, web: FastAPI
) -> None:
    visit = Visits(web, None)
    async with serving(lived) as world, visit() as client:
        worker = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
        login = await with_password(world, worker)
        signed = await client.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})
        first = {"refresh_token": signed.json()["refresh_token"]}
        answers = await asyncio.gather(*(client.post("/v1/sign-in/refresh", json=first) for _ in range(9)))
        successors = {one.json()["refresh_token"] for one in answers if one.status_code == 200}
        assert {one.status_code for one in answers} <= {200, 503}
        assert len(successors) == 1, "one is made, the others get the same again"
        second = {"refresh_token": successors.pop()}
        assert (await client.post("/v1/sign-in/refresh", json=second)).status_code == 200
        assert (await client.post("/v1/sign-in/refresh", json=first)).status_code == 401
        assert (await client.post("/v1/sign-in/refresh", json=second)).status_code == 401


WRITE = """
    INSERT INTO notice (county, id, created_at, reader, kind, facts, dedupe_key, state, visible_from)
    VALUES (:county, :id, :now, :reader, 'task_new', '{}', :key, 'sent', :now)
"""
LEFT_OVER = "SELECT current_user, current_setting('app.readers', true), current_setting('app.county', true)"
SCOPES = 12


class Pool:
    """Four connections, and readers in twelve scopes who share them; what one sees that is not theirs is noted."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine, self.wrong = engine, list[str]()

    async def look(self, scope: int, *, fail: bool) -> None:
        """See one's own notices and nobody else's; some look and fail, which rolls back."""
        async with db.transaction(Context(Audience.DEPT, COUNTY, readers=(f"office-{scope}",))) as session:
            seen = (await session.execute(text("SELECT count(*) FROM notice"))).scalar_one()
            if seen != scope + 1:
                self.wrong.append(f"{scope} saw {seen}")
            if fail:
                raise LookupError

    async def look_bare(self) -> None:
        """Take a connection as it comes back: nothing of the last transaction may be on it."""
        async with self.engine.connect() as bare:
            who, readers, county = (await bare.execute(text(LEFT_OVER))).one()
        if (who, readers or "", county or "") != ("api_login", "", ""):
            self.wrong.append(f"left over: {who} {readers} {county}")

    async def live(self, number: int) -> None:
        """Thirty transactions in scopes of chance."""
        dice = random.Random(number)  # noqa: S311  a test's own order
        for turn in range(30):
            if turn % 3:
                await self.look(dice.randrange(SCOPES), fail=False)
            else:
                with pytest.raises(LookupError):
                    await self.look(dice.randrange(SCOPES), fail=True)
                await self.look_bare()


@pytest.mark.committed
async def test_R5_seven_hundred_transactions_through_four_connections_see_their_own_rows_and_nobody_elses(
    lived: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(lived) as world, world.as_owner() as session:
        for scope in [one for one in range(SCOPES) for _ in range(one + 1)]:
            values = {"county": COUNTY, "id": new_id(), "now": clock.now(), "key": str(new_id())}
            await session.execute(text(WRITE), values | {"reader": f"office-{scope}"})
    engine = create_async_engine(lived.url("api_login"), pool_size=4, max_overflow=0, pool_timeout=60)
    monkeypatch.setattr(db.database, "maker", sessionmaker(engine, class_=AsyncSession, expire_on_commit=False))
    pool = Pool(engine)
    await asyncio.gather(*(pool.live(number) for number in range(24)))
    await engine.dispose()
    assert pool.wrong == []
