"""信息不对: three people or one confirmed scam, what is mended, what a provider that was shut out can do no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import course, decide, enrolled, judge, mind, post, provider, published, reviewed, send_list
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_monday() -> Any:
    """Every test here begins on one Monday morning."""
    with clock.stopped(MONDAY):
        yield


@pytest.fixture
async def teacher(world: World) -> Actor:
    """Somebody of a provider that may post."""
    return (await provider(world))[0]


@pytest.fixture
async def reviewer(world: World) -> Actor:
    """Somebody of the reviewing office."""
    return await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")


async def report(visit: Visits, her: Actor, made: str, reason: str) -> Any:
    async with visit(her) as she:
        return await she.post(f"/v1/courses/{made}/reports", json={"reason": reason})


async def shown(visit: Visits, made: str) -> int:
    async with visit() as anybody:
        return (await anybody.get(f"/v1/courses/{made}")).status_code


async def test_CRS_09_three_people_take_it_off_the_list_at_once_and_the_first_reviewer_is_alerted(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    women = [await world.woman() for _ in range(3)]
    await enrolled(visit, women[0], made)
    for her in (women[0], women[0], women[1]):
        assert (await report(visit, her, made, "wrong_time")).status_code == 201
    assert await shown(visit, made) == 200, "the same person twice is one"
    assert (await report(visit, women[2], made, "wrong_place")).status_code == 201
    assert await shown(visit, made) == 404
    async with visit(head) as client:
        assert "task_overdue" in [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]
    async with visit(reviewer) as client:
        (waiting,) = (await client.get("/v1/desk/reviews")).json()["items"]
        detail = await client.get(f"/v1/desk/reviews/{waiting['id']}")
    assert waiting["kind"] == "report"
    assert detail.json()["reports"]["reasons"] == {"wrong_time": 2, "wrong_place": 1}
    assert not any(str(her.profile_id) in detail.text for her in women)
    async with visit(women[0]) as she:
        (mine,) = (await she.get("/v1/my/enrolments")).json()["items"]
        heard = [one["kind"] for one in (await she.get("/v1/my/notices")).json()["items"]]
    assert mine["course"] is None
    assert "course_news" in heard


async def test_CRS_09_reports_found_wrong_bring_it_back_and_the_count_begins_anew(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    for _ in range(3):
        await report(visit, await world.woman(), made, "other")
    await reviewed(visit, reviewer, "return", reason="核实过了，时间地点都对。")
    assert await shown(visit, made) == 200
    await report(visit, await world.woman(), made, "other")
    assert await shown(visit, made) == 200


async def test_CRS_09_what_was_called_off_stays_called_off_and_what_has_ended_meanwhile_is_caught_up_with(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    off = await published(visit, teacher, reviewer, course(STARTS, title="办不成的班"))
    key = await enrolled(visit, await world.woman(), made)
    async with visit(teacher) as client:
        tag = (await client.get(f"/v1/provider/courses/{off}")).headers["etag"]
        said = {"reason": "报名的人太少。"}
        await client.post(f"/v1/provider/courses/{off}/cancel", json=said, headers={"If-Match": tag})
    for one in (made, off):
        for _ in range(3):
            await report(visit, await world.woman(), one, "other")
    with clock.stopped(STARTS + HOUR):
        await send_list(visit, teacher, made, (key, 1, STARTS))
    with clock.stopped(STARTS + DAY):
        await mind()
        for _ in range(2):
            await reviewed(visit, reviewer, "return", reason="核实过了，没有问题。")
        await mind()
        async with visit() as anybody:
            states = [(await anybody.get(f"/v1/courses/{one}")).json()["state"] for one in (made, off)]
    assert states == ["finished", "cancelled"]
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM certificate"))).scalar_one() == 1


async def test_CRS_09_one_confirmed_scam_takes_all_of_the_providers_courses_off_and_suspends_it(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    other = await published(visit, teacher, reviewer, course(STARTS, title="另一门课"))
    await report(visit, await world.woman(), made, "fee_scam")
    assert await shown(visit, made) == 200, "one word alone is looked into first"
    await reviewed(visit, reviewer, "accept", scam=True)
    assert (await shown(visit, made), await shown(visit, other)) == (404, 404)
    async with visit(teacher) as client:
        refused = await client.post("/v1/provider/courses", json=course(STARTS))
    assert refused.status_code == 403


async def test_CRS_09_a_confirmed_mistake_stays_off_until_a_mended_text_is_reviewed(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    await report(visit, await world.woman(), made, "wrong_fee")
    await reviewed(visit, reviewer, "accept")
    assert await shown(visit, made) == 404
    async with visit(teacher) as client:
        tag = (await client.get(f"/v1/provider/courses/{made}")).headers["etag"]
        said = course(STARTS, fee_fen=20_000)
        mended = await client.put(f"/v1/provider/courses/{made}", json=said, headers={"If-Match": tag})
    assert mended.status_code == 200
    await reviewed(visit, reviewer)
    async with visit() as anybody:
        assert (await anybody.get(f"/v1/courses/{made}")).json()["fee_words"] == "200元"


async def scam(visit: Visits, world: World, reviewer: Actor, made: str) -> None:
    """One report of a fee scam, confirmed by the reviewer."""
    await report(visit, await world.woman(), made, "fee_scam")
    await judge()
    async with visit(reviewer) as client:
        lines = (await client.get("/v1/desk/reviews")).json()["items"]
        (one,) = [line for line in lines if line["kind"] == "report" and line["subject_id"] == made]
        assert (await decide(client, one, scam=True)).status_code == 200


async def test_CRS_09_a_provider_that_was_shut_out_reads_no_name_and_takes_no_list(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    async with visit(await world.woman(name="张小妹")) as she:
        said = {"share_name": True, "heard": True}
        key = (await she.post(f"/v1/courses/{made}/enrolment", json=said)).json()["id"]
    path = f"/v1/provider/courses/{made}"
    async with visit(teacher) as client:
        before = (await client.get(f"{path}/enrolments")).json()["items"]
        await scam(visit, world, reviewer, made)
        lines = [await client.get(f"{path}/enrolments"), await client.get(path)]
        with clock.stopped(STARTS):
            lines.append(await client.get(f"{path}/sessions/1/qr"))
            lines.append(await send_list(visit, teacher, made, (key, 1, STARTS)))
    assert [one["name"] for one in before] == ["张小妹"]
    assert [one.status_code for one in lines] == [403] * 4
    assert not any("张小妹" in one.text for one in lines)


async def test_CRS_09_nothing_of_a_provider_that_was_shut_out_is_published_or_put_back(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    doubted = await published(visit, teacher, reviewer, course(STARTS, title="另一门课"))
    waiting = await post(visit, teacher, course(STARTS, title="还没审的课"))
    for _ in range(3):
        await report(visit, await world.woman(), doubted, "other")
    await scam(visit, world, reviewer, made)
    async with visit(reviewer) as client:
        lines = {one["kind"]: one for one in (await client.get("/v1/desk/reviews")).json()["items"]}
        dismissed = await decide(client, lines["report"], "return", reason="核实过了，没有问题。")
        refused = await decide(client, lines["course"])
        given_back = await decide(client, lines["course"], "return", reason="这家机构已经停用。")
    assert (dismissed.status_code, given_back.status_code) == (200, 200)
    assert (refused.status_code, refused.json()["code"]) == (409, "provider_shut_out")
    assert [await shown(visit, one) for one in (made, doubted, waiting["id"])] == [404, 404, 404]


async def test_CRS_09_a_seat_given_up_while_it_was_hidden_is_offered_when_it_comes_back(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    has, waits = await world.woman(), await world.woman()
    for her in (has, waits):
        await enrolled(visit, her, made)
    for _ in range(3):
        await report(visit, await world.woman(), made, "other")
    async with visit(has) as she:
        assert (await she.delete(f"/v1/courses/{made}/enrolment")).status_code == 200
    await reviewed(visit, reviewer, "return", reason="核实过了，没有问题。")
    async with visit(waits) as she:
        assert (await she.get(f"/v1/courses/{made}/enrolment")).json()["state"] == "offered"
