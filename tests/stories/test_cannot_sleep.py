"""She cannot sleep: mood check sent, same-day call, three sessions, another counsellor, closed with a plan."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import text

from app import audit, clock
from app.domain.counselling import crisis, figures, reminding
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import care
from tests.care import CALM, MONDAY
from tests.desk import must, version_of
from tests.outside import StandIns, deliver_all
from tests.visits import Visits
from tests.world import COUNTY, World

NIGHT = MONDAY + timedelta(hours=13, minutes=30)  # half past ten in the evening
CHECKS = ["spoke_safely", "no_danger_now", "knows_whom_to_call"]


async def worker_looks(world: World, at: datetime) -> None:
    """Let the worker do at one moment what it does every few minutes."""
    with clock.stopped(at):
        async with world.as_worker() as session:
            waiting = await crisis.due(session, county=COUNTY)
        for one in waiting:
            async with world.as_worker() as session:
                await crisis.climb_late(session, county=COUNTY, request_id=one)
        async with world.as_worker() as session:
            await reminding.remind(session, county=COUNTY)
        async with StandIns().outside() as outside:
            await deliver_all(world, outside)


async def held(client: AsyncClient, request: str, booking: str, note: str) -> dict[str, Any]:
    said = {"booking_id": booking, "state": "held", "note": note}
    answer = await client.post(f"/v1/desk/requests/{request}/counselling/sessions", json=said)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_she_cannot_sleep_and_somebody_listens_until_there_is_a_plan(world: World, visit: Visits) -> None:
    boss = await care.supervisor_of(world)
    wang, chen = [await care.counsellor(world, boss, name=name) for name in ("王老师", "陈老师")]
    night_duty = await care.counsellor(world, boss, name="李老师", trained=True)
    await care.roster(world, wang, chen, boss)
    await care.shift(world, night_duty)
    her = await world.woman(phone="19900007777")
    request = await she_sends_her_mood_check_at_night(world, visit, her, night_duty)
    await two_sessions_with_wang(world, visit, her, wang, request)
    await another_counsellor_and_a_third_session(world, visit, her, wang, chen, request)
    await closed_with_a_plan(visit, her, chen, boss, request)
    await nothing_is_left_open(world, visit, request)


async def she_sends_her_mood_check_at_night(world: World, visit: Visits, her: Actor, on_duty: Actor) -> str:
    with clock.stopped(NIGHT):
        async with visit(her) as she:
            questions = (await she.get("/v1/my/counselling/mood-check")).json()
            answers = {one["code"]: CALM[one["code"]] for one in questions["questions"]}
            sent = (await care.send_mood(she, {**answers, "harm": 1})).json()
        assert [one["number"] for one in sent["lines"]] == ["12356", "110", "120"]
        assert sent["call_by"] == "2026-11-24T00:30:00+08:00"
    request: str = sent["request_id"]
    await worker_looks(world, NIGHT + timedelta(minutes=5))
    with clock.stopped(NIGHT + timedelta(minutes=20)):
        async with visit(on_duty) as client:
            told = {one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]}
            assert "task_new" in told
            await must(client, request, "accept")
            missed = await care.call(client, request, answered="nobody", safe=False, danger=True)
            assert missed.status_code == 200
            spoken = (await care.call(client, request, answered="her", danger=True)).json()
            note = f"/v1/desk/requests/{request}/counselling/notes"
            await client.post(note, json={"note": "电话里稳定下来，答应明早去妹妹家。"})
        assert spoken["danger"][0]["reached"] is True
    await worker_looks(world, NIGHT + timedelta(hours=9))
    return request


async def two_sessions_with_wang(world: World, visit: Visits, her: Actor, wang: Actor, request: str) -> None:
    days = [MONDAY + timedelta(days=day) for day in (1, 3)]
    with clock.stopped(MONDAY + timedelta(hours=22)):
        slots = [await care.offer(visit, wang, day) for day in days]
        async with visit(her) as she:
            offered = (await she.get(f"/v1/my/counselling/slots?request_id={request}")).json()["items"]
            assert [one["id"] for one in offered] == slots
            booked = [await care.book(she, slot, request_id=request) for slot in slots]
    for day, one in zip(days, booked, strict=True):
        await worker_looks(world, day - timedelta(hours=2))
        with clock.stopped(day + timedelta(hours=1)):
            async with visit(wang) as client:
                await held(client, request, one["id"], "谈了夜里的担心。")
    with clock.stopped(days[1] + timedelta(hours=2)):
        async with visit(wang) as client:
            assert (await care.write_plan(client, request)).status_code == 200


async def another_counsellor_and_a_third_session(
    world: World, visit: Visits, her: Actor, wang: Actor, chen: Actor, request: str
) -> None:
    day = MONDAY + timedelta(days=7)
    with clock.stopped(MONDAY + timedelta(days=4)):
        slot = await care.offer(visit, chen, day, way="in_person", place="home.500230102")
        async with visit(her) as she:
            changed = await she.post(f"/v1/my/requests/{request}/counselling/change", json={"with_notes": True})
            assert (changed.status_code, changed.json()["counsellor"]) == (200, None)
            booked = await care.book(she, slot, request_id=request)
            assert booked["place"]["name"] == "社坛镇妇女之家"
        async with visit(wang) as client:
            assert (await client.get(f"/v1/desk/requests/{request}")).status_code == 404
        async with visit(chen) as client:
            notes = (await client.get(f"/v1/desk/requests/{request}/counselling/notes")).json()["items"]
            assert [one["mine"] for one in notes] == [False, False, False], "she let the notes go along"
    await worker_looks(world, day - timedelta(hours=2))
    with clock.stopped(day + timedelta(hours=1)):
        async with visit(chen) as client:
            await held(client, request, booked["id"], "睡得好些了。")


async def closed_with_a_plan(visit: Visits, her: Actor, chen: Actor, boss: Actor, request: str) -> None:
    end = MONDAY + timedelta(days=7, hours=2)
    with clock.stopped(end):
        async with visit(chen) as client:
            assert (await care.write_plan(client, request, 1, goals=["一个人也睡得着"])).status_code == 200
            await must(client, request, "reply", body="计划我们一起写好了，您打开就能看。")
            assert await version_of(client, request) > 10
            await must(client, request, "resolve", body="三次谈完了，计划写好了。", safety_check=CHECKS)
        async with visit(boss) as client:
            await must(client, request, "approve", agree=True)
    with clock.stopped(end + timedelta(hours=1)):
        async with visit(her) as she:
            mine = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
            closed = (await she.post(f"/v1/my/requests/{request}/confirm")).json()
            lines = [one["line"] for one in closed["timeline"]]
    assert mine["plan"]["goals"] == ["一个人也睡得着"]
    assert [one["state"] for one in mine["bookings"]] == ["held", "held", "held"]
    assert [one["answered"] for one in mine["attempts"]] == ["nobody", "her"]
    assert closed["state"] == "closed"
    for line in (
        "您可能有危险，已请受过训练的人给您打电话。",
        "您换了辅导人，请另选一个时间。",
        "计划写好了，打开就能看。",
    ):
        assert line in lines


async def nothing_is_left_open(world: World, visit: Visits, request: str) -> None:
    """The calls are off the desks, the audit holds, and the county learns of it by count only."""
    async with world.as_owner() as session:
        tasks = text("SELECT count(*) FROM request_task WHERE state = 'open'")
        assert (await session.execute(tasks)).scalar_one() == 0
        assert await audit.verify(session, county=COUNTY) == []
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    with clock.stopped(MONDAY + timedelta(days=20)):
        async with world.as_worker() as session:
            await figures.count(session, county=COUNTY)
        async with visit(desk) as client:
            months = (await client.get("/v1/desk/counselling/figures?year=2026")).json()["months"]
            assert (await client.get(f"/v1/desk/requests/{request}")).status_code == 404
    assert months[-1]["month"] == "2026-11"
    assert set(months[-1]["counts"].values()) == {"<5"}
