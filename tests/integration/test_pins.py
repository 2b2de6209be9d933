"""Several people on one telephone: what a PIN hides is absent, a wrong one tells nothing, and others see no trace."""

from datetime import timedelta

from httpx import AsyncClient

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import World

PIN = {"pin": "2468"}


async def with_pin(she: AsyncClient) -> None:
    answer = await she.put("/v1/my/pin", json={"new": "2468"})
    assert answer.status_code == 200, answer.text
    await she.post("/v1/my/pin/lock")


async def told(world: World, visit: Visits) -> tuple[Actor, dict[str, dict[str, object]]]:
    """A woman with an ordinary, a sensitive and a closed request, all answered once."""
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    workers = {"law.dv": first, "law.aid": await world.staff(Role.DEPARTMENT_HANDLER, "justice")}
    workers["job.match"] = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her = await world.woman()
    asked = {}
    async with visit(her) as she:
        for service, worker in workers.items():
            asked[service] = await ask_for(she, service, telling="说过的话")
            async with visit(worker) as client:
                await must(client, str(asked[service]["id"]), "accept")
    return her, asked


async def test_SAF_03_what_a_pin_hides_is_absent_everywhere_until_it_is_given(world: World, visit: Visits) -> None:
    her, asked = await told(world, visit)
    async with visit(her) as she:
        await with_pin(she)
        everywhere = ["/v1/my/requests", "/v1/my/notices", "/v1/my/consents", "/v1/my/evidence"]
        seen = [(await she.get(path)).text for path in everywhere]
        hidden = [await she.get(f"/v1/my/requests/{asked[code]['id']}") for code in ("law.aid", "law.dv")]
        stop = await she.post(f"/v1/my/requests/{asked['law.dv']['id']}/withdraw", json={"kind": "stop"})
        rules = await she.get("/v1/my/safe-contact")
        state = (await she.get("/v1/my/pin")).json()
        opened = await she.post("/v1/my/pin/unlock", json=PIN)
        after = (await she.get("/v1/my/requests")).json()["items"]
        log = (await she.get("/v1/my/access-log")).json()["items"]
    for code in ("law.aid", "law.dv"):
        for text in seen:
            assert str(asked[code]["id"]) not in text, code
            assert str(asked[code]["number"]) not in text, code
    assert str(asked["job.match"]["id"]) in seen[0] + seen[1]
    assert [one.status_code for one in (*hidden, stop)] == [404, 404, 404]
    assert (rules.status_code, rules.json()["code"]) == (403, "pin_needed")
    assert (state, opened.status_code, len(after)) == ({"has_pin": True, "locked": True}, 200, 3)
    assert log != []


async def test_SAF_03_five_wrong_tries_rest_it_for_ten_minutes_and_say_nothing_more(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        await with_pin(she)
        tries = [await she.post("/v1/my/pin/unlock", json={"pin": "1111"}) for _ in range(5)]
        resting = await she.post("/v1/my/pin/unlock", json=PIN)
        with clock.turned(timedelta(minutes=11)):
            rested = await she.post("/v1/my/pin/unlock", json=PIN)
            shut = await she.post("/v1/my/pin/lock")
            gone = await she.put("/v1/my/pin", json={"new": None, "current": "1111"})
            removed = await she.put("/v1/my/pin", json={"new": None, "current": "2468"})
        free = (await she.get("/v1/my/pin")).json()
    texts = {(one.status_code, one.json()["title"]) for one in (*tries, resting)}
    assert texts == {(403, "不对，请再试。错五次要等十分钟。")}
    assert (rested.status_code, shut.status_code, gone.status_code, removed.status_code) == (200, 204, 403, 200)
    assert free == {"has_pin": False, "locked": False}


async def test_SAF_03_it_locks_itself_after_ten_minutes(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        await with_pin(she)
        await she.post("/v1/my/pin/unlock", json=PIN)
        with clock.turned(timedelta(minutes=9)):
            open_still = (await she.get("/v1/my/pin")).json()["locked"]
        with clock.turned(timedelta(minutes=11)):
            locked = (await she.get("/v1/my/pin")).json()["locked"]
    assert (open_still, locked) == (False, True)


async def test_SAF_03_several_people_share_one_wechat_and_see_nothing_of_each_other(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    async with visit(her) as she:
        asked = await ask_for(she, "law.aid")
        await with_pin(she)
        added = (await she.post("/v1/my/profiles", json={"picture": "bird"})).json()
        moved = await she.post(f"/v1/my/profiles/{added['id']}/switch", json={})
        stale = await she.get("/v1/my/requests")
        headers = {"Authorization": f"Bearer {moved.json()['access_token']}"}
        listed = (await she.get("/v1/my/requests", headers=headers)).json()["items"]
        looked = await she.get(f"/v1/my/requests/{asked['id']}", headers=headers)
        people = (await she.get("/v1/my/profiles", headers=headers)).json()["items"]
        bare = await she.post(f"/v1/my/profiles/{her.profile_id}/switch", json={}, headers=headers)
        wrong = await she.post(f"/v1/my/profiles/{her.profile_id}/switch", json={"pin": "1357"}, headers=headers)
        back = await she.post(f"/v1/my/profiles/{her.profile_id}/switch", json=PIN, headers=headers)
        again = (await she.get("/v1/my/requests")).json()["items"]
    async with visit(await world.woman()) as stranger:
        foreign = await stranger.post(f"/v1/my/profiles/{her.profile_id}/switch", json=PIN)
    assert (moved.status_code, stale.status_code, listed, looked.status_code) == (200, 401, [], 404)
    assert [(one["picture"], one["active"], one["has_pin"]) for one in people] == [
        ("flower", False, True),
        ("bird", True, False),
    ]
    assert "name" not in people[0]
    assert (bare.status_code, wrong.status_code, back.status_code, foreign.status_code) == (403, 403, 200, 404)
    assert [one["id"] for one in again] == [asked["id"]], "whoever gave the PIN sees what it hides"


async def test_a_picture_pin_is_as_good_as_digits(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        kept = await she.put("/v1/my/pin", json={"new": "cat-tree-moon"})
        await she.post("/v1/my/pin/lock")
        opened = await she.post("/v1/my/pin/unlock", json={"pin": "cat-tree-moon"})
        short = await she.put("/v1/my/pin", json={"new": "12"})
    assert (kept.status_code, opened.status_code, short.status_code) == (200, 200, 422)
