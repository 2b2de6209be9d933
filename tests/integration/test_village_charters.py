"""村规民约: the care clause is recorded yes or no with its date, and every earlier record stays."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock, db
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import villages
from tests.villages import OTHER_VILLAGE
from tests.visits import Visits
from tests.world import TOWNSHIP, VILLAGE, World

PATH = "/v1/desk/village-charters"


async def record(client: AsyncClient, *, village: str = VILLAGE, **said: Any) -> Response:
    return await client.post(PATH, json={"village": village, **said})


async def without(client: AsyncClient) -> dict[str, dict[str, Any]]:
    found, after = {}, ""
    while after is not None:
        page = (await client.get(f"{PATH}/without-clause?after={after}&limit=100")).json()
        found |= {one["village"]: one for one in page["items"]}
        after = page["next_after"]
    return found


async def test_B3_village_charter_records_the_care_clause_yes_or_no_with_its_date_and_keeps_the_history(
    world: World, visit: Visits
) -> None:
    cadre, town = await villages.cadre(world), await villages.town(world)
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk:
        before = await without(desk)
        async with visit(cadre) as client:
            no = await record(client, care_clause=False, adopted_on="2022-06-01")
        said_no = await without(desk)
        async with visit(town) as client:
            yes = await record(client, care_clause=True, adopted_on="2026-09-15")
        after = await without(desk)
        history = (await desk.get(f"{PATH}/{VILLAGE}")).json()
    assert (before[VILLAGE]["is_recorded"], said_no[VILLAGE]["is_recorded"]) == (False, True)
    assert said_no[VILLAGE]["adopted_on"] == "2022-06-01"
    assert (no.status_code, yes.status_code) == (201, 201)
    assert set(before) - set(after) == {VILLAGE}
    rows = [(one["care_clause"], one["adopted_on"], one["recorded_by"], one["office"]) for one in history["items"]]
    assert rows == [
        (True, "2026-09-15", str(town.id), f"town-{TOWNSHIP}"),
        (False, "2022-06-01", str(cadre.id), f"town-{TOWNSHIP}"),
    ]


async def test_B3_village_charter_row_is_never_changed_or_deleted(world: World, visit: Visits) -> None:
    cadre = await villages.cadre(world)
    async with visit(cadre) as client:
        await record(client, care_clause=True, adopted_on="2026-09-15")
    for actor in (cadre, await villages.town(world), await world.staff(Role.COUNTY_DESK, "county_desk")):
        for change in ("UPDATE village_charter SET care_clause = false", "DELETE FROM village_charter"):
            with pytest.raises(DBAPIError, match="permission denied"):
                await attempt(actor, change)


async def attempt(actor: Actor, change: str) -> None:
    async with db.transaction(context_of(actor)) as session:
        await session.execute(text(change))


async def test_B3_village_charter_of_another_place_does_not_exist(world: World, visit: Visits) -> None:
    async with visit(await villages.cadre(world)) as client:
        foreign = [
            await record(client, village=OTHER_VILLAGE, care_clause=True, adopted_on="2026-09-15"),
            await client.get(f"{PATH}/{OTHER_VILLAGE}"),
            await client.get(f"{PATH}/500230999999"),
        ]
        own = set(await without(client))
    async with visit(await villages.town(world)) as client:
        foreign.append(await client.get(f"{PATH}/{OTHER_VILLAGE}"))
        towns = set(await without(client))
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as client:
        desk_records = await record(client, care_clause=True, adopted_on="2026-09-15")
    async with visit(await world.woman()) as she:
        hers = await she.get(f"{PATH}/{VILLAGE}")
    assert {answer.status_code for answer in foreign} == {404}
    assert own == {VILLAGE}
    assert VILLAGE in towns
    assert {village[:9] for village in towns} == {TOWNSHIP}
    assert (desk_records.status_code, hers.status_code) == (403, 403)


async def test_B3_village_charter_says_what_is_wrong_with_bad_input(world: World, visit: Visits) -> None:
    tomorrow = str(clock.today() + timedelta(days=1))
    async with visit(await villages.cadre(world)) as client:
        for said in (
            {"care_clause": True},
            {"care_clause": True, "adopted_on": tomorrow},
            {"care_clause": True, "adopted_on": "2026-02-30"},
            {"care_clause": False, "text": "第九条"},
        ):
            assert (await record(client, **said)).status_code == 422, said
        assert (await record(client, care_clause=False)).status_code == 201
