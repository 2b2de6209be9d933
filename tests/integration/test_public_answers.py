"""Questions rewritten for everybody: nobody named, two agree, gone with the consent (MSG-06)."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.statements import recorded
from tests.visits import Visits
from tests.world import World

SAID = {
    "service": "charity",
    "question": "邮包怎么领？要带什么？",
    "answer": "带上身份证，到镇上的妇联去领。不收钱。",
}


async def checked(world: World, state: str = "pass") -> None:
    """Let the machine have looked."""
    async with world.as_owner() as session:
        await session.execute(text("UPDATE content_check SET state = :state, body_sealed = NULL"), {"state": state})


async def decide(client: AsyncClient, row: Any, **said: Any) -> Response:
    headers = {"If-Match": f'"{row["version"]}"'}
    return await client.post(f"/v1/desk/public-answers/{row['id']}/decide", json=said, headers=headers)


async def written(client: AsyncClient, **more: Any) -> Any:
    answer = await client.post("/v1/desk/public-answers", json=SAID | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_MSG_06_one_writes_another_agrees_after_the_machine_and_then_everybody_reads_it(
    world: World, visit: Visits
) -> None:
    author = await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")
    other = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(author) as client, visit(other) as desk, visit() as anybody:
        row = await written(client)
        assert (row["state"], row["checked"], row["verdict"]) == ("waiting", "waiting", "好懂")
        assert (await anybody.get("/v1/answers")).json()["items"] == []
        assert (await decide(client, row, agree=True)).status_code == 403, "not one's own"
        assert (await decide(desk, row, agree=True)).status_code == 409, "the machine has not looked"
        await checked(world, "risky")
        assert (await decide(desk, row, agree=True)).status_code == 409
        await checked(world, "unavailable")
        done = await decide(desk, row, agree=True)
        assert (done.status_code, done.json()["state"]) == (200, "published")
        (shown,) = (await anybody.get("/v1/answers?service=charity")).json()["items"]
        assert (shown["question"], shown["answer"]) == (SAID["question"], SAID["answer"])
        assert set(shown) == {"id", "service", "service_name", "office_name", "question", "answer", "published_at"}
        assert (await anybody.get("/v1/answers?service=law.aid")).json()["items"] == []
        down = await client.post(
            f"/v1/desk/public-answers/{row['id']}/take-down",
            json={"reason": "政策变了"},
            headers={"If-Match": f'"{done.json()["version"]}"'},
        )
        assert (down.status_code, down.json()["state"]) == (200, "taken_down")
        assert (await anybody.get("/v1/answers")).json()["items"] == []


async def test_MSG_06_a_text_is_given_back_with_a_reason(world: World, visit: Visits) -> None:
    async with (
        visit(await world.staff(Role.SOCIAL_WORKER, "womens_federation")) as client,
        visit(await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")) as head,
    ):
        row = await written(client)
        assert (await decide(head, row, agree=False)).status_code == 422
        back = await decide(head, row, agree=False, reason="再短一点")
        assert (back.json()["state"], back.json()["reason"]) == ("returned", "再短一点")
        assert (await decide(head, back.json(), agree=True)).status_code == 409
        assert (await decide(client, row, agree=True)).status_code == 403, "a social worker does not decide"
        listed = (await client.get("/v1/desk/public-answers?state=returned")).json()["items"]
        assert [one["id"] for one in listed] == [row["id"]]


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"answer": "请打13912345678问。"}, "13912345678"),
        ({"question": "三合街道的人怎么领？"}, "三合"),
        ({"question": "我叫李小花，怎么领？"}, "李小花"),
        ({"answer": "找欧阳静静就行了。"}, "欧阳静静"),
        ({"answer": "编号3186 0427 6的那件。"}, "3186"),
    ],
)
async def test_MSG_06_names_places_and_numbers_are_refused_and_said(
    world: World, visit: Visits, more: dict[str, str], word: str
) -> None:
    await world.staff(Role.DEPARTMENT_HANDLER, "justice", name="欧阳静静")
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")) as client:
        refused = await client.post("/v1/desk/public-answers", json=SAID | more)
    assert refused.status_code == 422, refused.text
    assert word in refused.json()["title"]


async def test_MSG_06_an_anonymous_question_needs_no_consent_and_must_be_ones_own_to_read(
    world: World, visit: Visits
) -> None:
    async with visit() as anybody:
        asked = await anybody.post("/v1/questions", json={"service": "charity", "body": "邮包怎么领？"})
        assert asked.status_code == 201, asked.text
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT id, office_code, level FROM question"))).one()
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, str(row.office_code))) as client:
        assert (await written(client, from_question=str(row.id)))["with_consent"] is False
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "sports")) as far:
        refused = await far.post("/v1/desk/public-answers", json=SAID | {"from_question": str(row.id)})
        assert refused.status_code == 404


async def test_MSG_06_a_named_request_needs_her_consent_and_goes_off_the_page_when_she_takes_it_back(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman(phone="19900001112")) as she:
        asked = await ask_for(she, "charity")
        async with (
            visit(await world.staff(Role.DEPARTMENT_HANDLER, asked["lead_office"])) as client,
            visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as desk,
            visit() as anybody,
        ):
            source = SAID | {"from_request": asked["id"]}
            refused = await client.post("/v1/desk/public-answers", json=source)
            assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")
            consent = await she.post("/v1/my/consents", json={"purpose": "story", "heard": True})
            assert consent.status_code in (200, 201), consent.text
            row = await written(client, from_request=asked["id"])
            assert row["with_consent"] is True
            await checked(world)
            assert (await decide(desk, row, agree=True)).status_code == 200
            assert len((await anybody.get("/v1/answers")).json()["items"]) == 1
            gone = await she.delete(f"/v1/my/consents/{consent.json()['id']}")
            assert gone.status_code in (200, 204), gone.text
            assert (await anybody.get("/v1/answers")).json()["items"] == []
            (down,) = (await client.get("/v1/desk/public-answers?state=taken_down")).json()["items"]
            assert down["id"] == row["id"]


async def test_SAF_04_nothing_of_a_closed_or_sensitive_request_becomes_a_public_answer(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        closed = await ask_for(she, "law.dv")
        await she.post("/v1/my/consents", json={"purpose": "story", "heard": True})
    async with (
        visit(first) as member,
        visit(await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")) as other,
    ):
        source = SAID | {"from_request": closed["id"]}
        assert (await member.post("/v1/desk/public-answers", json=source)).status_code == 422
        assert (await other.post("/v1/desk/public-answers", json=source)).status_code == 404


async def test_MSG_06_the_public_list_pages_on_and_asks_no_more_for_more_rows(
    world: World, visit: Visits, engine: Any
) -> None:
    async with (
        visit(await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")) as client,
        visit() as anybody,
    ):
        await written(client)
        async with world.as_owner() as session:
            await session.execute(text("UPDATE public_answer SET state = 'published'"))
        await anybody.get("/v1/answers")
        with recorded(engine) as one:
            await anybody.get("/v1/answers")
        for _ in range(3):
            await written(client)
        async with world.as_owner() as session:
            await session.execute(text("UPDATE public_answer SET state = 'published'"))
        with recorded(engine) as four:
            assert len((await anybody.get("/v1/answers")).json()["items"]) == 4
        assert len(one) == len(four)
        first = (await anybody.get("/v1/answers?limit=3")).json()
        rest = (await anybody.get("/v1/answers", params={"limit": 3, "cursor": first["next"]})).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
