"""Two entries of one woman: a pair is raised, two people merge it, and it can be put back for thirty days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.domain.ledger import duplicates
from app.vocabulary import Role
from tests.ledger import desks, register
from tests.visits import Visits
from tests.world import COUNTY, VILLAGE, World

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=clock.COUNTY_ZONE)
NUMBER = "500230198507120006"
OTHER_VILLAGE = "500230102201"


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    """Hold the clock."""
    with clock.stopped(TUESDAY):
        yield


async def pairs(client: AsyncClient) -> list[dict[str, Any]]:
    return list((await client.get("/v1/desk/duplicates")).json()["items"])


async def two(world: World, visit: Visits, *, village: str = VILLAGE, number: str | None = None) -> tuple[str, str]:
    """Two entries taken all the way in, of the same name and birth, the second in a village of one's choice."""
    made = []
    for place in (VILLAGE, village):
        here = await desks(world, visit, village=place)
        async with visit(await world.woman(village=place)) as she:
            made.append(await register(she, village=place, needs=["law.ask"] if made else []))
        await here.enter(made[-1], id_number=number)
    return made[0], made[1]


async def test_LED_09_the_same_name_birth_and_village_raises_a_pair_for_those_who_may_see_both(
    world: World, visit: Visits
) -> None:
    here, county = await desks(world, visit), await world.staff(Role.COUNTY_DESK, "county_desk")
    neighbour = await world.staff(Role.VILLAGE_CADRE, "town-500230101", divisions=("500230101202",))
    first, second = await two(world, visit)
    for actor in (here.cadre, here.town, county):
        async with visit(actor) as client:
            (pair,) = await pairs(client)
            assert (pair["kind"], pair["state"]) == ("name_birth_village", "open")
            assert {pair["first"]["id"], pair["second"]["id"]} == {first, second}
            assert pair["first"]["name"] == "张**"
    async with visit(neighbour) as client:
        assert await pairs(client) == []


async def test_LED_09_the_same_id_number_in_two_townships_is_the_county_desks_to_see(
    world: World, visit: Visits
) -> None:
    here, county = await desks(world, visit), await world.staff(Role.COUNTY_DESK, "county_desk")
    there = await desks(world, visit, village=OTHER_VILLAGE)
    await two(world, visit, village=OTHER_VILLAGE, number=NUMBER)
    for actor in (here.cadre, here.town, there.cadre, there.town):
        async with visit(actor) as client:
            assert await pairs(client) == [], "a pair would tell one place of a woman in another"
    async with visit(county) as client:
        assert [one["kind"] for one in await pairs(client)] == ["id_number"]


async def test_LED_09_a_merge_takes_two_people_and_can_be_put_back_for_thirty_days(world: World, visit: Visits) -> None:
    one, other = await world.staff(Role.COUNTY_DESK, "county_desk"), await world.staff(Role.COUNTY_DESK, "county_desk")
    admin = await world.staff(Role.ADMIN, "county_desk")
    here = await desks(world, visit)
    first, second = await two(world, visit)
    async with visit(one) as client, visit(other) as colleague, visit(here.town) as town, visit(admin) as chief:
        (pair,) = await pairs(client)
        way = f"/v1/desk/duplicates/{pair['id']}"
        before = [(await client.get(f"/v1/desk/registrations/{entry}")).json() for entry in (first, second)]
        refused = await town.post(f"{way}/propose", json={"kept": first})
        stranger = await client.post(f"{way}/propose", json={"kept": pair["id"]})
        proposed = await client.post(f"{way}/propose", json={"kept": first})
        waiting = (await chief.get("/v1/admin/proposals")).json()["items"]
        alone = await client.post(f"{way}/decide", json={"agree": True})
        merged = await colleague.post(f"{way}/decide", json={"agree": True})
        gone = (await client.get(f"/v1/desk/registrations/{second}")).json()
        kept = (await client.get(f"/v1/desk/registrations/{first}")).json()
        twice = await colleague.post(f"{way}/decide", json={"agree": True})
        undone = await client.post(f"{way}/undo")
        after = [(await client.get(f"/v1/desk/registrations/{entry}")).json() for entry in (first, second)]
    assert [one.status_code for one in (refused, stranger, proposed, alone, merged, twice)] == [
        403,
        404,
        200,
        403,
        200,
        409,
    ]
    assert waiting == [], "a merge is not the administrators' to decide"
    assert (gone["state"], gone["left_because"], kept["state"]) == ("removed", "duplicate", "active")
    assert kept["history"][-1]["step"] == "merge"
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    same = ("state", "left_because", "left_on", "needs", "name", "phone", "away_since", "eligibility")
    assert [{key: one[key] for key in same} for one in after] == [{key: one[key] for key in same} for one in before]
    async with world.as_owner() as session:
        acts = text("SELECT action FROM audit_event WHERE subject_table = 'duplicate_pair' ORDER BY position")
        done = (await session.execute(acts)).scalars().all()
    assert done == ["duplicate:raise", "duplicate:propose", "duplicate:decide", "duplicate:undo"]


async def test_LED_09_after_thirty_days_nothing_is_put_back_and_the_pictures_are_forgotten(
    world: World, visit: Visits
) -> None:
    one, other = await world.staff(Role.COUNTY_DESK, "county_desk"), await world.staff(Role.COUNTY_DESK, "county_desk")
    first, _ = await two(world, visit)
    async with visit(one) as client, visit(other) as colleague:
        (pair,) = await pairs(client)
        way = f"/v1/desk/duplicates/{pair['id']}"
        await client.post(f"{way}/propose", json={"kept": first})
        await colleague.post(f"{way}/decide", json={"agree": True})
        with clock.stopped(TUESDAY + timedelta(days=31)):
            late = await client.post(f"{way}/undo")
            async with world.as_worker() as session:
                await duplicates.forget(session, county=COUNTY)
    assert late.status_code == 409
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT before_sealed FROM duplicate_pair"))).scalar_one() is None


async def test_LED_09_two_people_of_one_name_are_told_apart_once_and_not_raised_again(
    world: World, visit: Visits
) -> None:
    county, here = await world.staff(Role.COUNTY_DESK, "county_desk"), await desks(world, visit)
    await two(world, visit)
    async with visit(county) as client, visit(here.cadre) as cadre:
        (pair,) = await pairs(client)
        way = f"/v1/desk/duplicates/{pair['id']}"
        assert (await cadre.post(f"{way}/dismiss")).status_code == 403
        told = await client.post(f"{way}/dismiss")
        assert (told.status_code, told.json()["state"]) == (200, "not_same")
        assert (await client.post(f"{way}/propose", json={"kept": pair["first"]["id"]})).status_code == 409
