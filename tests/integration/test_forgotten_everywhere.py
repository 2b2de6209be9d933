"""A woman who is forgotten at her word leaves no seat taken, no visit planned and no word in what others keep."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app import clock
from app.domain.keeping import person
from app.integrations.storage import Storage
from app.jobs import keeping_limits
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import villages
from tests.integration.test_rights import her_copy
from tests.loans import begun
from tests.offerings import course, mind, provider, published, send_list
from tests.villages import enter, go, plan
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)
NEEDS = {"needs_childcare": True, "share_name": True, "heard": True}


async def forgotten(world: World, visit: Visits, her: Actor) -> None:
    async with visit(her) as she:
        assert (await she.post("/v1/my/deletion", json={"confirm": True})).status_code == 201
    assert her.profile_id is not None
    async with world.as_worker() as session:
        assert await person.forget(session, county=COUNTY, profile_id=her.profile_id)


async def test_R39_her_seat_goes_to_the_next_and_her_needs_and_her_name_are_gone(world: World, visit: Visits) -> None:
    teacher, reviewer = (await provider(world))[0], await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her, waits = await world.woman(phone="13900001111"), await world.woman(phone="13900002222")
    with clock.stopped(MONDAY):
        made = await published(visit, teacher, reviewer, course(STARTS, seats=1))
        for one in (her, waits):
            async with visit(one) as she:
                await she.post(f"/v1/courses/{made}/enrolment", json=NEEDS)
        await forgotten(world, visit, her)
        async with visit(waits) as she:
            next_one = (await she.get(f"/v1/courses/{made}/enrolment")).json()
        async with visit(teacher) as client:
            lines = (await client.get(f"/v1/provider/courses/{made}/enrolments")).json()["items"]
    assert next_one["state"] == "offered"
    assert [(one["state"], one["name"]) for one in lines] == [("offered", "张小妹")]
    async with world.as_owner() as session:
        query = text("SELECT state, needs_childcare, consent_id FROM enrolment WHERE profile_id = :p")
        row = (await session.execute(query, {"p": her.profile_id})).one()
    assert tuple(row) == ("cancelled", False, None)


async def test_R39_nobody_asks_a_forgotten_woman_what_came_of_a_course(world: World, visit: Visits) -> None:
    teacher, reviewer = (await provider(world))[0], await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her = await world.woman(phone="13900001111")
    with clock.stopped(MONDAY):
        made = await published(visit, teacher, reviewer, course(STARTS))
        async with visit(her) as she:
            key = (await she.post(f"/v1/courses/{made}/enrolment", json={})).json()["id"]
    with clock.stopped(STARTS + timedelta(hours=1)):
        await send_list(visit, teacher, made, (key, 1, STARTS))
    with clock.stopped(STARTS + timedelta(days=1)):
        await mind()
        await forgotten(world, visit, her)
    await mind(STARTS + timedelta(days=32))
    async with world.as_owner() as session:
        counts = [
            (await session.execute(text(f"SELECT count(*) FROM {one}"))).scalar_one()  # noqa: S608  our own table names
            for one in ("outcome_ask", "attendance", "certificate")
        ]
        holder = (await session.execute(text("SELECT holder_sealed FROM certificate"))).scalar_one()
    assert counts == [0, 1, 1], "that somebody came stays, for the provider's counts"
    assert holder is None


async def test_B3_visit_loses_its_note_and_its_service_when_she_is_forgotten_and_no_other_is_made(
    world: World, visit: Visits
) -> None:
    her = await world.woman(phone="13900001111")
    entry = await enter(world, her)
    async with visit(await villages.cadre(world)) as client:
        await go(client, entry, need_found=True, service="job.train", note="想学手艺")
        assert (await plan(client, entry, days=5)).status_code == 201
        await forgotten(world, visit, her)
        listed = (await client.get("/v1/desk/visits")).json()["items"]
    assert [one["state"] for one in listed] == ["done"]
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT state, note_sealed, service_code FROM home_visit"))).one()
    assert tuple(kept) == ("done", None, None)


async def test_SAF_11_what_was_noted_at_a_visit_is_gone_after_three_years_and_that_it_was_made_stays(
    world: World, visit: Visits
) -> None:
    entry = await enter(world, await world.woman())
    async with visit(await villages.cadre(world)) as client:
        await go(client, entry, need_found=True, service="job.train", note="想学手艺")
    found = []
    for days in (1094, 1096):
        with clock.turned(timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        async with world.as_owner() as session:
            query = text("SELECT state, note_sealed IS NULL, service_code FROM home_visit")
            found.append(tuple((await session.execute(query)).one()))
    assert found == [("done", False, "job.train"), ("done", True, None)]


async def test_R39_her_copy_holds_her_loan_her_place_in_a_course_and_what_was_noted_at_a_visit(
    world: World, visit: Visits, storage: Storage
) -> None:
    teacher, reviewer = (await provider(world))[0], await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her = await world.woman(phone="13900001111")
    entry = await enter(world, her)
    made = await published(visit, teacher, reviewer, course(clock.now() + timedelta(days=10)))
    loan = await begun(visit, her, amount="80000")
    async with visit(await villages.cadre(world)) as client:
        await go(client, entry, need_found=True, service="job.train", note="想学手艺")
    async with visit(her) as she:
        await she.post(f"/v1/courses/{made}/enrolment", json={})
        copy, _ = await her_copy(she, world, storage)
    assert [one["number"] for one in copy["loans"]["applications"]] == [loan["number"]]
    assert [one["course_id"] for one in copy["courses"]["places"]] == [made]
    assert [(one["note"], one["service"]) for one in copy["visits"]["items"]] == [("想学手艺", "job.train")]
