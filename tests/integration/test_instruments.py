"""Warnings with their visits, protection orders with alarms given once each, reports whose maker is hidden."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response
from sqlalchemy import text

from app import clock
from app.domain.legal_aid import alarms
from app.domain.legal_aid.orders import months_later
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in the county


async def act(client: AsyncClient, paper: dict[str, Any], name: str, **said: Any) -> Response:
    """Take one step on an instrument as it is now."""
    listed = (await client.get(f"/v1/desk/requests/{paper['request_id']}/instruments")).json()["items"]
    now = next(one for one in listed if one["id"] == paper["id"])
    header = {"If-Match": f'"{now["version"]}"'}
    return await client.post(f"/v1/desk/instruments/{paper['id']}/{name}", json=said or None, headers=header)


async def ring(world: World, moment: datetime) -> int:
    """Let the worker give the alarms of a moment."""
    given = 0
    with clock.stopped(moment):
        async with world.as_worker() as session:
            waiting = await alarms.due(session, county=COUNTY)
        for one in waiting:
            async with world.as_worker() as session:
                given += await alarms.give(session, county=COUNTY, alarm_id=one)
    return given


async def case(world: World, visit: Visits) -> tuple[Actor, list[Actor], str]:
    """A closed request of a beaten woman; she, the case's people, and the request."""
    people = list(await trio(world, "womens_federation"))
    await roster(world, "law.dv", *people)
    her = await world.woman()
    async with visit(her) as she:
        asked = await ask_for(she, "law.dv", telling="他打我")
    return her, people, str(asked["id"])


async def order(client: AsyncClient, request: str, **said: Any) -> dict[str, Any]:
    told = {"applied_at": clock.now().isoformat(), "court": "丰都县人民法院"} | said
    answer = await client.post(f"/v1/desk/requests/{request}/protection-orders", json=told)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_B4_the_court_has_72_hours_urgent_24_and_an_alarm_says_when_they_are_over(
    world: World, visit: Visits
) -> None:
    _, (first, *_others), request = await case(world, visit)
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            calm = await order(client, request, oral=True)
            urgent = await order(client, request, urgent=True, applicant="federation")
            future = await client.post(
                f"/v1/desk/requests/{request}/protection-orders",
                json={"applied_at": (MONDAY + timedelta(hours=1)).isoformat(), "court": "法院"},
            )
    assert (calm["due_at"], urgent["due_at"]) == ("2026-11-26T09:00:00+08:00", "2026-11-24T09:00:00+08:00")
    assert (calm["oral"], urgent["party"], future.status_code) == (True, "federation", 422)
    given = [await ring(world, MONDAY + timedelta(hours=hours)) for hours in (23, 25, 26, 73)]
    assert given == [0, 1, 0, 1]


async def test_B4_an_order_longer_than_six_months_is_refused_with_its_own_sentence(world: World, visit: Visits) -> None:
    _, (first, *_others), request = await case(world, visit)
    said = {"granted": True, "decided_at": MONDAY.isoformat()}
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            paper = await order(client, request)
            long = await act(client, paper, "order-decided", **said, valid_until="2027-05-24")
            backwards = await act(client, paper, "order-decided", **said, valid_until="2026-11-23")
            endless = await act(client, paper, "order-decided", **said)
            fits = await act(client, paper, "order-decided", **said, valid_until="2027-05-23")
    assert [one.status_code for one in (long, backwards, endless, fits)] == [422, 422, 422, 200]
    assert "最长6个月（到 2027-05-23）" in long.text
    assert months_later(datetime(2026, 8, 31, tzinfo=UTC).date(), 6).isoformat() == "2027-02-28"


async def granted(client: AsyncClient, request: str, until: str) -> dict[str, Any]:
    paper = await order(client, request)
    answer = await act(
        client, paper, "order-decided", granted=True, decided_at=clock.now().isoformat(), valid_until=until
    )
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_B4_alarms_30_and_7_days_before_the_end_reach_her_and_the_case_once_each(
    world: World, visit: Visits
) -> None:
    her, (first, second, _), request = await case(world, visit)
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            await granted(client, request, "2027-04-30")
    last_day = datetime(2027, 4, 30, 1, 0, tzinfo=UTC)
    given = [await ring(world, last_day - timedelta(days=days, minutes=-1)) for days in (31, 30, 30, 8, 7, 7, 0)]
    assert given == [0, 1, 0, 0, 1, 0, 0]
    async with visit(her) as she:
        seen = (await she.get(f"/v1/my/requests/{request}")).json()["timeline"]
        mine = (await she.get(f"/v1/my/requests/{request}/instruments")).json()["items"][0]
    assert ["快到期了" in seen[-2]["line"], "这几天就到期" in seen[-1]["line"]] == [True, True]
    assert [one["given_at"] is not None for one in mine["alarms"]] == [True, True]
    for member in (first, second):
        async with visit(member) as client:
            with clock.stopped(last_day):
                kinds = [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]
        assert kinds.count("task_due") == 2


async def test_B4_an_alarm_due_while_the_worker_was_down_is_given_late_and_once(world: World, visit: Visits) -> None:
    her, (first, *_others), request = await case(world, visit)
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            await granted(client, request, "2027-04-30")
    back = datetime(2027, 4, 28, 3, 0, tzinfo=UTC)
    given = [await ring(world, back), await ring(world, back), await ring(world, back + timedelta(days=9))]
    async with visit(her) as she:
        seen = (await she.get(f"/v1/my/requests/{request}")).json()["timeline"]
    assert given == [2, 0, 0]
    assert sum("到期" in line["line"] for line in seen) == 2


async def test_B4_an_alarm_outlives_a_closed_request_and_is_silent_for_a_stopped_one(
    world: World, visit: Visits
) -> None:
    her, (first, _, head), request = await case(world, visit)
    checks = ["spoke_safely", "no_danger_now", "knows_whom_to_call", "duty_to_report_done"]
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            await granted(client, request, "2027-04-30")
            await must(client, request, "accept")
            await must(client, request, "reply", body="我们在。")
            await must(client, request, "resolve", body="令已经发了。", safety_check=checks)
    async with visit(head) as client, visit(her) as she:
        with clock.stopped(MONDAY):
            await must(client, request, "approve", agree=True)
            assert (await she.post(f"/v1/my/requests/{request}/confirm")).json()["state"] == "closed"
    assert await ring(world, datetime(2027, 4, 10, 3, 0, tzinfo=UTC)) == 1
    async with world.as_owner() as session:
        await session.execute(text("UPDATE help_request SET state = 'withdrawn'"))
    assert await ring(world, datetime(2027, 4, 29, 3, 0, tzinfo=UTC)) == 0


async def test_B4_an_extension_before_the_end_moves_the_alarms_and_after_it_is_refused(
    world: World, visit: Visits
) -> None:
    _, (first, *_others), request = await case(world, visit)
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            paper = await granted(client, request, "2027-01-31")
        with clock.stopped(MONDAY + timedelta(days=60)):
            now = clock.now().isoformat()
            long = await act(client, paper, "order-extended", decided_at=now, valid_until="2027-08-01")
            longer = await act(client, paper, "order-extended", decided_at=now, valid_until="2027-06-30")
        with clock.stopped(MONDAY + timedelta(days=300)):
            late = await act(
                client, paper, "order-extended", decided_at=clock.now().isoformat(), valid_until="2027-12-01"
            )
            ended = await act(client, paper, "order-ended", on="2027-06-29", reason="她自己申请撤销")
    assert [one.status_code for one in (long, longer, late, ended)] == [422, 200, 409, 200]
    assert "已经到期，不能延长" in late.text
    due = [one["due_at"] for one in longer.json()["alarms"] if one["kind"].startswith("order_ends")]
    assert due == ["2027-05-31T09:00:00+08:00", "2027-06-23T09:00:00+08:00"]
    assert await ring(world, MONDAY + timedelta(days=301)) == 0


async def test_B4_a_warning_is_followed_by_visits_of_police_and_village(world: World, visit: Visits) -> None:
    her, (first, second, _), request = await case(world, visit)
    said = {"issued_at": MONDAY.isoformat(), "station": "三合派出所", "served_on_both": True, "village_told": True}
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            paper = (await client.post(f"/v1/desk/requests/{request}/written-warnings", json=said)).json()
        assert sorted(one["kind"] for one in paper["alarms"]) == ["visit_police"] * 3 + ["visit_village"] * 3
        police = next(one for one in paper["alarms"] if one["kind"] == "visit_police")
        with clock.stopped(MONDAY + timedelta(days=5)):
            made = await act(client, paper, "visited", alarm_id=police["id"], on="2026-11-27", safe=False, note="又吵")
            again = await act(client, paper, "visited", alarm_id=police["id"], on="2026-11-27", safe=True)
            unknown = await act(client, paper, "visited", alarm_id=str(uuid4()), on="2026-11-27", safe=True)
    assert [one.status_code for one in (made, again, unknown)] == [200, 409, 404]
    async with visit(second) as client:
        with clock.stopped(MONDAY + timedelta(days=6)):
            heard = [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]
    assert "task_overdue" in heard, "an unsafe visit is told at once"
    assert await ring(world, MONDAY + timedelta(days=7, minutes=1)) == 1, "the village's visit alone is still due"
    async with visit(her) as she:
        mine = (await she.get(f"/v1/my/requests/{request}/instruments")).json()["items"][0]
    assert (mine["name"], mine["alarms"]) == ("告诫书", [])


async def test_B4_who_made_a_mandatory_report_is_shown_to_the_police_alone(world: World, visit: Visits) -> None:
    her, (first, second, head), request = await case(world, visit)
    officer = await world.staff(Role.DEPARTMENT_HANDLER, "public_security")
    said = {"reported_at": MONDAY.isoformat(), "to": "police", "reporter": "村里的李老师", "what": "孩子也挨了打"}
    async with visit(first) as client:
        await must(client, request, "accept")
        await must(client, request, "refer", office="public_security", note="请到现场看看。", ground="duty_to_report")
        with clock.stopped(MONDAY):
            made = await client.post(f"/v1/desk/requests/{request}/mandatory-reports", json=said)
    paper = made.json()
    assert (made.status_code, paper["reporter"], paper["state"]) == (201, None, "reported")
    for member in (first, second, head):
        async with visit(member) as client:
            for path in (f"/v1/desk/requests/{request}/instruments", f"/v1/desk/requests/{request}"):
                assert "李老师" not in (await client.get(path)).text
    async with visit(her) as she:
        shown = await she.get(f"/v1/my/requests/{request}/instruments")
        assert "李老师" not in shown.text
        assert "孩子也挨了打" not in shown.text
        assert [one["party"] for one in shown.json()["items"]] == ["police"]
    async with visit(officer) as client:
        assert (await client.get(f"/v1/desk/requests/{request}/instruments")).json()["items"][0]["reporter"] == (
            "村里的李老师"
        )
    assert await ring(world, MONDAY + timedelta(hours=25)) == 1, "no receipt after a day is an alarm"
    async with visit(first) as client:
        with clock.stopped(MONDAY + timedelta(hours=30)):
            done = await act(client, paper, "receipt", received_at=clock.now().isoformat(), receipt="丰公受〔2026〕8号")
    assert (done.json()["state"], done.json()["receipt"]) == ("received", "丰公受〔2026〕8号")
