"""Papers once and completely, two reminders, statutory days, written refusals and another person's look."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.domain.legal_aid import papers
from tests import aid
from tests.desk import must
from tests.desk import step as request_step
from tests.integration.test_climbing import climb_at
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, World

AGAIN = {"matter": "divorce", "pledge": "tap"}
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in the county


async def look_after(world: World, moment: datetime) -> int:
    """Let the worker look after papers once, at a moment."""
    done = 0
    with clock.stopped(moment):
        async with world.as_worker() as session:
            waiting = await papers.due(session, county=COUNTY)
        for one in waiting:
            async with world.as_worker() as session:
                done += await papers.look_after(session, county=COUNTY, application_id=one)
    return done


async def notices(world: World, kind: str) -> int:
    async with world.as_owner() as session:
        query = text("SELECT count(*) FROM notice WHERE kind = :kind AND profile_id IS NOT NULL")
        return int((await session.execute(query, {"kind": kind})).scalar_one())


async def test_B4_missing_papers_are_told_once_and_a_later_demand_is_refused_with_that_reason(
    world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    her = await world.woman()
    async with visit(her) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            made = await aid.apply(she)
            application = await aid.accepted(client, made)
            income = await aid.step(client, application, "tell-papers", missing=["村里的收入证明"])
            told = await aid.must(client, application, "tell-papers", missing=["身份证", "结婚证"])
            seen = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()
        with clock.stopped(MONDAY + timedelta(days=4)):
            again = await aid.step(client, application, "tell-papers", missing=["户口本"])
            early = await aid.step(client, application, "grant")
            supplied = (await she.post(f"/v1/my/legal-aid/{application}/supply-papers", json={})).json()
            asked = await request_step(client, made["request_id"], "ask", body="还要一样", missing=["户口本"])
            taken = await aid.must(client, application, "take-papers")
    assert income.status_code == 422
    assert "收入证明" in income.text
    assert (told["state"], [one["name"] for one in told["missing"]]) == ("applied", ["身份证", "结婚证"])
    assert (seen["state"], seen["due_at"]) == ("waiting", None)
    assert "身份证" in seen["messages"][-1]["body"]
    assert (again.status_code, asked.status_code, early.status_code) == (409, 409, 409)
    assert "一次讲全" in again.text
    assert "一次讲全" in asked.text
    assert supplied["due_at"] == "2026-12-04T23:59:59+08:00", "seven days, and the four it stood still"
    assert taken["due_at"] == supplied["due_at"]


async def test_B4_two_reminders_then_silence_is_withdrawal_through_the_table_of_moves(
    world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            made = await aid.apply(she)
            application = await aid.accepted(client, made)
            await aid.must(client, application, "tell-papers", missing=["身份证"])
        asked = await notices(world, "request_needs_you")
        looks = [await look_after(world, MONDAY + timedelta(days=days)) for days in (4, 6, 6, 11, 14, 16, 17)]
        with clock.stopped(MONDAY + timedelta(days=17)):
            seen = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()
            mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
            reopened = await she.post(f"/v1/my/requests/{made['request_id']}/reopen", json={})
            second = await aid.apply(she, request_id=made["request_id"])
    assert looks == [0, 1, 0, 1, 0, 1, 0]
    assert await notices(world, "request_needs_you") == asked + 2
    assert (seen["state"], mine["state"]) == ("resolved", "lapsed")
    assert "按撤回处理" in seen["timeline"][-1]["line"]
    assert (reopened.status_code, second["state"]) == (200, "applied")


async def test_B4_a_worker_that_stood_still_reminds_twice_before_anything_lapses(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            made = await aid.apply(she)
            application = await aid.accepted(client, made)
            await aid.must(client, application, "tell-papers", missing=["身份证"])
        looks = [await look_after(world, MONDAY + timedelta(days=days)) for days in (40, 41, 42, 43, 44, 45)]
        with clock.stopped(MONDAY + timedelta(days=45)):
            mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
    assert looks == [1, 0, 1, 0, 0, 1]
    assert mine["state"] == "lapsed"


async def test_REQ_04_an_answer_by_any_channel_keeps_an_application_alive(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            made = await aid.apply(she)
            application = await aid.accepted(client, made)
            await aid.must(client, application, "tell-papers", missing=["身份证"])
        with clock.stopped(MONDAY + timedelta(days=2)):
            await she.post(f"/v1/my/requests/{made['request_id']}/messages", json={"body": "下周送来"})
        assert await look_after(world, MONDAY + timedelta(days=30)) == 0
        assert await look_after(world, MONDAY + timedelta(days=40)) == 0
        with clock.stopped(MONDAY + timedelta(days=2)):
            mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
    assert (mine["state"], mine["due_at"]) == ("applied", "2026-12-02T23:59:59+08:00")


async def test_B4_a_violent_case_never_stands_still_for_a_paper_and_is_not_ended_by_silence(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            made = await aid.apply(she, matter="violence", ground="violence", pledge=None, tell_aid_office=True)
            async with visit(first) as handler:
                await must(handler, made["request_id"], "accept")
            await aid.must(client, made["id"], "tell-papers", missing=["身份证"])
            seen = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()
        for days in (6, 11, 16):
            await look_after(world, MONDAY + timedelta(days=days))
        with clock.stopped(MONDAY + timedelta(days=16)):
            later = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()
            mine = (await she.get(f"/v1/my/legal-aid/{made['id']}")).json()
            async with visit(first) as handler:
                calls = (await handler.get("/v1/desk/requests?queue=call_back")).json()["items"]
    assert seen["state"] == "accepted"
    assert (later["state"], mine["state"]) == ("accepted", "lapsed")
    assert [row["id"] for row in calls] == [made["request_id"]]


async def test_B4_seven_three_and_five_calendar_days_and_the_worker_climbs(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            made = await aid.apply(she)
            application = await aid.accepted(client, made)
            await must(client, made["request_id"], "reply", body="在看了")
        assert made["due_at"] == "2026-11-30T23:59:59+08:00", "seven calendar days, Saturday and Sunday too"
        late = await climb_at(world, MONDAY + timedelta(days=8))
        with clock.stopped(MONDAY + timedelta(days=9)):
            granted = await aid.must(client, application, "grant")
        assert granted["due_at"] == "2026-12-05T23:59:59+08:00", "three days after the decision, a Saturday"
        rungs = [await climb_at(world, MONDAY + timedelta(days=9, hours=hours)) for hours in (1, 75)]
        lines = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()["timeline"]
    assert late == 2
    assert rungs == [0, 1]
    assert sum("已报给" in line["line"] or "时间快到了" in line["line"] for line in lines) == 3


async def test_REQ_09_a_refusal_is_written_names_another_way_and_is_looked_at_by_another_person(
    world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she:
        with clock.stopped(MONDAY):
            made = await aid.apply(she)
            async with visit(bureau.handler) as client:
                application = await aid.accepted(client, made)
                why = {"reason": "not_eligible", "body": "这件事已经判过了。", "other_path": "可以打 12348 问申诉。"}
                await aid.must(client, application, "refuse", **why)
            mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
            objected = (await she.post(f"/v1/my/legal-aid/{application}/object")).json()
            async with visit(bureau.handler) as client:
                own = await aid.step(client, application, "decide-objection", uphold=True, body="维持。")
            async with visit(bureau.head) as client:
                decided = await aid.must(client, application, "decide-objection", uphold=False, body="给您援助。")
    assert "理由：这件事已经判过了" in mine["refusal"]
    assert "12348" in mine["refusal"]
    assert "五日内由另一个人" in mine["refusal"]
    assert mine["possible_steps"] == ["object"]
    assert objected["due_at"] == "2026-11-28T23:59:59+08:00"
    assert own.status_code == 403
    assert decided["state"] == "granted"


async def test_REQ_09_she_objects_once(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    why = {"reason": "in_court", "body": "法院已经在审了。", "other_path": "可以打 12348。"}
    async with visit(await world.woman()) as she, visit(bureau.handler) as client, visit(bureau.head) as head:
        application = await aid.accepted(client, await aid.apply(she))
        await aid.must(client, application, "refuse", **why)
        await she.post(f"/v1/my/legal-aid/{application}/object")
        await aid.must(head, application, "decide-objection", uphold=True, body="看过了，理由成立。")
        again = await she.post(f"/v1/my/legal-aid/{application}/object")
    assert again.status_code == 409
    assert "已经请别人重新看过一次" in again.text


@pytest.mark.parametrize(("days", "preserve", "status"), [(6, "", 200), (7, "", 422), (30, "yes", 200)])
async def test_B4_aid_comes_before_the_papers_when_time_runs_out_or_property_must_be_kept(
    days: int, preserve: str, status: int, world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        with clock.stopped(MONDAY):
            ends = (date(2026, 11, 23) + timedelta(days=days)).isoformat()
            application = await aid.accepted(
                client, await aid.apply(she, limitation_ends=ends, must_preserve=bool(preserve))
            )
            await aid.must(client, application, "tell-papers", missing=["身份证"])
            answer = await aid.step(client, application, "aid-first")
    assert answer.status_code == status
    if status == 200:
        assert (answer.json()["state"], answer.json()["granted_first"]) == ("granted", True)
        assert answer.json()["due_at"] == "2026-11-26T23:59:59+08:00"


async def test_B4_after_a_lapse_anything_may_be_asked_again_and_a_new_application_tells_its_papers_once(
    world: World, visit: Visits
) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        application = await aid.accepted(client, made := await aid.apply(she))
        await aid.must(client, application, "tell-papers", missing=["身份证"])
        withdrawn = (await she.post(f"/v1/my/legal-aid/{application}/withdraw")).json()
        seen = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()
        asked = await request_step(client, made["request_id"], "ask", body="还有一件事", missing=["电话"])
        second = await aid.apply(she, request_id=made["request_id"])
        again = await she.post("/v1/my/legal-aid", json=AGAIN | {"request_id": made["request_id"]})
    assert (withdrawn["state"], seen["state"]) == ("withdrawn", "working")
    assert (asked.status_code, second["state"], again.status_code) == (200, "applied", 409)


async def test_REQ_09_an_objection_after_a_finish_still_runs_on_its_five_days(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    why = {"reason": "in_court", "body": "法院已经在审了。", "other_path": "可以打 12348。"}
    async with visit(await world.woman()) as she, visit(bureau.handler) as client, visit(bureau.head) as head:
        with clock.stopped(MONDAY):
            application = await aid.accepted(client, made := await aid.apply(she, share=False))
            await aid.must(client, application, "refuse", **why)
            await must(client, made["request_id"], "reply", body="书面决定发给您了。")
            await must(client, made["request_id"], "resolve", body="决定已经给您了。")
            await must(head, made["request_id"], "approve", agree=True)
            objected = (await she.post(f"/v1/my/legal-aid/{application}/object")).json()
            seen = (await she.get(f"/v1/my/requests/{made['request_id']}")).json()
        late = await climb_at(world, MONDAY + timedelta(days=6))
        with clock.stopped(MONDAY + timedelta(days=6)):
            decided = await aid.must(head, application, "decide-objection", uphold=True, body="看过了，理由成立。")
    assert (seen["state"], seen["due_at"]) == ("resolved", objected["due_at"])
    assert late == 2
    assert (decided["state"], decided["due_at"]) == ("refused", None)


async def test_B4_what_she_stops_is_on_nobodys_list_and_takes_no_more_steps(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        application = await aid.accepted(client, made := await aid.apply(she))
        await aid.must(client, application, "tell-papers", missing=["身份证"])
        await she.post(f"/v1/my/requests/{made['request_id']}/withdraw", json={"kind": "stop"})
        mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
        listed = (await client.get("/v1/desk/legal-aid")).json()["items"]
        refused = await aid.step(client, application, "grant")
        await she.post(f"/v1/my/requests/{made['request_id']}/resubmit")
        await she.post(f"/v1/my/requests/{made['request_id']}/withdraw", json={"kind": "stop_and_erase"})
        gone = await she.get(f"/v1/my/legal-aid/{application}")
        empty = (await she.get("/v1/my/legal-aid")).json()["items"]
    assert (mine["state_words"], mine["possible_steps"], listed) == ("您已停止办理", [], [])
    assert (refused.status_code, gone.status_code, empty) == (409, 404, [])
    assert await look_after(world, datetime(2027, 3, 1, tzinfo=UTC)) == 0
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT story_sealed, outcome_sealed FROM aid_application"))).one()
    assert tuple(kept) == (None, None)
