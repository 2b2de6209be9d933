"""The demo county can be invented: every kind of service lives every kind of life."""

from random import Random

import pytest
from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from app.vocabulary import Level
from sandbox.demo import care, desks, ledger, ledger_lives, lives, people, voices
from tests.visits import Visits
from tests.world import COUNTY, World

ALL_LIVES = len(lives.LIVES)


@pytest.mark.parametrize("level", list(Level))
async def test_every_level_lives_every_life(world: World, level: Level) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await people.register(stage, cast, 3)
    services = [(one.code, one.level) for one in folder.services if "woman" in one.intake and one.level is level]
    for number in range(ALL_LIVES):
        await lives.live(cast, random, services, 3 * number)
    async with world.as_owner() as session:
        states = set((await session.execute(text("SELECT DISTINCT state FROM help_request"))).scalars())
    assert {"submitted", "accepted", "working", "waiting", "resolved", "closed", "reopened", "withdrawn"} <= states


async def test_the_demo_has_questions_without_a_name_calls_and_a_request_at_12345(world: World, visit: Visits) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await people.register(stage, cast, 3)
    codes = await voices.speak(cast, random)
    async with visit() as nobody:
        seen = [(await nobody.get(f"/v1/questions/{code}")).json()["state"] for code in codes]
    async with world.as_owner() as session:
        channels = (await session.execute(text("SELECT channel, count(*) FROM help_request GROUP BY 1"))).all()
        handed = (await session.execute(text("SELECT body_code FROM outside_handover"))).scalars().all()
    assert seen == ["answered", "answered", "answered", "open"]
    assert {tuple(row) for row in channels} == {("phone", 3), ("app", 1)}
    assert handed == ["hotline_12345"]


async def test_the_demos_desks_keep_texts_and_wrote_for_everybody(world: World) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
    await desks.prepare(cast)
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT min(score), count(*) FROM saved_reply"))).one()
        public = (await session.execute(text("SELECT state, count(*) FROM public_answer GROUP BY state"))).all()
    assert kept[0] >= 80, "what a demo shows is plain"
    assert kept[1] > 30
    assert [tuple(row) for row in public] == [("waiting", 2)]


async def test_the_demo_has_counsellors_times_to_take_a_plan_and_a_night_that_was_heard(world: World) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await care.furnish(stage, cast)
        await people.register(stage, cast, 3)
    await care.listen(cast)
    counted = text("""
        SELECT (SELECT count(*) FROM counselling_slot WHERE state = 'open') AS free,
          (SELECT count(*) FROM counselling_booking WHERE state = 'held') AS held,
          (SELECT count(*) FROM counselling_plan) AS plans,
          (SELECT count(*) FROM counselling_crisis WHERE NOT nobody_on_duty) AS nights,
          (SELECT count(*) FROM counselling_attempt) AS calls
    """)
    async with world.as_owner() as session:
        assert tuple((await session.execute(counted)).one()) == (14, 1, 1, 1, 1)


async def test_LED_05_07_09_the_demo_ledger_has_every_kind_of_entry(world: World) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        await people.hire(people.Stage(session, vault, folder, clock.now(), random, "x"), cast)
    village = next(one for one in cast.staff[ledger_lives._office(cast)] if one.villages).villages[0]
    cast.women = [await world.woman(village=village) for _ in range(24)]
    await ledger.register_all(cast, random)
    await ledger_lives.live(cast)
    assert await ledger_lives.fall_due(COUNTY) > 0
    async with world.as_owner() as session:
        states = set((await session.execute(text("SELECT DISTINCT state FROM ledger_entry"))).scalars())
        counts = "SELECT (SELECT count(*) FROM proxy_consent), (SELECT count(*) FROM duplicate_pair)"
        entered, pairs = (await session.execute(text(counts))).one()
    assert {"candidate", "village_checked", "active", "suspended", "removed"} <= states
    assert (entered, pairs >= 1) == (3, True)
