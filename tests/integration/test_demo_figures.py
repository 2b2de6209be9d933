"""The demo county has figures: a year behind it, reports upward, a word to a score."""

from random import Random

from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from app.domain.figures import months
from app.vocabulary import Role
from sandbox.demo import past, people, upward
from tests.visits import Visits
from tests.world import COUNTY, World


async def test_RPT_02_the_demo_has_a_year_of_figures(world: World, visit: Visits) -> None:

    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        loaded = await catalogue.current(session, COUNTY)
        stage = people.Stage(session, vault, loaded.folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await people.register(stage, cast, 30)
        rows = await session.execute(text("SELECT id, village_code FROM profile"))
        villages = {row.id: row.village_code for row in rows}
        women = [(one, villages[one.profile_id]) for one in cast.women]
        assert await past.remember(past.Past(session, vault, loaded, random, women)) == 12 * past.PER_MONTH
    async with world.as_worker() as session:
        assert await months.count(session, county=COUNTY) == 12
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk:
        table = (await desk.get("/v1/desk/figures/measures")).json()
        series = (await desk.get("/v1/desk/figures/months")).json()["months"]
    shown = [one for one in table["cells"] if one["finished"].isdigit()]
    assert len(shown) > 5, "the chart of offices and townships is not empty"
    assert all(one["figures"]["finished"].isdigit() for one in series[1:]), "and neither is the line of months"
    assert all("%" in one["figures"]["on_time"] for one in series[1:])


async def test_RPT_06_the_demo_has_reports_upward_in_every_state(world: World, visit: Visits) -> None:

    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        await people.hire(people.Stage(session, vault, folder, clock.now(), random, "x"), cast)
    await upward.speak(cast)
    await upward.explain(next(one for one in cast.staff["justice"] if one.role is Role.DEPARTMENT_HEAD))
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk:
        items = (await desk.get("/v1/desk/upward-reports")).json()["items"]
    assert [one["state"] for one in items] == ["answered", "taken_up", "received"]
