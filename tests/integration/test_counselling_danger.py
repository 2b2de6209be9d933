"""Danger is answered with numbers at once, called today by whoever is on duty and trained, and climbs."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app import clock
from app.domain.counselling import crisis, duty_gaps
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import care
from tests.care import CALM, MONDAY
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import COUNTY, World


async def climb(world: World) -> int:
    """Let the worker look once for danger nobody has answered."""
    async with world.as_worker() as session:
        waiting = await crisis.due(session, county=COUNTY)
    taken = 0
    for request_id in waiting:
        async with world.as_worker() as session:
            taken += await crisis.climb_late(session, county=COUNTY, request_id=request_id)
    return taken


async def alarms(visit: Visits, desk: Actor) -> list[dict[str, Any]]:
    async with visit(desk) as client:
        items: list[dict[str, Any]] = (await client.get("/v1/desk/notices")).json()["items"]
    return [one for one in items if one["kind"] == "duty_gap"]


async def test_B3_danger_is_answered_with_numbers_at_once_and_a_trained_woman_on_duty_calls_the_same_day(
    world: World, visit: Visits
) -> None:
    _, _, boss, _ = await care.people(world)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    untrained = await care.counsellor(world, boss, name="钱老师")
    trained = await care.counsellor(world, boss, name="李老师", trained=True)
    for one in (untrained, trained):
        await care.shift(world, one)
    with clock.stopped(MONDAY + timedelta(hours=1)):
        async with visit(await world.woman()) as she:
            sent = (await care.send_mood(she, {**CALM, "harm": 1})).json()
            seen = (await she.get(f"/v1/my/requests/{sent['request_id']}/counselling")).json()
            lines = [one["line"] for one in (await she.get(f"/v1/my/requests/{sent['request_id']}")).json()["timeline"]]
        async with visit(trained) as client:
            queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
            told = (await client.get("/v1/desk/notices")).json()["items"]
        async with visit(untrained) as client:
            theirs = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
    assert (sent["danger"], sent["nobody_on_duty"]) == (True, False)
    assert [one["number"] for one in sent["lines"]] == ["12356", "110", "120"]
    assert sent["call_by"] == "2026-11-23T12:00:00+08:00"
    assert (seen["danger"][0]["reached"], seen["attempts"]) == (False, [])
    assert lines[-1] == "您可能有危险，已请受过训练的人给您打电话。"
    assert [row["id"] for row in queue] == [sent["request_id"]]
    assert "task_new" in {one["kind"] for one in told}
    assert {row["staff_id"] for row in [*queue, *theirs]} == {str(trained.id)}, "on duty alone is not enough"
    assert await alarms(visit, desk) == []


async def test_two_calls_without_her_climb_the_closed_ladder_and_she_sees_every_one_dated(
    world: World, visit: Visits
) -> None:
    _, second, boss, _ = await care.people(world)
    on_duty = await care.counsellor(world, boss, name="李老师", trained=True)
    await care.shift(world, on_duty)
    her = await world.woman(phone="19900007777")
    with clock.stopped(MONDAY):
        async with visit(her) as she:
            request = (await care.send_mood(she, {**CALM, "harm": 2})).json()["request_id"]
    path = f"/v1/desk/requests/{request}/counselling"
    async with visit(on_duty) as client:
        with clock.stopped(MONDAY + timedelta(minutes=10)):
            unprepared = await client.post(f"{path}/attempts", json={"answered": "nobody", "safe": False})
            await care.call(client, request, answered="nobody", safe=False, danger=True)
        with clock.stopped(MONDAY + timedelta(minutes=30)):
            climbed = (await care.call(client, request, answered="another", safe=False, danger=True)).json()
    async with visit(second) as client:
        with clock.stopped(MONDAY + timedelta(minutes=40)):
            queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
            reached = (await care.call(client, request, answered="her", danger=True)).json()
    with clock.stopped(MONDAY + timedelta(days=1)):
        later = await climb(world)
        async with visit(her) as she:
            seen = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
            lines = [one["line"] for one in (await she.get(f"/v1/my/requests/{request}")).json()["timeline"]]
    assert (unprepared.status_code, unprepared.json()["code"]) == (409, "talk_first")
    assert (climbed["danger"][0]["rung"], reached["danger"][0]["reached"], later) == (1, True, 0)
    assert [row["id"] for row in queue] == [request]
    assert [(one["at"][:16], one["answered"], one["in_danger"]) for one in seen["attempts"]] == [
        ("2026-11-23T09:10", "nobody", True),
        ("2026-11-23T09:30", "another", True),
        ("2026-11-23T09:40", "her", True),
    ]
    assert [line for line in lines if "电话" in line][1:] == [
        "给您打过电话，没有打通。",
        "给您打过电话，不是您接的，没有说是什么事。",
        "电话还没有打通，已请第二位专人接着联系您。",
        "给您打过电话，说上话了。",
    ]


async def test_danger_nobody_calls_about_climbs_by_itself_and_a_stopped_worker_catches_up_in_order(
    world: World, visit: Visits
) -> None:
    _, _, boss, officer = await care.people(world)
    on_duty = await care.counsellor(world, boss, name="李老师", trained=True)
    await care.shift(world, on_duty)
    her = await world.woman()
    with clock.stopped(MONDAY):
        async with visit(her) as she:
            request = (await care.send_mood(she, {**CALM, "afraid": 1})).json()["request_id"]
    with clock.stopped(MONDAY + timedelta(minutes=119)):
        early = await climb(world)
    with clock.stopped(MONDAY + timedelta(hours=9)):
        caught_up, again = await climb(world), await climb(world)
        async with visit(officer) as client:
            opened = await client.get(f"/v1/desk/requests/{request}/counselling")
    async with world.as_owner() as session:
        query = text("SELECT facts FROM request_event WHERE step = 'climb' AND facts ? 'crisis' ORDER BY seq")
        rungs = [(one["to"], one["was_due"][11:16]) for one in (await session.execute(query)).scalars()]
    assert (early, caught_up, again) == (0, 3, 0)
    assert rungs == [("second", "11:00"), ("supervisor", "12:00"), ("officer", "13:00")]
    assert opened.status_code == 200


async def test_a_roster_with_nobody_on_duty_alarms_the_county_by_count_and_she_still_gets_numbers_and_a_caller(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await care.people(world)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    with clock.stopped(MONDAY):
        async with visit(await world.woman()) as she:
            sent = (await care.send_mood(she, {**CALM, "harm": 3})).json()
            twice = (await care.send_mood(she, {**CALM, "harm": 3}, request_id=sent["request_id"])).json()
        async with visit(first) as client:
            queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
        async with visit(desk) as client:
            gaps = (await client.get("/v1/desk/counselling/duty-gaps")).json()
            look = (await client.get(f"/v1/desk/requests/{sent['request_id']}")).status_code
        told = await alarms(visit, desk)
    assert (sent["nobody_on_duty"], [one["number"] for one in sent["lines"]]) == (True, ["12356", "110", "120"])
    assert twice["call_by"] == sent["call_by"], "one danger, one call"
    assert [row["id"] for row in queue] == [sent["request_id"]]
    assert look == 404
    closed = [one["service"] for one in gaps["services"]]
    assert gaps["nobody_now"] == len(closed) >= 4
    assert [one["text"] for one in told] == [f"值班表现在有 {len(closed)} 项没有人，请马上安排。"]
    assert sent["request_id"] not in str(told)


async def test_the_worker_watches_the_roster_and_an_untrained_person_covers_no_danger(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    await care.shift(world, await care.counsellor(world, boss, name="钱老师"))
    with clock.stopped(MONDAY):
        async with world.as_worker() as session:
            before = await duty_gaps.watch(session, county=COUNTY)
        await care.shift(world, await care.counsellor(world, boss, name="李老师", trained=True), hours=10)
        async with world.as_worker() as session:
            after = await duty_gaps.watch(session, county=COUNTY)
            same_hour = await duty_gaps.watch(session, county=COUNTY)
        async with visit(desk) as client:
            gaps = (await client.get("/v1/desk/counselling/duty-gaps")).json()["services"]
        told = await alarms(visit, desk)
    (ours,) = [one for one in gaps if one["service"] == "care.psych"]
    assert (before - after, same_hour) == (1, after)
    assert (ours["nobody_now"], [one["begins_at"] for one in ours["gaps"]]) == (False, ["2026-11-23T19:00:00+08:00"])
    assert len(told) == 2, "one for each count of an hour"


async def test_a_counsellor_who_hears_danger_in_a_talk_raises_the_call_herself(world: World, visit: Visits) -> None:
    first, second, boss, _ = await care.people(world)
    trained = await care.counsellor(world, boss, name="李老师", trained=True)
    await care.shift(world, trained)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, MONDAY + timedelta(hours=1))
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
        path = f"/v1/desk/requests/{request}/counselling/topics"
        async with visit(first) as client:
            fraud = await client.post(path, json={"topics": ["fraud"]})
            marked = await client.post(path, json={"topics": ["violence"], "in_danger_now": True})
            checks = (await client.get(f"/v1/desk/requests/{request}")).json()["safety_checks"]
        async with visit(second) as client:
            colleague = await client.post(path, json={"topics": []})
        async with visit(trained) as client:
            opened = await client.get(f"/v1/desk/requests/{request}/counselling")
    assert (fraud.status_code, marked.status_code, colleague.status_code, opened.status_code) == (422, 200, 403, 200)
    assert (marked.json()["topics"], len(marked.json()["danger"])) == (["violence"], 1)
    assert {one["code"] for one in checks} >= {"no_danger_now"}


async def test_a_social_work_request_calls_in_danger_too_and_lets_only_the_caller_in(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    trained = await care.counsellor(world, boss, name="李老师", trained=True)
    await care.shift(world, trained)
    with clock.stopped(MONDAY):
        async with visit(await world.woman(phone="19900007777")) as she:
            asked = await ask_for(she, "care.sw", telling="想找人商量")
            sent = await care.send_mood(she, {**CALM, "harm": 1}, request_id=asked["id"])
        async with visit(trained) as client:
            opened = await client.get(f"/v1/desk/requests/{asked['id']}/counselling")
            reached = await care.call(client, asked["id"], answered="her", danger=True)
    assert (sent.status_code, opened.status_code) == (201, 200)
    assert reached.json()["danger"][0]["reached"] is True
