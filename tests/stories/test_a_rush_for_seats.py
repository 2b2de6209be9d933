"""A hundred women for ten seats at the same moment, with processes of their own and rows that are really committed."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app import db
from app.http.tokens import TokenRing
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import server
from tests.offerings import course, decide, provider
from tests.stories.test_legal_aid_at_night import client_of, running, until_ready
from tests.world import World


@pytest.mark.committed
async def test_CRS_03_a_hundred_at_once_for_ten_seats_give_ten_and_an_ordered_line(
    run_folder: Path, worker_id: str
) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"rush_{worker_id}_{os.getpid()}")
    ring_file = run_folder / f"ring-rush-{worker_id}-{os.getpid()}.json"
    ring = TokenRing.fresh()
    ring.write(ring_file)
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    starts = datetime.now(UTC) + timedelta(days=10)
    try:
        async with engine.connect() as connection:
            world = World(connection)
            teacher, _ = await provider(world)
            reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
            women = [await world.woman() for _ in range(100)]
        with running(database, ring_file):
            await until_ready()
            made = await _posted(ring, teacher, reviewer, course(starts, seats=10))
            answers = await asyncio.gather(*(_rush(ring, her, made) for her in women))
        await _ordered(database, made)
    finally:
        await engine.dispose()
        server.drop_database(database)
    states = [one["state"] for one in answers]
    assert (states.count("enrolled"), states.count("waiting")) == (10, 90)
    assert max(one["place_in_line"] for one in answers if one["state"] == "waiting") <= 90


async def _posted(ring: TokenRing, teacher: Actor, reviewer: Actor, said: dict[str, Any]) -> str:
    async with client_of(teacher, ring) as client:
        made = await client.post("/v1/provider/courses", json=said)
        assert made.status_code == 201, made.text
        path = f"/v1/provider/courses/{made.json()['id']}/submit"
        assert (await client.post(path, headers={"If-Match": made.headers["etag"]})).status_code == 200
    async with client_of(reviewer, ring) as client:
        (waiting,) = (await client.get("/v1/desk/reviews")).json()["items"]
        for _ in range(100):
            if (await decide(client, waiting)).status_code == 200:
                break
            await asyncio.sleep(0.2)  # the worker's machine looks at the text first
    return str(made.json()["id"])


async def _rush(ring: TokenRing, her: Actor, made: str) -> Any:
    """Try as a telephone does: what is busy is sent again, with a key of its own."""
    async with client_of(her, ring) as she:
        while True:
            answer = await she.post(f"/v1/courses/{made}/enrolment", json={})
            if answer.status_code != 503:
                assert answer.status_code == 201, answer.text
                return answer.json()
            await asyncio.sleep(0.2)


async def _ordered(database: server.TestDatabase, made: str) -> None:
    """Ten hold the first ten numbers, ninety stand in line without a gap, and the course counts the same."""
    engine = create_async_engine(database.url("owner"))
    async with engine.connect() as connection:
        query = text("SELECT state, position FROM enrolment WHERE course_id = :id ORDER BY position")
        rows = (await connection.execute(query, {"id": made})).all()
        counted = (
            await connection.execute(text("SELECT taken, waiting FROM course WHERE id = :id"), {"id": made})
        ).one()
    await engine.dispose()
    assert [row.position for row in rows] == list(range(1, 101))
    assert [row.state for row in rows] == ["enrolled"] * 10 + ["waiting"] * 90
    assert tuple(counted) == (10, 90)
