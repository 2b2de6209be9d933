"""Visits: planned and told, left undone where she wishes it, refused to a relative, seen by those of the place."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from app import clock, db
from app.http.actor import context_of
from app.models.contacts import HandlerBlock, StaffRelation
from app.models.notices import SafeContact
from app.vocabulary import LedgerState, Role
from tests import villages
from tests.villages import OTHER_VILLAGE, enter, go, plan, tell
from tests.visits import Visits
from tests.world import COUNTY, VILLAGE, World

TABLES = ("home_visit", "visit_wish", "village_charter")


async def test_B3_visit_is_planned_made_with_the_need_found_and_seen_by_her(world: World, visit: Visits) -> None:
    her = await world.woman()
    entry = await enter(world, her)
    worker = await villages.cadre(world)
    async with visit(worker) as client:
        planned = await plan(client, entry, days=0)
        again = await plan(client, entry, days=3)
        said = {
            "done_on": str(clock.today()),
            "need_found": True,
            "service": "job.train",
            "note": "门前的路滑",
        }
        made = await tell(client, planned.json(), "made", **said)
        stale = await tell(client, planned.json(), "made", **said)
        shown = await client.get(f"/v1/desk/visits/{planned.json()['id']}")
        listed = (await client.get(f"/v1/desk/visits?quarter={villages.this_quarter()}")).json()["items"]
    async with visit(her) as she:
        hers = (await she.get("/v1/my/visits")).json()
        looks = (await she.get("/v1/my/access-log")).json()["items"]
    assert (planned.status_code, planned.json()["state"]) == (201, "planned")
    assert again.status_code == 409, "one plan at a time"
    assert (made.status_code, made.json()["state"], made.json()["service"]) == (200, "done", "job.train")
    assert stale.status_code == 412
    assert shown.json()["note"] == said["note"]
    assert [(one["state"], one["is_mine"]) for one in listed] == [("done", True)]
    assert "note" not in listed[0]
    assert [(one["state_words"], one["has_note"], one["note"]) for one in hers["items"]] == [("来过了", True, None)]
    assert "visit:read" in {one["action"] for one in looks}


async def test_B3_visit_note_is_sealed_its_visitors_alone_and_hers_after_her_pin(world: World, visit: Visits) -> None:
    her = await world.woman()
    entry = await enter(world, her)
    town = await villages.town(world)
    async with visit(await villages.cadre(world)) as client:
        made = await go(client, entry, need_found=True, service="care.visit", note="她说夜里睡不着")
    async with visit(town) as client:
        seen = (await client.get(f"/v1/desk/visits/{made['id']}")).json()
    async with visit(her) as she:
        assert (await she.put("/v1/my/pin", json={"new": "8520"})).status_code == 200
        await she.post("/v1/my/pin/unlock", json={"pin": "8520"})
        opened = (await she.get("/v1/my/visits")).json()["items"][0]
        await she.post("/v1/my/pin/lock")
        locked = (await she.get("/v1/my/visits")).json()["items"][0]
        refused = await she.put("/v1/my/visits/wish", json={"no_visits": True})
    async with world.as_owner() as session:
        stored = (await session.execute(text("SELECT note_sealed FROM home_visit"))).scalar_one()
    assert (made["note"], made["service"]) == ("她说夜里睡不着", "care.visit")
    assert (seen["note"], seen["service"], seen["need_found"]) == (None, None, True), "sensitive: not the town's"
    assert (opened["note"], opened["service"], opened["need_found"]) == ("她说夜里睡不着", "care.visit", True)
    assert (locked["note"], locked["service"], locked["need_found"]) == (None, None, None)
    assert refused.json()["code"] == "pin_needed", "who holds her phone does not keep the visitors away"
    assert "睡不着".encode() not in bytes(stored)


async def test_B3_visit_to_a_woman_who_wants_to_be_left_in_peace_is_not_planned_nor_made(
    world: World, visit: Visits
) -> None:
    her, paused = await world.woman(), await world.woman()
    entry, other = await enter(world, her), await enter(world, paused)
    worker = await villages.cadre(world)
    async with visit(worker) as client, visit(her) as she:
        planned = (await plan(client, entry, days=5)).json()
        wished = await she.put("/v1/my/visits/wish", json={"no_visits": True})
        await she.put("/v1/my/visits/wish", json={"no_visits": True})
        listed = (await client.get("/v1/desk/visits")).json()["items"]
        made = await tell(client, planned, "made", done_on=str(clock.today()), need_found=False)
        undone = await tell(client, planned, "not-made", because="she_declined")
        refused = await plan(client, entry)
        await world.add(SafeContact(county=COUNTY, profile_id=paused.profile_id, paused_at=clock.now()))
        pausing = await plan(client, other)
        back = (await she.put("/v1/my/visits/wish", json={"no_visits": False})).json()
        allowed = await plan(client, entry)
    assert wished.json()["no_visits"] is True
    assert wished.json()["items"][0]["state_words"] == "您说过先不用打扰，这次不来了"
    assert listed[0]["leave_her_be"] is True
    assert (made.status_code, made.json()["code"]) == (409, "leave_her_be")
    assert undone.json()["because"] == "she_declined"
    assert (refused.status_code, pausing.status_code) == (409, 409)
    assert refused.json()["detail"] == pausing.json()["detail"], "which of the two it is stays hers"
    assert (back["no_visits"], allowed.status_code) == (False, 201)


async def test_SAF_06_a_relative_and_a_person_she_blocked_neither_visit_nor_see_visits(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    entry = await enter(world, her)
    good, relative, blocked = [await villages.cadre(world) for _ in range(3)]
    await world.add(
        StaffRelation(county=COUNTY, staff_id=relative.id, profile_id=her.profile_id, kind="relative"),
        HandlerBlock(county=COUNTY, staff_id=blocked.id, profile_id=her.profile_id),
    )
    async with visit(good) as client:
        planned = (await plan(client, entry)).json()
    sentences = set()
    for one in (relative, blocked):
        async with visit(one) as client:
            answers = [
                await plan(client, entry),
                await client.get(f"/v1/desk/visits/{planned['id']}"),
                await tell(client, planned, "not-made", because="not_at_home"),
            ]
            assert (await client.get("/v1/desk/visits")).json()["items"] == []
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "visit_conflict")}
        sentences |= {answer.json()["detail"] for answer in answers}
    assert len(sentences) == 1, "a blocked person does not learn that it is a block"


async def test_B3_visit_of_another_place_does_not_exist(world: World, visit: Visits) -> None:
    her = await world.woman()
    entry = await enter(world, her)
    async with visit(await villages.cadre(world)) as client:
        planned = (await plan(client, entry)).json()
    strangers = [await villages.cadre(world, OTHER_VILLAGE), await villages.town(world, OTHER_VILLAGE[:9])]
    for stranger in strangers:
        async with visit(stranger) as client:
            answers = [
                await plan(client, entry),
                await client.get(f"/v1/desk/visits/{planned['id']}"),
                await client.get(f"/v1/desk/visits/{uuid4()}"),
                await tell(client, planned, "made", done_on=str(clock.today()), need_found=False),
                await tell(client, planned, "not-made", because="not_at_home"),
            ]
            assert {answer.status_code for answer in answers} == {404}
            assert (await client.get("/v1/desk/visits")).json()["items"] == []
    async with visit(await world.woman()) as another:
        assert (await another.get("/v1/my/visits")).json()["items"] == []


async def test_B3_visits_are_for_village_and_township_only_by_route_and_by_sql(world: World, visit: Visits) -> None:
    her = await world.woman()
    entry = await enter(world, her)
    async with visit(await villages.cadre(world)) as client:
        planned = (await plan(client, entry)).json()
    async with visit(her) as she:
        await she.put("/v1/my/visits/wish", json={"no_visits": True})
    others = [
        await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation"),
        await world.staff(Role.DEPARTMENT_HEAD, "civil_affairs"),
        await world.staff(Role.SOCIAL_WORKER, "civil_affairs"),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation"),
        await world.staff(Role.PROVIDER, "human_resources"),
        await world.staff(Role.AUDITOR, "county_desk"),
        await world.staff(Role.ADMIN, "county_desk"),
    ]
    for actor in others:
        async with visit(actor) as client:
            answers = [
                await client.get("/v1/desk/visits"),
                await client.get(f"/v1/desk/visits/{planned['id']}"),
                await plan(client, entry),
            ]
        assert {answer.status_code for answer in answers} == {403}, actor
    for actor in (*others, await villages.cadre(world, OTHER_VILLAGE), await world.woman()):
        async with db.transaction(context_of(actor)) as session:
            for table in TABLES:
                may = text("SELECT has_table_privilege(current_user, :table, 'SELECT')")
                if (await session.execute(may, {"table": table})).scalar_one():
                    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608  our own names
                    assert (await session.execute(query)).scalar_one() == 0, (actor, table)


async def test_B3_visit_says_what_is_wrong_with_bad_input(world: World, visit: Visits) -> None:
    entry = await enter(world, await world.woman())
    candidate = await enter(world, await world.woman(), state=LedgerState.CANDIDATE)
    worker, colleague = await villages.cadre(world), await villages.cadre(world)
    today = str(clock.today())
    async with visit(worker) as client, visit(colleague) as second:
        assert (await plan(client, entry, days=-1)).status_code == 422
        assert (await plan(client, entry, days=200)).status_code == 422
        assert (await plan(client, candidate)).json()["code"] == "not_in_the_ledger"
        planned = (await plan(client, entry)).json()
        for said in (
            {"done_on": str(clock.today() + timedelta(days=1)), "need_found": False},
            {"done_on": str(clock.today() - timedelta(days=1)), "need_found": False},
            {"done_on": today, "need_found": False, "service": "job.train"},
            {"done_on": today, "need_found": True, "service": "no.such"},
            {"done_on": today, "need_found": True, "service": "law.dv"},
            {"done_on": today, "need_found": True, "remark": "她丈夫"},
        ):
            assert (await tell(client, planned, "made", **said)).status_code == 422, said
        assert (await tell(client, planned, "not-made", because="她不想说")).status_code == 422
        not_mine = await tell(second, planned, "made", done_on=today, need_found=False)
        bare = await client.post(f"/v1/desk/visits/{planned['id']}/not-made", json={"because": "not_at_home"})
        key = {"Idempotency-Key": "the-same-key-twice", "If-Match": '"1"'}
        path, said = f"/v1/desk/visits/{planned['id']}/not-made", {"because": "road_or_weather"}
        first = await client.post(path, json=said, headers=key)
        twice = await client.post(path, json=said, headers=key)
        after = await tell(client, first.json(), "made", done_on=today, need_found=False)
    assert (not_mine.status_code, bare.status_code) == (403, 428)
    assert (first.status_code, twice.json(), twice.headers["idempotency-replayed"]) == (200, first.json(), "true")
    assert after.json()["code"] == "step_not_possible"


async def test_B3_visit_coverage_is_counted_by_village_and_quarter_for_township_and_county(
    world: World, visit: Visits
) -> None:
    quiet = OTHER_VILLAGE
    entries = [await enter(world, await world.woman()) for _ in range(11)]
    declined = [await world.woman() for _ in range(6)]
    for woman in declined:
        await enter(world, woman)
        async with visit(woman) as she:
            await she.put("/v1/my/visits/wish", json={"no_visits": True})
    for _ in range(5):
        await enter(world, await world.woman(village=quiet), village=quiet)
    async with visit(await villages.cadre(world)) as client:
        for entry in entries[:6]:
            await go(client, entry)
        forbidden = await client.get(f"/v1/desk/visit-coverage?quarter={villages.this_quarter()}")
    path = f"/v1/desk/visit-coverage?quarter={villages.this_quarter()}"
    async with visit(await villages.town(world)) as client:
        own = (await client.get(path)).json()
        malformed = await client.get("/v1/desk/visit-coverage?quarter=2026-Q5")
        unborn = await client.get("/v1/desk/visit-coverage?quarter=2099-Q1")
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as client:
        all_of_it = (await client.get(path)).json()
        earlier = (await client.get("/v1/desk/visit-coverage?quarter=2020-Q1")).json()
    expected = {"women": "17", "visited": "6", "declined": "6", "share": "54%", "is_silent": False}
    assert [{key: one[key] for key in expected} for one in own["items"]] == [expected]
    assert own["silent"] == []
    assert {one["village"] for one in all_of_it["items"]} == {VILLAGE, quiet}
    assert [one["village"] for one in all_of_it["silent"]] == [quiet]
    assert earlier["items"] == []
    assert (forbidden.status_code, malformed.status_code, unborn.status_code) == (403, 422, 422)


async def test_B3_visit_coverage_hides_what_is_under_five(world: World, visit: Visits) -> None:
    entries = [await enter(world, await world.woman()) for _ in range(9)]
    her = await world.woman()
    await enter(world, her)
    async with visit(her) as she:
        await she.put("/v1/my/visits/wish", json={"no_visits": True})
    async with visit(await villages.cadre(world)) as client:
        for entry in entries[:2]:
            await go(client, entry)
    async with visit(await world.staff(Role.COUNTY_DESK, "county_desk")) as client:
        shown = (await client.get(f"/v1/desk/visit-coverage?quarter={villages.this_quarter()}")).json()["items"][0]
    assert (shown["visited"], shown["declined"], shown["share"]) == ("<5", "<5", "—")
