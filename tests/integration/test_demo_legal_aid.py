"""The demo county has legal aid on its way."""

from random import Random

from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from sandbox.demo import legal_aid, people
from tests.world import COUNTY, World


async def test_the_demo_has_a_roster_applications_on_their_way_and_an_order_that_ends_soon(world: World) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await people.register(stage, cast, 6)
    made = await legal_aid.stage(cast, random)
    async with world.as_owner() as session:
        query = text(
            "SELECT a.id, a.state, r.state, r.level FROM aid_application a JOIN help_request r ON r.id = a.request_id"
        )
        found = {row[0]: tuple(row[1:]) for row in await session.execute(query)}
        alarms = (
            await session.execute(text("SELECT count(*) FROM instrument_alarm WHERE fired_at IS NULL"))
        ).scalar_one()
    assert [found[one] for one in made] == [
        ("applied", "submitted", "sensitive"),
        ("applied", "waiting", "sensitive"),
        ("assigned", "accepted", "sensitive"),
        ("applied", "accepted", "closed"),
    ]
    assert alarms > 0
