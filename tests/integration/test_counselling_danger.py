"""The mood check stays on the telephone until she sends it; danger is answered at once, called today, and climbs."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app import clock
from app.domain.counselling import crisis, duty_gaps, reminding
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import care
from tests.care import CALM, MONDAY
from tests.desk import ask_for
from tests.outside import StandIns, deliver_all
from tests.visits import Visits
from tests.world import COUNTY, World

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


async def people(world: World) -> tuple[Actor, Actor, Actor, Actor]:
    """Handler, second and supervisor of the closed roster, and the county's officer."""
    boss = await care.supervisor_of(world)
    first = await care.counsellor(world, boss, name="王老师")
    second = await care.counsellor(world, boss, name="陈老师")
    await care.roster(world, first, second, boss)
    return first, second, boss, await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation")


async def rows_everywhere(world: World) -> dict[str, int]:
    async with world.as_owner() as session:
        names = (await session.execute(text(TABLES))).scalars().all()
        return {name: (await session.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one() for name in names}  # noqa: S608  our own names


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


async def test_B3_mood_items_never_leave_the_phone_without_her_act(world: World, visit: Visits) -> None:
    await people(world)
    her = await world.woman()
    async with visit(her) as she:
        before = await rows_everywhere(world)
        shown = (await she.get("/v1/my/counselling/mood-check")).json()
        after = await rows_everywhere(world)
        sent = await care.send_mood(she, CALM)
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT answers_sealed FROM counselling_mood_check"))).scalars().all()
        spoken = (await session.execute(text("SELECT string_agg(facts::text, ' ') FROM request_event"))).scalar_one()
        heard = (await session.execute(text("SELECT string_agg(facts::text, ' ') FROM audit_event"))).scalar_one()
    assert after == before, "looking at the questions leaves no trace at all"
    assert (len(shown["questions"]), shown["questions"][4]["danger_from"], shown["reviewed"]) == (6, 1, False)
    assert [one["number"] for one in shown["danger_lines"]] == ["12356", "110", "120"]
    assert (sent.status_code, sent.json()["danger"], sent.json()["lines"]) == (201, False, [])
    assert len(kept) == 1
    for word in ("nervous", "harm", "afraid"):
        assert word.encode() not in bytes(kept[0])
        assert word not in spoken + heard


async def test_a_mood_check_goes_into_her_own_request_and_only_her_counsellors_read_the_answers(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await people(world)
    async with visit(await world.woman()) as she:
        request = (await care.send_mood(she, CALM)).json()["request_id"]
        again = (await care.send_mood(she, CALM, request_id=request)).json()["request_id"]
        old = await care.send_mood(she, CALM, request_id=request, version=9)
        odd = await care.send_mood(she, {**CALM, "harm": 7}, request_id=request)
        short = await care.send_mood(she, {"harm": 1}, request_id=request)
    async with visit(first) as client:
        seen = (await client.get(f"/v1/desk/requests/{request}/counselling")).json()
    assert again == request
    assert (old.status_code, old.json()["code"], odd.status_code, short.status_code) == (
        409,
        "questions_changed",
        422,
        422,
    )
    assert [one["danger"] for one in seen["mood_checks"]] == [False, False]
    answers = {one["question"]: (one["text"], one["score"]) for one in seen["mood_checks"][0]["answers"]}
    assert answers["interest"] == ("做事时提不起劲或没有兴趣", 2)


async def test_B3_danger_is_answered_with_numbers_at_once_and_a_trained_woman_on_duty_calls_the_same_day(
    world: World, visit: Visits
) -> None:
    _, _, boss, _ = await people(world)
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
    _, second, boss, _ = await people(world)
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
    _, _, boss, officer = await people(world)
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
    first, _, _, _ = await people(world)
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
    first, second, boss, _ = await people(world)
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


async def remind(world: World) -> int:
    async with world.as_worker() as session:
        return await reminding.remind(session, county=COUNTY)


async def test_NTF_04_a_reminder_leaves_only_in_her_safe_way_once_and_never_after_the_time(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await people(world)
    her = await world.woman(phone="19900007777")
    at = MONDAY + timedelta(days=2)
    with clock.stopped(MONDAY):
        slots = [await care.offer(visit, first, at + timedelta(hours=hours)) for hours in (0, 3)]
        async with visit(her) as she:
            request = (await care.book(she, slots[0]))["request_id"]
            await care.book(she, slots[1], request_id=request)
        early = await remind(world)
    with clock.stopped(at - timedelta(hours=23)):
        on_time, twice = await remind(world), await remind(world)
        stand_ins = StandIns()
        async with stand_ins.outside() as outside:
            await deliver_all(world, outside)
    with clock.stopped(at + timedelta(hours=5)):  # the worker stood still from the day before until after the second
        too_late = await remind(world)
    async with world.as_owner() as session:
        query = text("SELECT state, outcome, facts FROM notice WHERE kind = 'appointment_soon'")
        (notice,) = (await session.execute(query)).all()
        calls = text("SELECT count(*) FROM request_task WHERE part = 'liaison'")
        assert (await session.execute(calls)).scalar_one() == 0, "a reminder never becomes a call"
    assert (early, on_time, twice, too_late) == (0, 1, 0, 0)
    assert (notice.state, notice.outcome, notice.facts) == ("skipped", "only_when_open", {})
    async with visit(her) as she:
        with clock.stopped(at - timedelta(hours=22)):
            inbox = (await she.get("/v1/my/notices")).json()["items"]
    assert [one["text"] for one in inbox if one["kind"] == "appointment_soon"] == ["您约好的事快到时间了，请打开看看。"]


async def test_NTF_04_where_she_allowed_messages_the_reminder_is_neutral_and_waits_for_her_hours(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await people(world)
    her = await world.woman(phone="19900007777")
    rules = {"channels": ["sms"], "from_hour": 12, "to_hour": 21, "only_when_open": False, "no_message": False}
    at = MONDAY + timedelta(days=2)  # nine in the morning: the day before at nine is before her hours
    stand_ins = StandIns()
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, at, way="voice_message")
        async with visit(her) as she:
            await she.put("/v1/my/safe-contact", json={**rules, "paused": False})
            await care.book(she, slot, tells_only_when_open=False)
    for moment in (at - timedelta(hours=24), at - timedelta(hours=20)):
        with clock.stopped(moment):
            await remind(world)
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
        if moment == at - timedelta(hours=24):
            assert stand_ins.mailbox.last() == []
    texts = {one.text for one in stand_ins.mailbox.last()}
    assert "您约好的事快到时间了，请打开看看。" in texts
    for word in ("谈心", "辅导", "心理", "王老师"):
        assert word not in str(texts)


async def test_NTF_07_paused_contact_holds_a_reminder_back_too(world: World, visit: Visits) -> None:
    first, _, _, _ = await people(world)
    her = await world.woman(phone="19900007777")
    rules = {"channels": ["sms"], "from_hour": 8, "to_hour": 21, "only_when_open": False, "no_message": False}
    at = MONDAY + timedelta(days=2)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, at, way="voice_message")
        async with visit(her) as she:
            await care.book(she, slot)
            kept = await she.put("/v1/my/safe-contact", json={**rules, "paused": True})
            assert kept.status_code == 200, kept.text
    async with world.as_owner() as session:
        await session.execute(text("UPDATE help_request SET tells_only_when_open = false"))
    with clock.stopped(at - timedelta(hours=5)):
        await remind(world)
        stand_ins = StandIns()
        async with stand_ins.outside() as outside:
            await deliver_all(world, outside)
    async with world.as_owner() as session:
        query = text("SELECT outcome FROM notice WHERE kind = 'appointment_soon'")
        assert (await session.execute(query)).scalars().all() == ["paused"]


async def test_appointments_with_a_counsellor_who_is_gone_are_called_off_and_she_chooses_another(
    world: World, visit: Visits
) -> None:
    first, second, _, _ = await people(world)
    admin = await world.staff(Role.ADMIN, "county_desk")
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, MONDAY + timedelta(days=1))
        other = await care.offer(visit, second, MONDAY + timedelta(days=1))
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
            async with world.as_owner() as session:
                query = text("SELECT id FROM counsellor WHERE staff_id = :id")
                row = (await session.execute(query, {"id": first.id})).scalar_one()
            async with visit(admin) as client:
                ended = await client.post(f"/v1/admin/counsellors/{row}/end")
            async with world.as_worker() as session:
                for one in await reminding.adrift(session, county=COUNTY):
                    await reminding.call_off(session, county=COUNTY, request_id=one)
            seen = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
            lines = [one["line"] for one in (await she.get(f"/v1/my/requests/{request}")).json()["timeline"]]
            await care.book(she, other, request_id=request)
            after = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
    assert ended.status_code == 204
    assert [one["state"] for one in seen["bookings"]] == ["cancelled"]
    assert lines[-1] == "一次约好的时间取消了，请另选一个。"
    assert (after["counsellor"]["name"], after["may_change_freely"]) == ("陈老师", True)


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
