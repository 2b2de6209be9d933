"""Two at one request: who else is in, and what a refused save says of the newer version (QUE-02)."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from app import clock
from app.domain.help_requests import presence
from app.vocabulary import Role
from tests.desk import ask_for, must, version_of
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World


async def here(client: AsyncClient, request_id: str, doing: str = "reading") -> Any:
    answer = await client.post(f"/v1/desk/requests/{request_id}/presence", json={"doing": doing})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_QUE_02_the_second_opener_sees_who_is_in_and_what_they_do_until_they_leave_or_fall_silent(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
    one = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"], name="王一")
    two = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"], name="李二")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,), name="赵三")
    async with visit(one) as first, visit(two) as second, visit(town) as third:
        assert (await here(first, asked["id"]))["others"] == []
        seen = (await here(second, asked["id"]))["others"]
        assert [(who["name"], who["writing"]) for who in seen] == [("王一", False)]
        await here(first, asked["id"], "writing")
        seen = (await here(second, asked["id"]))["others"]
        assert [(who["name"], who["writing"]) for who in seen] == [("王一", True)]
        far = await third.post(f"/v1/desk/requests/{asked['id']}/presence", json={"doing": "reading"})
        if far.status_code == 200:
            assert {who["name"] for who in far.json()["others"]} == {None}, "another office is told the office alone"
        await here(first, asked["id"], "leaving")
        assert [who["name"] for who in (await here(second, asked["id"]))["others"] if who["name"]] == []
        await here(first, asked["id"])
        with clock.stopped(clock.now() + presence.STAYS + timedelta(seconds=1)):
            assert (await here(second, asked["id"]))["others"] == []


async def test_QUE_02_presence_gives_the_version_and_leaves_no_row(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])) as client:
        before = await version_of(client, asked["id"])
        assert (await here(client, asked["id"]))["version"] == before
        await must(client, asked["id"], "accept")
        assert (await here(client, asked["id"]))["version"] > before
        assert (await client.post(f"/v1/desk/requests/{asked['id']}/presence", json={"doing": "x"})).status_code == 422


async def test_SAF_04_at_closed_level_only_members_see_members(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    outsider = await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv")
    async with visit(first) as client, visit(second) as other, visit(outsider) as stranger:
        await here(client, asked["id"], "writing")
        assert [who["writing"] for who in (await here(other, asked["id"]))["others"]] == [True]
        address = f"/v1/desk/requests/{asked['id']}/presence"
        assert (await stranger.post(address, json={"doing": "reading"})).status_code == 404
        assert len((await here(other, asked["id"]))["others"]) == 1, "a stranger's knock is not a presence"


def test_QUE_02_what_another_process_says_is_remembered_and_nonsense_is_nothing() -> None:
    presence.forget()
    for said in ("", "x", f"{COUNTY}|no|no|justice|reading", f"{COUNTY}|1|2|3|4|5"):
        presence.hear(said)
    assert presence._open == {}
    request, staff = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"
    presence.hear(f"{COUNTY}|{request}|{staff}|justice|writing")
    presence.hear(f"{COUNTY}|{request}|{staff}|justice|leaving")
    assert presence._open == {}
    presence.forget()


async def test_QUE_02_a_stale_save_is_refused_and_says_what_is_there_now_and_what_happened_since(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "charity")
        one = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])
        two = await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])
        async with visit(one) as first, visit(two) as second:
            await must(first, asked["id"], "accept")
            seen = await version_of(second, asked["id"])
            await must(first, asked["id"], "reply", body="我们明天送到。")
            await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "好的"})
            headers = {"If-Match": f'"{seen}"'}
            stale = await second.post(
                f"/v1/desk/requests/{asked['id']}/reply", json={"body": "请再等等。"}, headers=headers
            )
            assert stale.status_code == 412, stale.text
            current = stale.json()["current"]
            shown = (await second.get(f"/v1/desk/requests/{asked['id']}")).json()
    assert current["version"] == shown["version"] > seen
    assert (current["state"], current["owner_id"]) == ("working", str(one.id))
    assert [change["step"] for change in current["changes"]] == ["reply", "messages"]
    assert [change["by"] for change in current["changes"]] == ["staff", "woman"]
    assert current["changes"][0]["office_name"] == current["lead_name"]
    assert "明天送到" not in stale.text, "words are read through the request alone"
    assert [line["body"] for line in shown["messages"]] == ["我们明天送到。", "好的"]
