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
from tests.proxies import ask, claim, enter
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


async def test_LED_09_what_was_learned_since_a_merge_is_not_undone_with_it(world: World, visit: Visits) -> None:
    """Her husband came back after the merge: putting the two entries back must not send him away again."""
    one, other = await world.staff(Role.COUNTY_DESK, "county_desk"), await world.staff(Role.COUNTY_DESK, "county_desk")
    here, made = await desks(world, visit), []
    women = [await world.woman() for _ in range(2)]
    for woman in women:
        async with visit(woman) as she:
            made.append(await register(she, phone=f"1990000432{len(made)}" if made else None))
        await here.enter(made[-1])
    async with visit(one) as client, visit(other) as colleague, visit(women[0]) as she:
        (pair,) = await pairs(client)
        way = f"/v1/desk/duplicates/{pair['id']}"
        await client.post(f"{way}/propose", json={"kept": made[0]})
        await colleague.post(f"{way}/decide", json={"agree": True})
        merged = (await client.get(f"/v1/desk/registrations/{made[0]}")).json()
        back = await she.post("/v1/my/registration/husband-back", json={"on": "2026-11-20"})
        undone = await client.post(f"{way}/undo")
        kept, gone = [(await client.get(f"/v1/desk/registrations/{entry}")).json() for entry in made]
    assert (back.status_code, undone.status_code) == (200, 200)
    assert merged["phone"] == "199****4321", "the one kept had no number of its own"
    assert (kept["state"], kept["left_because"], kept["eligibility"]) == ("suspended", "husband_returned", "not_yet")
    assert (kept["phone"], gone["phone"]) == (None, "199****4321"), "what the merge lent goes back"
    assert (gone["state"], gone["left_because"]) == ("active", None)


async def test_LED_09_a_code_for_an_entry_that_was_merged_opens_it_only_for_whom_the_other_is(
    world: World, visit: Visits
) -> None:
    one, other = await world.staff(Role.COUNTY_DESK, "county_desk"), await world.staff(Role.COUNTY_DESK, "county_desk")
    here, made = await desks(world, visit), []
    async with visit(here.cadre) as cadre:
        for _ in range(2):
            made.append(await enter(cadre))
            await here.enter(made[-1]["registration"]["id"], name="李桂花", birth_date="1962-03-05")
        await ask(cadre, made[1]["registration"]["id"], "job.train")
    kept, gone = (one["registration"]["id"] for one in made)
    async with visit(one) as client, visit(other) as colleague, visit(await world.woman()) as she:
        (pair,) = await pairs(client)
        await client.post(f"/v1/desk/duplicates/{pair['id']}/propose", json={"kept": kept})
        await colleague.post(f"/v1/desk/duplicates/{pair['id']}/decide", json={"agree": True})
        early = await claim(she, made[1])
        first = await claim(she, made[0])
        then = await claim(she, made[1])
        mine = (await she.get("/v1/my/registration")).json()
        asked = (await she.get("/v1/my/requests")).json()["items"]
        left = (await client.get(f"/v1/desk/registrations/{gone}")).json()
    assert (early.status_code, early.json()["code"]) == (403, "claim_wrong"), "it sounds like any other wrong code"
    assert (first.status_code, then.status_code) == (200, 200)
    assert (mine["id"], mine["state"]) == (kept, "active")
    assert [one["service"] for one in asked] == ["job.train"], "what was asked under the other entry is hers too"
    assert (left["state"], left["left_because"]) == ("removed", "duplicate")


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
