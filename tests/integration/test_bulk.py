"""Many at once: up to a hundred parts for one colleague, each answered on its own, closed cases never (QUE-09)."""

from uuid import uuid4

from app.http.described import all_routes
from app.main import create_app
from app.vocabulary import Role
from tests.desk import ask_for, version_of
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import World


async def test_QUE_09_each_of_many_is_given_or_says_why_not_and_the_rest_is_done(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", head, first, second)
    async with visit(await world.woman()) as she:
        given, stale = await ask_for(she, "charity"), await ask_for(she, "charity")
        foreign, closed = await ask_for(she, "job.match"), await ask_for(she, "law.dv")
        last = await ask_for(she, "charity")
    async with visit(head) as chief:
        items = [
            {"id": given["id"], "version": await version_of(chief, given["id"])},
            {"id": closed["id"], "version": await version_of(chief, closed["id"])},
            {"id": stale["id"], "version": 99},
            {"id": foreign["id"], "version": 1},
            {"id": str(uuid4()), "version": 1},
            {"id": last["id"], "version": await version_of(chief, last["id"])},
        ]
        said = {"staff_id": str(first.id), "items": items}
        answer = await chief.post("/v1/desk/bulk-assign", json=said)
        assert answer.status_code == 200, answer.text
        told = answer.json()["items"]
        assert [one["id"] for one in told] == [one["id"] for one in items]
        assert [one["done"] for one in told] == [True, False, False, False, False, True]
        assert [one["code"] for one in told] == [None, "one_by_one", "stale", "not_found", "not_found", None]
        shown = (await chief.get(f"/v1/desk/requests/{given['id']}")).json()
        assert (shown["owner_id"], shown["version"]) == (str(first.id), told[0]["version"])
        assert (await chief.get(f"/v1/desk/requests/{last['id']}")).json()["owner_id"] == str(first.id)
        assert (await chief.get(f"/v1/desk/requests/{stale['id']}")).json()["owner_id"] is None
        again = await chief.post("/v1/desk/bulk-assign", json={"staff_id": str(second.id), "items": [
            {"id": given["id"], "version": told[0]["version"]}]})  # fmt: skip
        assert [one["code"] for one in again.json()["items"]] == ["invalid"], "a change of owner needs its note"
    async with visit(first) as client:
        mine = (await client.get("/v1/desk/requests?queue=mine")).json()["items"]
        assert {given["id"], last["id"]} <= {one["id"] for one in mine}


async def test_SAF_04_a_closed_request_among_many_looks_like_none_to_who_is_not_named(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    outsider = await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")
    async with visit(await world.woman()) as she:
        closed = await ask_for(she, "law.dv")
    async with visit(outsider) as stranger:
        items = [{"id": closed["id"], "version": 1}, {"id": str(uuid4()), "version": 1}]
        told = (await stranger.post("/v1/desk/bulk-assign", json={"staff_id": str(first.id), "items": items})).json()
    hidden, nothing = ({**one, "id": None} for one in told["items"])
    assert hidden == nothing


async def test_QUE_09_more_than_a_hundred_or_twice_the_same_is_refused(world: World, visit: Visits) -> None:
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    one = {"id": str(uuid4()), "version": 1}
    async with visit(head) as chief:
        for items in ([], [one, one], [{"id": str(uuid4()), "version": 1} for _ in range(101)]):
            said = {"staff_id": str(head.id), "items": items}
            assert (await chief.post("/v1/desk/bulk-assign", json=said)).status_code == 422
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as handler:
        said = {"staff_id": str(head.id), "items": [one]}
        assert (await handler.post("/v1/desk/bulk-assign", json=said)).status_code == 403


def test_QUE_09_nothing_but_assigning_is_done_to_many() -> None:
    bulk = {f"{method} {path}" for method, path, _ in all_routes(create_app()) if "bulk" in path or "many" in path}
    assert bulk == {"POST /v1/desk/bulk-assign"}
