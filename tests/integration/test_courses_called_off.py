"""A course called off: everybody in the line is told, no seat of it is taken, and similar ones are offered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import course, enrolled, provider, published
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)


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


async def call_off(visit: Visits, teacher: Actor, made: str) -> None:
    async with visit(teacher) as client:
        tag = (await client.get(f"/v1/provider/courses/{made}")).headers["etag"]
        said = {"reason": "报名的人太少。"}
        answer = await client.post(f"/v1/provider/courses/{made}/cancel", json=said, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


async def test_CRS_04_a_provider_that_calls_off_tells_everybody_and_similar_ones_are_offered(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    await published(visit, teacher, reviewer, course(STARTS, title="家政入门班"))
    await published(visit, teacher, reviewer, course(STARTS, title="学做豆腐乳", topic="food"))
    has, waits = await world.woman(), await world.woman()
    for her in (has, waits):
        await enrolled(visit, her, made)
    async with visit(teacher) as client:
        tag = (await client.get(f"/v1/provider/courses/{made}")).headers["etag"]
        off = await client.post(
            f"/v1/provider/courses/{made}/cancel", json={"reason": "老师病了，这次办不成。"}, headers={"If-Match": tag}
        )
        again = await client.post(
            f"/v1/provider/courses/{made}/cancel",
            json={"reason": "老师病了，这次办不成。"},
            headers={"If-Match": off.headers["etag"]},
        )
    assert (off.status_code, again.status_code, again.json()["code"]) == (200, 409, "course_over")
    for her in (has, waits):
        async with visit(her) as she:
            heard = [one["kind"] for one in (await she.get("/v1/my/notices")).json()["items"]]
            (mine,) = (await she.get("/v1/my/enrolments")).json()["items"]
        assert "course_news" in heard
        assert mine["course"]["state"] == "cancelled"
        assert [one["title"] for one in mine["similar"]] == ["家政入门班"]
    async with visit(await world.woman()) as she:
        late = await she.post(f"/v1/courses/{made}/enrolment", json={})
        shown = (await she.get(f"/v1/courses/{made}")).json()
    assert (late.status_code, late.json()["code"]) == (409, "course_over")
    assert (shown["cancel_reason"], [one["title"] for one in shown["similar"]]) == (
        "老师病了，这次办不成。",
        ["家政入门班"],
    )


async def test_CRS_04_a_seat_held_for_her_in_a_course_called_off_is_not_taken(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    has, waits = await world.woman(), await world.woman()
    await enrolled(visit, has, made)
    key = await enrolled(visit, waits, made)
    async with visit(has) as she:
        await she.delete(f"/v1/courses/{made}/enrolment")
    await call_off(visit, teacher, made)
    async with visit(waits) as she:
        late = await she.post(f"/v1/my/enrolments/{key}/accept")
    assert (late.status_code, late.json()["code"]) == (409, "course_over")


async def test_CRS_04_a_topic_with_many_courses_leaves_room_for_what_is_like_another(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    off = [await published(visit, teacher, reviewer, course(STARTS, topic=one)) for one in ("food", "crafts")]
    food, craft = [
        await published(visit, teacher, reviewer, course(STARTS + timedelta(days=days), topic=topic))
        for topic, days in (("food", 1), ("crafts", 2))
    ]
    async with world.as_owner() as session:
        many = text("""
            INSERT INTO course SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*
            FROM course c, generate_series(1, 70) WHERE c.id = :one
        """)
        await session.execute(many, {"one": food})
    her = await world.woman()
    for one in off:
        await enrolled(visit, her, one)
        await call_off(visit, teacher, one)
    async with visit(her) as she:
        places = {one["course_id"]: one["similar"] for one in (await she.get("/v1/my/enrolments")).json()["items"]}
    assert len(places[off[0]]) == 3
    assert [one["id"] for one in places[off[1]]] == [craft]
