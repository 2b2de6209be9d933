"""Places: fair under a rush, held for a day, given up with one tap; barriers counted, names by consent only."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import course, mind, provider, published
from tests.statements import recorded
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)
HOUR = timedelta(hours=1)


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


async def enrol(visit: Visits, her: Actor, made: str, **said: Any) -> Any:
    async with visit(her) as she:
        answer = await she.post(f"/v1/courses/{made}/enrolment", json=said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def place(visit: Visits, her: Actor, made: str) -> Any:
    async with visit(her) as she:
        return (await she.get(f"/v1/courses/{made}/enrolment")).json()


async def kinds(visit: Visits, her: Actor) -> list[str]:
    async with visit(her) as she:
        return [one["kind"] for one in (await she.get("/v1/my/notices")).json()["items"]]


async def numbers(world: World, made: str) -> tuple[int, int, int, int]:
    """Seats taken and waiting as the course says, and as its places say."""
    query = text("""
        SELECT c.taken, c.waiting, count(e.id) FILTER (WHERE e.state IN ('enrolled', 'offered')),
               count(e.id) FILTER (WHERE e.state = 'waiting')
        FROM course c LEFT JOIN enrolment e ON e.county = c.county AND e.course_id = c.id
        WHERE c.id = :id GROUP BY c.taken, c.waiting
    """)
    async with world.as_owner() as session:
        taken, waiting, holding, standing = (await session.execute(query, {"id": made})).one()
    return taken, waiting, holding, standing


async def test_CRS_03_a_freed_seat_is_held_a_day_for_the_first_in_line_and_then_for_the_next(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    has, first, second, third = [await world.woman() for _ in range(4)]
    states = [(await enrol(visit, her, made))["state"] for her in (has, first, second, third)]
    assert states == ["enrolled", "waiting", "waiting", "waiting"]
    assert [(await place(visit, her, made))["place_in_line"] for her in (first, second, third)] == [1, 2, 3]
    async with visit(has) as she:
        await she.delete(f"/v1/courses/{made}/enrolment")
    held = await place(visit, first, made)
    assert (held["state"], held["offered_until"]) == ("offered", "2026-11-24T09:00:00+08:00")
    assert await numbers(world, made) == (1, 2, 1, 2)
    with clock.stopped(MONDAY + 24 * HOUR + timedelta(seconds=1)):
        async with visit(first) as she:
            too_late = await she.post(f"/v1/my/enrolments/{held['id']}/accept")
        await mind()
        async with visit(first) as she:
            gone = await she.post(f"/v1/my/enrolments/{held['id']}/accept")
        assert (await place(visit, second, made))["state"] == "offered"
        assert (await place(visit, third, made))["place_in_line"] == 1
        assert "seat_offered" in await kinds(visit, second)
    assert (too_late.status_code, too_late.json()["code"]) == (409, "offer_over")
    assert (gone.status_code, gone.json()["code"]) == (409, "offer_over")
    assert await numbers(world, made) == (1, 1, 1, 1)


async def test_CRS_03_a_worker_that_stood_still_for_a_week_passes_the_seat_on_once(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    has, first, second = [await world.woman() for _ in range(3)]
    for her in (has, first, second):
        await enrol(visit, her, made)
    async with visit(has) as she:
        await she.delete(f"/v1/courses/{made}/enrolment")
    with clock.stopped(MONDAY + timedelta(days=7)):
        await mind()
        await mind()
        held = await place(visit, second, made)
        assert (held["state"], held["offered_until"]) == ("offered", "2026-12-01T09:00:00+08:00")
        back = await enrol(visit, first, made)
    assert (back["state"], back["place_in_line"]) == ("waiting", 1), "whoever missed it stands at the end"
    assert await numbers(world, made) == (1, 1, 1, 1)


async def test_CRS_03_more_seats_go_to_those_who_wait_and_nobody_overtakes_the_line(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    women = [await world.woman() for _ in range(4)]
    for her in women[:3]:
        await enrol(visit, her, made)
    async with visit(teacher) as client:
        tag = (await client.get(f"/v1/provider/courses/{made}")).headers["etag"]
        said = course(STARTS, seats=2)
        assert (
            await client.put(f"/v1/provider/courses/{made}", json=said, headers={"If-Match": tag})
        ).status_code == 200
    assert (await place(visit, women[1], made))["state"] == "offered"
    assert (await enrol(visit, women[3], made))["state"] == "waiting"
    assert await numbers(world, made) == (2, 2, 2, 2)


async def test_CRS_03_enrolling_twice_is_one_place_and_an_offer_is_taken_by_enrolling(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    has, her = await world.woman(), await world.woman()
    await enrol(visit, has, made)
    first, again = await enrol(visit, her, made), await enrol(visit, her, made)
    assert (first["id"], first["place_in_line"]) == (again["id"], again["place_in_line"])
    async with visit(has) as she:
        await she.delete(f"/v1/courses/{made}/enrolment")
    assert (await enrol(visit, her, made))["state"] == "enrolled"
    assert await numbers(world, made) == (1, 0, 1, 0)


async def test_CRS_03_nobody_enrols_once_it_has_begun(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    async with visit(await world.woman()) as she:
        for moment in (STARTS, STARTS + timedelta(days=1)):
            with clock.stopped(moment):
                late = await she.post(f"/v1/courses/{made}/enrolment", json={})
                await mind()
            assert (late.status_code, late.json()["code"]) == (409, "course_begun")
            assert late.json()["title"].endswith("。")


async def test_CRS_04_she_cancels_with_one_tap_and_twice_changes_nothing(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    her, waiting, stranger = await world.woman(), await world.woman(), await world.woman()
    await enrol(visit, her, made)
    await enrol(visit, waiting, made)
    for one in (waiting, her, her):
        async with visit(one) as she:
            assert (await she.delete(f"/v1/courses/{made}/enrolment")).json()["state"] == "cancelled"
    async with visit(stranger) as she:
        assert (await she.delete(f"/v1/courses/{made}/enrolment")).status_code == 404
        assert (await she.get("/v1/my/enrolments")).json()["items"] == []
    assert await numbers(world, made) == (0, 0, 0, 0)
    async with visit(her) as she:
        assert (await she.get("/v1/my/enrolments/calendar")).text.count("BEGIN:VEVENT") == 0


async def test_CRS_08_the_provider_counts_what_keeps_women_away_and_reads_names_only_by_consent(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=2))
    open_one, shy = await world.woman(name="张小妹"), await world.woman(name="王桂英")
    await enrol(visit, open_one, made, needs_childcare=True, needs_transport=True, share_name=True, heard=True)
    await enrol(visit, shy, made, needs_childcare=True, needs_reading_help=True)
    async with visit(teacher) as client:
        shown = await client.get(f"/v1/provider/courses/{made}")
        line = await client.get(f"/v1/provider/courses/{made}/enrolments")
    counts = shown.json()["counts"]
    assert (counts["enrolled"], counts["need_childcare"], counts["need_transport"]) == (2, 2, 1)
    assert counts["need_reading_help"] == 1
    assert [one["name"] for one in line.json()["items"]] == ["张小妹", None]
    for secret in ("王桂英", str(shy.profile_id), str(open_one.profile_id)):
        assert secret not in line.text + shown.text
    async with visit(open_one) as she:
        (look,) = (await she.get("/v1/my/access-log")).json()["items"]
        (given,) = (await she.get("/v1/my/consents")).json()["items"]
        assert given["purpose"] == "share_with_provider"
        assert (await she.delete(f"/v1/my/consents/{given['id']}")).status_code == 200
    assert look
    async with visit(teacher) as client:
        after = (await client.get(f"/v1/provider/courses/{made}/enrolments")).json()["items"]
    assert [one["name"] for one in after] == [None, None], "what she takes back is gone at once"
    assert (await place(visit, open_one, made))["shares_name"] is False


async def test_CRS_08_what_she_said_in_the_line_stands_when_she_takes_the_seat_and_can_be_said_anew(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
    has, her = await world.woman(), await world.woman(name="张小妹")
    await enrol(visit, has, made)
    await enrol(visit, her, made, needs_childcare=True, share_name=True, heard=True)
    async with visit(has) as she:
        await she.delete(f"/v1/courses/{made}/enrolment")
    assert (await enrol(visit, her, made))["state"] == "enrolled"
    assert await line(visit, teacher, made) == [("张小妹", True, False)]
    assert (await enrol(visit, her, made, needs_transport=True))["shares_name"] is False
    assert await line(visit, teacher, made) == [(None, False, True)]


async def line(visit: Visits, teacher: Actor, made: str) -> list[tuple[Any, ...]]:
    async with visit(teacher) as client:
        items = (await client.get(f"/v1/provider/courses/{made}/enrolments")).json()["items"]
    return [(one["name"], one["needs_childcare"], one["needs_transport"]) for one in items]


async def test_CRS_08_a_list_of_places_costs_the_same_for_one_and_for_twenty(
    engine: AsyncEngine, world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=30))
    await enrol(visit, await world.woman(), made, share_name=True, heard=True)
    few = await cost(engine, visit, teacher, f"/v1/provider/courses/{made}/enrolments")
    for _ in range(19):
        await enrol(visit, await world.woman(), made, share_name=True, heard=True)
    assert await cost(engine, visit, teacher, f"/v1/provider/courses/{made}/enrolments") == few


async def cost(engine: AsyncEngine, visit: Visits, actor: Actor, path: str) -> int:
    with recorded(engine) as statements:
        async with visit(actor) as client:
            assert (await client.get(path)).status_code == 200
    return len(statements)
