"""What of a course is kept, and how long: her name and needs half a year, who reported it a year after that."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app import clock
from app.jobs import keeping_limits
from app.vocabulary import Role
from tests.offerings import course, mind, provider, published, reviewed, send_list
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)
NEEDS = {"needs_childcare": True, "share_name": True, "heard": True}


async def test_CRS_08_SAF_11_half_a_year_after_the_end_the_provider_reads_no_name_and_no_need(
    world: World, visit: Visits
) -> None:
    teacher, reviewer = (await provider(world))[0], await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    with clock.stopped(MONDAY):
        made = await published(visit, teacher, reviewer, course(STARTS))
        async with visit(await world.woman(name="张小妹")) as she:
            key = (await she.post(f"/v1/courses/{made}/enrolment", json=NEEDS)).json()["id"]
    with clock.stopped(STARTS + timedelta(hours=1)):
        await send_list(visit, teacher, made, (key, 1, STARTS))
    await mind(STARTS + timedelta(days=1))
    seen = []
    for days in (180, 182):
        with clock.stopped(STARTS + timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
            async with visit(teacher) as client:
                (one,) = (await client.get(f"/v1/provider/courses/{made}/enrolments")).json()["items"]
        seen.append((one["name"], one["needs_childcare"], one["came_to"]))
    assert seen == [("张小妹", True, [1]), (None, False, [1])]


async def test_CRS_09_SAF_11_who_reported_a_course_is_forgotten_a_year_after_it_was_looked_into(
    world: World, visit: Visits
) -> None:
    teacher, reviewer = (await provider(world))[0], await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    with clock.stopped(MONDAY):
        made, other = [await published(visit, teacher, reviewer, course(STARTS)) for _ in range(2)]
        async with visit(await world.woman()) as she:
            await she.post(f"/v1/courses/{made}/reports", json={"reason": "wrong_time"})
            await reviewed(visit, reviewer, "return", reason="核实过了，时间是对的。")
            await she.post(f"/v1/courses/{other}/reports", json={"reason": "wrong_time"})
    left = []
    for days in (364, 366):
        with clock.stopped(MONDAY + timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        async with world.as_owner() as session:
            left.append((await session.execute(text("SELECT count(*) FROM course_report"))).scalar_one())
    assert left == [2, 1], "what nobody looked into stays"
