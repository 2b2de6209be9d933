"""Somebody else, and the end: changing, handing over with her yes, closing with a plan."""

from datetime import timedelta

from sqlalchemy import text

from app import clock
from app.vocabulary import Role
from tests import care
from tests.care import MONDAY
from tests.desk import ask_for, must, step
from tests.visits import Visits
from tests.world import World

TOMORROW = MONDAY + timedelta(days=1)


async def test_B3_the_first_change_of_counsellor_needs_no_word_and_the_second_says_why(
    world: World, visit: Visits
) -> None:
    first, second, boss = await care.two(world)
    third = await care.counsellor(world, boss, name="孙老师")
    with clock.stopped(MONDAY):
        times = [
            await care.offer(visit, who, TOMORROW + timedelta(hours=hour))
            for hour, who in enumerate((first, second, third))
        ]
        async with visit(await world.woman()) as she:
            request = (await care.book(she, times[0]))["request_id"]
            path = f"/v1/my/requests/{request}/counselling/change"
            passed_over = await she.post(
                "/v1/my/counselling/bookings", json={"slot_id": times[1], "request_id": request}
            )
            nobody = await she.post(
                f"/v1/my/requests/{(await ask_for(she, 'care.sw'))['id']}/counselling/change", json={}
            )
            changed = (await she.post(path, json={})).json()
            offered = {one["id"] for one in await care.listed(she, request_id=request)}
            back = await she.post("/v1/my/counselling/bookings", json={"slot_id": times[0], "request_id": request})
            await care.book(she, times[1], request_id=request)
            silent = await she.post(path, json={})
            said = await she.post(path, json={"reason": "说话太快，我跟不上"})
        async with visit(first) as client:
            left = await client.get(f"/v1/desk/requests/{request}/counselling")
        async with visit(boss) as client:
            stays = await client.get(f"/v1/desk/requests/{request}/counselling")
    assert passed_over.json()["code"] == "change_first"
    assert nobody.json()["code"] == "no_counsellor"
    assert (changed["counsellor"], changed["may_change_freely"]) == (None, False)
    assert [one["state"] for one in changed["bookings"]] == ["cancelled"]
    assert (offered, back.status_code) == ({times[1], times[2]}, 404)
    assert (silent.status_code, silent.json()["code"], said.status_code) == (422, "reason_needed", 200)
    assert (left.status_code, stays.status_code) == (404, 200)


async def test_B3_a_hand_over_needs_her_yes_and_notes_go_along_only_when_she_says_so(
    world: World, visit: Visits
) -> None:
    first, second, boss = await care.two(world)
    other = await care.counsellor(world, boss, name="孙老师")
    async with world.as_owner() as session:
        query = text("SELECT id FROM counsellor WHERE staff_id = :staff")
        ids = {
            actor.id: str((await session.execute(query, {"staff": actor.id})).scalar_one())
            for actor in (first, second, other)
        }
    why = "下个月我去进修，想请孙老师接着陪您。"
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
            path = f"/v1/desk/requests/{request}/counselling"
            async with visit(first) as client:
                await client.post(f"{path}/notes", json={"note": "第一次见面，睡不好三个月了。"})
                to_self = await client.post(f"{path}/hand-overs", json={"counsellor_id": ids[first.id], "reason": why})
                await client.post(f"{path}/hand-overs", json={"counsellor_id": ids[other.id], "reason": why})
                twice = await client.post(f"{path}/hand-overs", json={"counsellor_id": ids[other.id], "reason": why})
            async with visit(other) as client:
                before = await client.get(path)
            asked = (await she.get(f"/v1/my/requests/{request}/counselling")).json()["hand_over"]
            no = (await she.post(f"/v1/my/counselling/hand-overs/{asked['id']}/answer", json={"agree": False})).json()
            async with visit(first) as client:
                await client.post(f"{path}/hand-overs", json={"counsellor_id": ids[other.id], "reason": why})
            again = (await she.get(f"/v1/my/requests/{request}/counselling")).json()["hand_over"]
            answer = f"/v1/my/counselling/hand-overs/{again['id']}/answer"
            yes = (await she.post(answer, json={"agree": True, "with_notes": True})).json()
            over = await she.post(answer, json={"agree": True})
        async with visit(other) as client:
            notes = (await client.get(f"{path}/notes")).json()["items"]
        async with visit(first) as client:
            gone = await client.get(f"{path}/notes")
    assert (to_self.json()["code"], twice.status_code) == ("cannot_go_on", 409)
    assert before.status_code == 404
    assert (asked["to"]["name"], asked["reason"]) == ("孙老师", why)
    assert (no["counsellor"]["name"], no["hand_over"]) == ("王老师", None)
    assert (yes["counsellor"]["name"], over.status_code) == ("孙老师", 409)
    assert [one["note"] for one in notes] == ["第一次见面，睡不好三个月了。"]
    assert gone.status_code == 404


async def test_B3_counselling_closes_with_a_plan_she_can_read_and_heard_danger_needs_the_supervisors_checklist(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    first = await care.counsellor(world, boss)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she, visit(first) as client:
            request = (await care.book(she, slot, service="care.sw"))["request_id"]
            path = f"/v1/desk/requests/{request}/counselling"
            await must(client, request, "accept")
            await must(client, request, "reply", body="我们明天见。")
            planless = await step(client, request, "resolve", body="谈好了。")
            stale = await care.write_plan(client, request, 3)
            planned = await care.write_plan(client, request)
            seen = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
            await client.post(f"{path}/topics", json={"topics": ["child"]})
            bare = await step(client, request, "resolve", body="谈好了。")
            asked = (await client.get(f"/v1/desk/requests/{request}")).json()["safety_checks"]
            checks = [one["code"] for one in asked]
            await must(client, request, "resolve", body="谈好了。", safety_check=checks)
            async with visit(boss) as head:
                agreed = await must(head, request, "approve", agree=True)
    assert (planless.status_code, planless.json()["code"]) == (409, "plan_first")
    assert (stale.status_code, planned.status_code, planned.headers["etag"]) == (412, 200, '"1"')
    assert seen["plan"]["goals"] == planned.json()["plan"]["goals"] == ["睡得着"]
    assert (bare.status_code, len(checks)) == (422, 4)
    assert agreed["state"] == "resolved"


async def test_a_counsellor_of_hers_is_not_replaced_by_assign_or_transfer_without_her_yes(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    first = await care.counsellor(world, boss)
    colleague = await world.staff(Role.DEPARTMENT_HANDLER, "civil_affairs")
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot, service="care.sw"))["request_id"]
        async with visit(first) as client:
            await must(client, request, "accept")
            moved = await step(client, request, "transfer", office="womens_federation", note="请你们接着办这件事。")
        async with visit(boss) as client:
            given = await step(client, request, "assign", staff_id=str(colleague.id), note="请你接着办这件事情。")
    assert [one.json()["code"] for one in (moved, given)] == ["ask_her_first"] * 2


async def test_when_she_changes_away_from_whoever_had_to_call_in_danger_another_calls_at_once(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    first = await care.counsellor(world, boss, name="王老师", trained=True)
    other = await care.counsellor(world, boss, name="李老师", trained=True)
    await care.roster(world, first, await care.counsellor(world, boss, name="陈老师"), boss)
    await care.shift(world, first)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman(phone="19900007777")) as she:
            request = (await care.book(she, slot))["request_id"]
            sent = (await care.send_mood(she, {**care.CALM, "harm": 1}, request_id=request)).json()
            await care.shift(world, other)
            changed = await she.post(f"/v1/my/requests/{request}/counselling/change", json={})
        async with visit(other) as client:
            queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
            reached = await care.call(client, request, answered="her", danger=True)
    assert (sent["danger"], changed.status_code) == (True, 200)
    assert {row["staff_id"] for row in queue} == {str(other.id)}
    assert reached.json()["danger"][0]["reached"] is True
