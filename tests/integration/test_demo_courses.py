"""The demo's courses: two hundred over thirty townships, the same for the same seed, in every state."""

from datetime import UTC, datetime
from random import Random

from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from sandbox.demo import courses, people
from tests.visits import Visits
from tests.world import COUNTY, World


async def test_the_demo_offers_two_hundred_courses_over_thirty_townships_in_every_state(
    world: World, visit: Visits
) -> None:
    counts = [await invented(world) for _ in range(2)]
    assert counts[0] == counts[1], "the same seed invents the same courses"
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT state, count(*) FROM course GROUP BY 1"))).all()
        towns = (await session.execute(text("SELECT count(DISTINCT township_code) FROM course"))).scalar_one()
        kinds = set((await session.execute(text("SELECT DISTINCT kind FROM course"))).scalars())
        waiting = (await session.execute(text("SELECT count(*) FROM course WHERE waiting > 0"))).scalar_one()
        certificates = (await session.execute(text("SELECT count(*) FROM certificate"))).scalar_one()
        asked = (await session.execute(text("SELECT count(*) FROM outcome_ask"))).scalar_one()
        query = text("SELECT count(DISTINCT township_code) FROM course WHERE state = 'published'")
        open_towns = (await session.execute(query)).scalar_one()
    states = {row[0]: row[1] for row in rows}
    assert sum(states.values()) == 200
    assert set(states) == {"draft", "published", "running", "finished", "cancelled"}
    assert (towns, open_towns, kinds) == (30, 30, {"course", "activity"}), (
        "wherever she lives, there is something to join"
    )
    assert waiting > 10
    assert certificates > 20
    assert asked > 20
    async with visit() as anybody:
        found = (await anybody.get("/v1/courses", params={"q": "月嫂"})).json()["items"]
    assert found


async def invented(world: World) -> list[tuple[object, ...]]:
    """Invent the offers anew; give what each is called, where and when."""
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    with clock.stopped(datetime(2026, 11, 25, 2, tzinfo=UTC)):
        async with world.as_owner() as session:
            for table in ("provider", "office WHERE kind = 'provider'", "staff", "account"):
                await session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own table names
            folder = (await catalogue.current(session, COUNTY)).folder
            stage = people.Stage(session, vault, folder, clock.now(), random, "x")
            await people.register(stage, cast, 12)
            own = Random(8)  # noqa: S311  as above
            providers = await courses.open_providers(stage, cast, own)
            await courses.Fair(stage, cast, providers, own).fill(courses.COUNT)
        await courses.let_time_pass(COUNTY)
        async with world.as_owner() as session:
            query = text("""
                SELECT content ->> 'title', township_code, starts_at, seats, taken, waiting
                FROM course ORDER BY 3, 2, 1, 4
            """)
            return [tuple(row) for row in await session.execute(query)]
