"""Ways to reach her: her rules hold, each try is on record, a person calls when nothing else can."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.outside import StandIns, deliver_all, outcomes
from tests.visits import Visits
from tests.world import TOWNSHIP, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SMS = {"channels": ["sms"]}


@pytest.fixture
def stand_ins() -> StandIns:
    return StandIns()


async def ask_and_answer(she: AsyncClient, client: AsyncClient, service: str = "job.match", **more: object) -> str:
    asked = await ask_for(she, service, telling="绝不能写进消息的话", **more)
    await must(client, asked["id"], "accept")
    await must(client, asked["id"], "reply", body="也绝不能写进消息")
    return str(asked["id"])


async def handler(world: World) -> Actor:
    return await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")


async def test_NTF_01_a_neutral_sms_goes_out_in_her_hours_only(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    async with visit(await world.woman(phone="19900005555")) as she, visit(await handler(world)) as client:
        kept = await she.put("/v1/my/safe-contact", json={**SMS, "from_hour": 9, "to_hour": 18, "code_word": "赶场"})
        shown = (await she.get("/v1/my/safe-contact")).json()
        with clock.stopped(MONDAY + timedelta(hours=12)):
            request = await ask_and_answer(she, client)
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    assert stand_ins.mailbox.last() == [], "it is night: nothing leaves"
    assert {state for _, state, _ in await outcomes(world)} == {"queued"}
    with clock.stopped(MONDAY + timedelta(hours=24)):
        async with stand_ins.outside() as outside:
            await deliver_all(world, outside)
            await deliver_all(world, outside)
    sent = stand_ins.mailbox.last()
    assert (kept.status_code, shown["code_word"], shown["from_hour"]) == (200, "赶场", 9)
    assert {state for _, state, _ in await outcomes(world, request_id=request)} == {"sent"}
    assert {one.phone for one in sent} == {"19900005555"}
    assert not any("绝不能" in one.text for one in sent)


async def test_NTF_07_a_pause_stops_all_sending_keeps_the_clocks_and_tells_the_owner_only_that(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    async with visit(await world.woman(phone="19900005555")) as she, visit(await handler(world)) as client:
        with clock.stopped(MONDAY):
            await she.put("/v1/my/safe-contact", json={**SMS, "paused": True})
            request = await ask_and_answer(she, client)
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
            desk = (await client.get(f"/v1/desk/requests/{request}")).json()
    assert stand_ins.mailbox.last() == []
    assert {(state, outcome) for _, state, outcome in await outcomes(world)} == {("skipped", "paused")}
    assert desk["contact_rules"]["paused"] is True
    assert desk["due_at"] is not None
    assert "liaison" not in {part["part"] for part in desk["who"]}, "a pause is her wish: nobody calls"


async def test_NTF_04_only_when_open_is_the_default_above_normal_level(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    justice = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman(phone="19900005555")) as she, visit(justice) as client:
        with clock.stopped(MONDAY):
            await she.put("/v1/my/safe-contact", json=SMS)
            await ask_and_answer(she, client, "law.ask")
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    assert stand_ins.mailbox.last() == []
    assert {outcome for _, _, outcome in await outcomes(world)} == {"only_when_open"}


async def test_NTF_06_a_broken_gateway_is_tried_again_later_with_the_same_key_and_then_a_person_calls(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    moment = MONDAY
    async with visit(await world.woman(phone="19900005555")) as she, visit(await handler(world)) as client:
        with clock.stopped(moment):
            await she.put("/v1/my/safe-contact", json={**SMS, "from_hour": 0, "to_hour": 24})
            request = await ask_and_answer(she, client)
        stand_ins.broken = 1000
        for minutes in (1, 2, 7, 40, 170, 700, 1500):
            with clock.stopped(moment + timedelta(minutes=minutes)):
                async with stand_ins.outside() as outside:
                    await deliver_all(world, outside)
        with clock.stopped(moment + timedelta(minutes=1501)):
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    async with world.as_owner() as session:
        tries = (
            await session.execute(
                text(
                    "SELECT count(*) FROM notice_delivery d JOIN notice n ON n.id = d.notice_id"
                    " WHERE n.kind = 'request_replied'"
                )
            )
        ).scalar_one()
        jobs = (await session.execute(text("SELECT count(*) FROM notice WHERE state = 'sending'"))).scalar_one()
    replied = await outcomes(world, kind="request_replied")
    assert (tries, jobs) == (6, 0)
    assert replied == [("request_replied", "skipped", "sms:tried")]
    async with visit(town) as client:
        queue = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
    assert ("liaison", request) in {(row["part"], row["id"]) for row in queue}


async def test_NTF_06_a_worker_that_died_while_sending_does_not_send_twice(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    async with visit(await world.woman(phone="19900005555")) as she, visit(await handler(world)) as client:
        with clock.stopped(MONDAY):
            await she.put("/v1/my/safe-contact", json=SMS)
            await ask_and_answer(she, client)
            async with world.as_owner() as session:
                await session.execute(text("DELETE FROM notice WHERE kind <> 'request_replied'"))
                await session.execute(text("UPDATE notice SET state = 'sending'"))
                await session.execute(
                    text("""
                        INSERT INTO notice_delivery (county, id, created_at, notice_id, profile_id, account_id, channel,
                          attempt, again, state)
                        SELECT n.county, gen_random_uuid(), now(), n.id, n.profile_id, p.account_id, 'sms', 1, false,
                          'sending' FROM notice n JOIN profile p ON p.id = n.profile_id
                    """)
                )
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    assert stand_ins.mailbox.last() == []
    assert await outcomes(world) == [("request_replied", "unknown", "interrupted")]


async def test_closed_notices_never_become_a_call_of_the_township(
    world: World, visit: Visits, stand_ins: StandIns
) -> None:
    first, second, head = await trio(world, "womens_federation")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she, visit(first) as client:
        with clock.stopped(MONDAY):
            request = await ask_and_answer(she, client, "law.dv", tells_only_when_open=False)
        with clock.stopped(MONDAY + timedelta(minutes=1)):
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
            who = (await client.get(f"/v1/desk/requests/{request}")).json()["who"]
    assert [part["part"] for part in who] == ["lead", "liaison"]
    async with visit(town) as client:
        assert (await client.get("/v1/desk/queues")).json()["queues"][1]["count"] == 0
        assert (await client.get(f"/v1/desk/requests/{request}")).status_code == 404


async def test_SAF_07_a_number_above_normal_level_needs_a_safe_talk_before_and_a_line_after(
    world: World, visit: Visits
) -> None:
    justice = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman(phone="19900007777")) as she, visit(justice) as client:
        with clock.stopped(MONDAY):
            await she.put("/v1/my/safe-contact", json={"channels": [], "code_word": "赶场"})
            asked = await ask_for(she, "law.aid")
            address = f"/v1/desk/requests/{asked['id']}"
            rules = (await client.get(address)).json()["contact_rules"]
            why = {"reason": "要打电话核实。"}
            bare = await client.post(f"{address}/reveal", json=why)
            ready = {**why, "will_ask_if_safe": True}
            first = await client.post(f"{address}/reveal", json=ready)
            unwritten = await client.post(f"{address}/reveal", json=ready)
            written = await must(client, asked["id"], "talk", answered="another", safe=False)
            second = await client.post(f"{address}/reveal", json=ready)
            await must(client, asked["id"], "talk", answered="her", safe=True)
        with clock.stopped(MONDAY + timedelta(hours=14)):
            late = await client.post(f"{address}/reveal", json=ready)
            danger = await client.post(f"{address}/reveal", json={**ready, "in_danger": True})
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
    assert "方便说话" in rules["script"]
    assert (bare.status_code, bare.json()["code"]) == (409, "talk_first")
    assert (first.status_code, first.json()["code_word"]) == (200, "赶场")
    assert (unwritten.status_code, second.status_code) == (409, 200)
    assert (late.status_code, danger.status_code) == (409, 200)
    assert written["id"] == asked["id"]
    assert "安全" not in str(seen["timeline"]), "what was written about the call is the desk's affair"
