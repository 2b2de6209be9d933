"""No telephone at all: written down by who is there, called in her hours, a paper that says nothing (OFF-13)."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain import receipt_numbers
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.statements import recorded
from tests.visits import Visits
from tests.world import TOWNSHIP, VILLAGE, World

TOWN = f"town-{TOWNSHIP}"
CALL: dict[str, Any] = {"service": "charity", "place": VILLAGE, "share": True}


async def town_worker(world: World) -> Any:
    return await world.staff(Role.TOWNSHIP_WORKER, TOWN, divisions=(TOWNSHIP,))


async def test_OFF_13_who_comes_to_the_house_is_written_down_with_the_same_clocks_and_the_hours_she_can_be_called(
    world: World, visit: Visits
) -> None:
    said = CALL | {"caller_name": "陈大姐", "phone": "19900003456", "call_back": {"from_hour": 18, "to_hour": 20}}
    async with visit(await town_worker(world)) as client, visit(await world.woman()) as she:
        came = await client.post("/v1/desk/calls", json=said | {"came_by": "visit"})
        assert came.status_code == 201, came.text
        asked = await ask_for(she, "charity")
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])) as handler:
        found = (await handler.post("/v1/desk/requests/search", json={"phone": "19900003456"})).json()["items"]
        shown = (await handler.get(f"/v1/desk/requests/{found[0]['id']}")).json()
        other = (await handler.get(f"/v1/desk/requests/{asked['id']}")).json()
    assert shown["channel"] == "visit"
    assert (shown["contact_rules"]["from_hour"], shown["contact_rules"]["to_hour"]) == (18, 20)
    assert shown["due_words"] == other["due_words"], "the same clocks"


async def test_OFF_13_hours_and_ways_that_cannot_be_are_refused(world: World, visit: Visits) -> None:
    async with visit(await town_worker(world)) as client:
        for wrong in ({"came_by": "app"}, {"came_by": "proxy"}, {"call_back": {"from_hour": 20, "to_hour": 18}}):
            assert (await client.post("/v1/desk/calls", json=CALL | wrong)).status_code == 422, wrong


async def test_OFF_13_the_paper_says_number_and_telephone_and_of_no_matter(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
    async with visit(await world.staff(Role.VILLAGE_CADRE, TOWN, divisions=(VILLAGE,))) as cadre:
        said = {"number": asked["number"], "township": TOWNSHIP, "from_hour": 18, "to_hour": 20}
        answer = await cadre.post("/v1/desk/slips", json=said)
        assert answer.status_code == 200, answer.text
        slip = answer.json()
        assert (await cadre.post("/v1/desk/slips", json={"number": "3186 0427 5"})).status_code == 422
    assert slip["number"] == asked["number"]
    assert slip["read_aloud"].count("，") == 2
    assert "18 点到 20 点" in slip["call_back"]
    for word in ("求助", "家暴", "法律", "心理", "留守", "邮包", asked["service_name"]):
        assert word not in answer.text, word


async def test_SAF_04_a_paper_for_a_closed_number_is_the_paper_for_any_number(
    world: World, visit: Visits, engine: AsyncEngine
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        closed = await ask_for(she, "law.dv")
    (drawn,) = receipt_numbers.draw(1)
    async with visit(await world.staff(Role.SOCIAL_WORKER, "justice")) as other:
        told = []
        for number in (receipt_numbers.shown(drawn), closed["number"], receipt_numbers.shown(drawn)):
            with recorded(engine) as statements:
                answer = (await other.post("/v1/desk/slips", json={"number": number})).json()
            told.append(({**answer, "number": "", "read_aloud": ""}, statements))
    assert told[1] == told[2]
