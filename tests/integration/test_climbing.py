"""Clocks that climb, day and night; nobody who is gone owns anything; danger closes only after a supervisor's look."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.domain.catalogue import commands
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import climbing, handing_over, workload
from app.models.contacts import Absence
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning, offices open
CHECKS = ["spoke_safely", "no_danger_now", "knows_whom_to_call", "duty_to_report_done"]


async def climb_at(world: World, moment: datetime) -> int:
    """Let the worker look once, at a moment."""
    taken = 0
    with clock.stopped(moment):
        async with world.as_worker() as session:
            waiting = await climbing.due(session, county=COUNTY)
        for request in waiting:
            async with world.as_worker() as session:
                taken += await climbing.climb(session, county=COUNTY, request_id=request)
    return taken


async def heard(visit: Visits, actor: object) -> list[str]:
    async with visit(actor) as client:  # type: ignore[arg-type]
        with clock.stopped(MONDAY + timedelta(days=60)):
            return [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]


async def test_REQ_06_a_late_request_climbs_to_owner_township_head_and_county_and_she_sees_each_rung(
    world: World, visit: Visits
) -> None:
    owner = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.woman()) as she:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match")
        before = await climb_at(world, MONDAY + timedelta(hours=6))
        taken = [await climb_at(world, MONDAY + timedelta(hours=hours)) for hours in (30, 33, 57, 81, 90)]
        lines = [line["line"] for line in (await she.get(f"/v1/my/requests/{asked['id']}")).json()["timeline"]]
    assert before == 0
    assert taken == [1, 1, 1, 1, 0]
    assert lines[-4:] == [
        "时间快到了，已提醒办这件事的人。",
        "到期还没办好，已报给虎威镇催办。",
        "还没办好，已报给县人力资源和社会保障局的负责人。",
        "还没办好，已报到县关爱服务总台督办。",
    ]
    assert "task_due" in await heard(visit, owner)
    for actor in (town, head, desk):
        assert "task_overdue" in await heard(visit, actor)
    async with visit(desk) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 200


async def test_REQ_06_a_stopped_worker_catches_up_in_order_and_takes_no_rung_twice(world: World, visit: Visits) -> None:
    await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match", share=False)
        caught_up = await climb_at(world, MONDAY + timedelta(days=9))
        again = await climb_at(world, MONDAY + timedelta(days=9))
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["timeline"]
    async with world.as_owner() as session:
        facts = (
            await session.execute(text("SELECT facts FROM request_event WHERE step = 'climb' ORDER BY seq"))
        ).scalars()
        rungs = [(one["percent"], one["to"], one["was_due"]) for one in facts]
    assert (caught_up, again) == (4, 0)
    assert [rung[:2] for rung in rungs] == [(80, "owner"), (100, "township"), (150, "head"), (200, "county")]
    assert [rung[2] for rung in rungs] == sorted(rung[2] for rung in rungs), "each names when it was due"
    assert "虎威镇" not in str(seen), "she did not let the township hear of it"


async def test_REQ_06_waiting_for_her_stops_the_climb_and_her_answer_winds_it_again(
    world: World, visit: Visits
) -> None:
    owner = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(owner) as client:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "job.match")
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "ask", body="请补充。", missing=["身份证"])
        assert await climb_at(world, MONDAY + timedelta(days=30)) == 0
        with clock.stopped(MONDAY + timedelta(days=30)):
            await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "补好了"})
        assert await climb_at(world, MONDAY + timedelta(days=31)) == 0
        assert await climb_at(world, MONDAY + timedelta(days=60)) == 4


async def test_REQ_06_a_changed_calendar_holds_for_new_requests_and_leaves_running_clocks_alone(
    world: World, visit: Visits
) -> None:
    await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        with clock.stopped(MONDAY):
            running = await ask_for(she, "job.match")
            async with world.as_owner() as session:
                folder = (await catalogue.current(session, COUNTY)).folder
                closed = [MONDAY.date() + timedelta(days=days) for days in (1, 2)]
                days = folder.work_days.model_copy(update={"off": [*folder.work_days.off, *closed]})
                await commands.load(session, folder=folder.model_copy(update={"work_days": days}))
            catalogue.forget()
            begun = await ask_for(she, "job.match")
        again = (await she.get(f"/v1/my/requests/{running['id']}")).json()
        taken = await climb_at(world, MONDAY + timedelta(hours=33))
        climbed = (await she.get(f"/v1/my/requests/{begun['id']}")).json()["timeline"]
    assert again["due_at"] == running["due_at"]
    assert begun["due_at"] > running["due_at"], "two days off come in between"
    assert (taken, len(climbed)) == (2, 1), "the running one climbed twice, the new one not yet"


async def test_REQ_06_no_office_climbs_over_a_weekend(world: World, visit: Visits) -> None:
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    async with visit(await world.woman()) as she:
        with clock.stopped(friday):
            await ask_for(she, "job.match")
        assert await climb_at(world, friday + timedelta(days=2)) == 0
        assert await climb_at(world, friday + timedelta(days=3, hours=2)) >= 1


async def test_REQ_06_a_closed_request_climbs_its_own_ladder_at_night_and_never_to_an_office(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    officer = await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    await roster(world, "law.dv", first, second, head)
    night = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
    async with visit(await world.woman()) as she:
        with clock.stopped(night):
            asked = await ask_for(she, "law.dv")
        taken = [await climb_at(world, night + timedelta(minutes=minutes)) for minutes in (90, 97, 121, 181, 241)]
        lines = [line["line"] for line in (await she.get(f"/v1/my/requests/{asked['id']}")).json()["timeline"]]
    assert taken == [0, 1, 1, 1, 1]
    assert lines[-1] == "还没办好，已报给县里的专人。"
    assert not any("局" in line or "妇联" in line for line in lines[-4:])
    assert "task_due" in await heard(visit, first)
    assert "task_due" not in await heard(visit, second)
    for actor in (second, head, officer):
        assert "task_overdue" in await heard(visit, actor)
    async with visit(officer) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 200
    async with visit(desk) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404


async def test_danger_goes_first_to_whoever_is_on_duty_at_that_hour(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    admin = await world.staff(Role.ADMIN, "county_desk")
    await roster(world, "law.dv", first, second, head)
    night = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
    shift = {
        "service": "law.dv",
        "staff_id": str(second.id),
        "starts_at": night.isoformat(),
        "ends_at": (night + timedelta(hours=10)).isoformat(),
    }
    async with visit(admin) as client:
        planned = await client.post("/v1/admin/duty-shifts", json=shift)
        wrong = await client.post("/v1/admin/duty-shifts", json={**shift, "service": "job.train"})
        endless = await client.post(
            "/v1/admin/duty-shifts", json={**shift, "ends_at": (night + timedelta(days=9)).isoformat()}
        )
    async with visit(await world.woman()) as she:
        with clock.stopped(night + timedelta(hours=1)):
            at_night = await ask_for(she, "law.dv")
        with clock.stopped(night + timedelta(hours=11)):
            by_day = await ask_for(she, "law.dv")
    async with visit(second) as client:
        assert (await client.get(f"/v1/desk/requests/{at_night['id']}")).json()["owner_id"] == str(second.id)
        assert (await client.get(f"/v1/desk/requests/{by_day['id']}")).json()["owner_id"] == str(first.id)
    assert (planned.status_code, wrong.status_code, endless.status_code) == (201, 422, 422)


async def test_RTE_08_the_work_of_somebody_who_is_gone_goes_to_somebody_who_is_there(
    world: World, visit: Visits
) -> None:
    leaving = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    staying = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    admin = await world.staff(Role.ADMIN, "county_desk")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
        async with visit(admin) as client:
            assert (await client.post(f"/v1/admin/staff/{leaving.id}/disable")).status_code == 204
        async with world.as_worker() as session:
            waiting = await handing_over.orphaned(session, county=COUNTY)
            assert [str(one) for one in waiting] == [asked["id"]]
            assert await handing_over.hand_over(session, county=COUNTY, request_id=waiting[0]) == 1
        async with world.as_worker() as session:
            assert await handing_over.orphaned(session, county=COUNTY) == []
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert (seen["due_at"], seen["timeline"][-1]["line"]) == (asked["due_at"], "县司法局换了人接着办，时间照旧算。")
    async with visit(staying) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["owner_id"] == str(staying.id)


async def test_RTE_08_the_open_work_of_an_absent_colleague_is_listed_for_the_head(world: World, visit: Visits) -> None:
    away = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    deputy = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
        today = clock.today()
        await world.add(Absence(county=COUNTY, staff_id=away.id, deputy_id=deputy.id, first_day=today, last_day=today))
        later = await ask_for(she, "law.ask")
    async with visit(head) as client:
        listed = (await client.get("/v1/desk/hand-overs")).json()["items"]
        load = (await client.get(f"/v1/desk/requests/{asked['id']}/assignees")).json()["items"]
    async with visit(deputy) as client:
        assert (await client.get(f"/v1/desk/requests/{later['id']}")).json()["owner_id"] == str(deputy.id)
    assert [(one["id"], one["deputy_id"]) for one in listed] == [(asked["id"], str(deputy.id))]
    shown = {one["staff_id"]: (one["open"], one["away"]) for one in load}
    assert shown[str(away.id)] == (1, True)
    assert shown[str(deputy.id)] == (1, False)


async def test_QUE_10_an_assign_dialog_leaves_out_whoever_is_a_party(world: World, visit: Visits) -> None:
    blocked = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid", blocked_handlers=[str(blocked.id)])
    async with visit(head) as client:
        load = (await client.get(f"/v1/desk/requests/{asked['id']}/assignees")).json()["items"]
    assert str(blocked.id) not in {one["staff_id"] for one in load}
    assert len(load) == 2


async def test_QUE_10_an_assign_dialog_warns_over_a_set_load_and_counts_what_is_overdue(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workload, "HEAVY_LOAD", 2)
    busy = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    async with visit(await world.woman()) as she, visit(head) as client:
        with clock.stopped(MONDAY):
            asked = await ask_for(she, "law.aid")
        with clock.stopped(MONDAY + timedelta(days=9)):
            one = (await client.get(f"/v1/desk/requests/{asked['id']}/assignees")).json()["items"]
            await ask_for(she, "law.ask")
            two = (await client.get(f"/v1/desk/requests/{asked['id']}/assignees")).json()["items"]
    load = [{row["staff_id"]: row for row in rows}[str(busy.id)] for rows in (one, two)]
    assert [(row["open"], row["overdue"], row["heavy"]) for row in load] == [(1, 1, False), (2, 1, True)]


async def test_QUE_08_danger_closes_only_with_every_safety_question_ticked_and_a_supervisors_yes(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv")
    async with visit(first) as client:
        await must(client, asked["id"], "accept")
        await must(client, asked["id"], "reply", body="我在，您说。")
        shown = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["safety_checks"]
        bare = await step(client, asked["id"], "resolve", body="办好了。")
        await must(client, asked["id"], "resolve", body="办好了。", safety_check=CHECKS[:3])
    async with visit(second) as client:
        refused = await step(client, asked["id"], "approve", agree=True)
    async with visit(head) as client:
        agreed = await must(client, asked["id"], "approve", agree=True)
    assert [one["code"] for one in shown] == CHECKS[:3]
    assert (bare.status_code, refused.status_code, agreed["state"]) == (422, 403, "resolved")
    assert "还差" in bare.json()["title"]
