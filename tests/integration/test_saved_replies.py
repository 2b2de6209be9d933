"""What an office says often: plain, without a name, filled from a closed list of blanks (QUE-05)."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.domain.plain_words import is_common, score
from app.domain.replies.blanks import BLANKS
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import World

PLAIN = {
    "service": "charity",
    "title": "邮包到了",
    "body": "您好，您的【事项】到了。请带身份证来【我单位】领。编号是【编号】。",
}


async def written(client: AsyncClient, **said: Any) -> Any:
    answer = await client.post("/v1/desk/saved-replies", json=PLAIN | said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_QUE_05_an_office_keeps_texts_per_service_and_no_other_office_sees_them(
    world: World, visit: Visits
) -> None:
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")) as client:
        kept = await written(client)
        await written(client, service="law.aid", title="法援")
        listed = (await client.get("/v1/desk/saved-replies?service=charity")).json()
        assert [one["id"] for one in listed["items"]] == [kept["id"]]
        assert {one["name"] for one in listed["blanks"]} == set(BLANKS)
        assert len((await client.get("/v1/desk/saved-replies")).json()["items"]) == 2
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as other:
        assert (await other.get("/v1/desk/saved-replies")).json()["items"] == []
        address = f"/v1/desk/saved-replies/{kept['id']}"
        assert (await other.put(address, json=PLAIN, headers={"If-Match": '"1"'})).status_code == 404
        assert (await other.delete(address)).status_code == 404
    async with visit(await world.staff(Role.VILLAGE_CADRE, "town-500230101")) as cadre:
        assert (await cadre.get("/v1/desk/saved-replies")).status_code == 403


async def test_QUE_05_a_text_is_changed_on_its_newest_version_and_retired(world: World, visit: Visits) -> None:
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as client:
        kept = await written(client)
        address = f"/v1/desk/saved-replies/{kept['id']}"
        changed = await client.put(address, json=PLAIN | {"title": "到了"}, headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.json()["version"]) == (200, 2)
        stale = await client.put(address, json=PLAIN, headers={"If-Match": '"1"'})
        assert (stale.status_code, stale.json()["current"]["body"]) == (412, PLAIN["body"])
        assert (await client.delete(address)).status_code == 204
        assert (await client.get("/v1/desk/saved-replies")).json()["items"] == []
        assert (await client.delete(address)).status_code == 404


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("请打13912345678找我。", "13912345678"),
        ("请找王主任领。", "王"),
        ("身份证500230199001011234已经收到。", "500230199001011234"),
        ("东西放在二组那边的代销点。", "二组"),
    ],
)
async def test_QUE_05_what_could_name_a_person_is_refused_and_named(
    world: World, visit: Visits, body: str, word: str
) -> None:
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as client:
        refused = await client.post("/v1/desk/saved-replies", json=PLAIN | {"body": body})
    assert refused.status_code == 422, refused.text
    assert word in refused.json()["title"]


async def test_QUE_05_only_blanks_of_the_closed_list_are_taken_and_none_of_them_is_personal(
    world: World, visit: Visits
) -> None:
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as client:
        for body in ("您好，【姓名】。", "您好，【】。", "您好，【编号。", "您好，编号】。"):
            assert (await client.post("/v1/desk/saved-replies", json=PLAIN | {"body": body})).status_code == 422, body
    assert not set(BLANKS) & {"姓名", "电话", "身份证", "村", "住址", "丈夫"}


async def test_QUE_05_a_text_is_filled_for_a_request_in_sight_with_nothing_of_hers(world: World, visit: Visits) -> None:
    async with visit(await world.woman(name="张小妹", phone="19900005678")) as she:
        asked = await ask_for(she, "charity", telling="想领邮包")
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])) as client:
        await written(client)
        await written(client, service="law.aid", title="别的事")
        (one,) = (await client.get(f"/v1/desk/requests/{asked['id']}/saved-replies")).json()["items"]
    assert asked["number"] in one["filled"]
    assert asked["service_name"] in one["filled"]
    assert (one["blanks_left"], "【" in one["filled"]) == ([], False)
    assert "张小妹" not in one["filled"]
    assert "19900005678" not in one["filled"]


async def test_SAF_04_saved_replies_of_a_closed_request_are_its_members_alone(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv")
    async with visit(first) as member:
        await written(member, service="law.dv")
        assert len((await member.get(f"/v1/desk/requests/{asked['id']}/saved-replies")).json()["items"]) == 1
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")) as other:
        assert (await other.get(f"/v1/desk/requests/{asked['id']}/saved-replies")).status_code == 404


async def test_QUE_05_scoring_keeps_nothing(world: World, visit: Visits) -> None:
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as client:
        hard = {"body": "兹告知贵户，逾期未提交材料的，将不予以办理，请及时携带户籍证明原件及复印件到窗口办理。"}
        answer = (await client.post("/v1/desk/saved-replies/score", json=hard)).json()
    assert (answer["verdict"], answer["score"] < 60) == ("难懂", True)
    assert {("携带", "带上"), ("户籍", "户口")} <= {(one["words"], one["instead"]) for one in answer["advice"]}
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM saved_reply"))).scalar_one() == 0


def test_QUE_05_the_score_is_what_anybody_can_count() -> None:
    plain = score("邮包到了。请明天来镇上领。带上身份证。")
    assert (plain.score, plain.verdict, plain.advice) == (100, "好懂", ())
    assert score("羁绊").score == 95
    long = "这是一句很长很长很长很长很长很长很长很长很长很长的话没有停过"
    assert [one.kind for one in score(long).advice] == ["sentence"]
    assert (is_common("的"), is_common("羁"), is_common("𠮷"), is_common("a"), is_common("，")) == (
        True,
        False,
        True,
        True,
        True,
    )
    assert score("【编号】" * 60).score == 100, "blanks are not words"
