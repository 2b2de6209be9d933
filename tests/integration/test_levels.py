"""The three levels: who sees what, overrides, conflicts of interest, masking, closed cases."""

from datetime import timedelta

from sqlalchemy import text

from app import clock
from app.domain.help_requests import clock_moves
from app.models.contacts import ClosedRoster, StaffRelation
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World


async def roster(world: World, service: str, *people: Actor) -> None:
    first, second, supervisor = (one.id for one in people)
    await world.add(
        ClosedRoster(
            county=COUNTY,
            service_code=service,
            township_code=TOWNSHIP,
            first_id=first,
            second_id=second,
            supervisor_id=supervisor,
        )
    )


async def trio(world: World, office: str, home: str | None = None) -> tuple[Actor, Actor, Actor]:
    return (
        await world.staff(Role.DEPARTMENT_HANDLER, office, home=home),
        await world.staff(Role.DEPARTMENT_HANDLER, office),
        await world.staff(Role.DEPARTMENT_HEAD, office),
    )


async def test_SAF_04_a_closed_request_is_one_task_for_its_named_people(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    outsider = await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv", telling="他打我", blocked_handlers=[])
        listed = (await she.get("/v1/my/requests")).json()["items"]
    assert [part["part"] for part in asked["who"]] == ["lead"]
    assert (listed[0]["id"], listed[0]["telling"]) == (asked["id"], None)
    for actor in (first, second, head):
        async with visit(actor) as client:
            shown = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
            assert shown["telling"] == "他打我"
    async with visit(first) as client:
        queue = (await client.get("/v1/desk/requests?queue=to_accept")).json()["items"]
        counted = {one["queue"]: one["count"] for one in (await client.get("/v1/desk/queues")).json()["queues"]}
        assert ([row["id"] for row in queue], counted["to_accept"]) == ([asked["id"]], 1)
    async with visit(outsider) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
        assert (await client.get("/v1/desk/requests?queue=to_accept")).json()["items"] == []


async def test_SAF_04_her_words_of_a_closed_request_need_its_own_key(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    her = await world.woman()
    async with visit(her) as she:
        asked = await ask_for(she, "law.dv", telling="他打我")
        gone = await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
    assert gone.status_code == 200, gone.text
    async with visit(first) as client:
        shown = await client.get(f"/v1/desk/requests/{asked['id']}")
        assert (shown.status_code, shown.json()["telling"]) == (200, None)
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT escrowed_at, destroy_after FROM case_key"))).one()
    assert (row.destroy_after - row.escrowed_at) == timedelta(days=1095)


async def test_SAF_06_a_handler_of_her_village_or_a_relative_is_passed_over(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation", home=VILLAGE)
    await roster(world, "law.dv", first, second, head)
    her = await world.woman()
    async with visit(her) as she:
        asked = await ask_for(she, "law.dv")
    async with visit(first) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
    async with visit(second) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["owner_id"] == str(second.id)


async def test_SAF_06_a_declared_relative_gets_no_sensitive_request(world: World, visit: Visits) -> None:
    relative = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    other = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    her = await world.woman()
    assert her.profile_id is not None
    await world.add(StaffRelation(county=COUNTY, staff_id=relative.id, profile_id=her.profile_id, kind="relative"))
    async with visit(her) as she:
        asked = await ask_for(she, "law.aid")
    async with visit(relative) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
    async with visit(other) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["owner_id"] == str(other.id)


async def test_SAF_05_an_override_opens_a_sensitive_request_for_three_hours_and_tells_her(
    world: World, visit: Visits
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "health")
    first, second, chief = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, chief)
    reason = "领导批示要核对进度。"
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
        closed = await ask_for(she, "law.dv")
        async with visit(head) as client:
            missing = await client.post("/v1/desk/overrides", json={"number": "11112222 3", "reason": reason})
            hidden = await client.post("/v1/desk/overrides", json={"number": closed["number"], "reason": reason})
            opened = await client.post("/v1/desk/overrides", json={"number": asked["number"], "reason": reason})
            assert opened.status_code == 201, opened.text
            assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 200
            with clock.turned(timedelta(hours=3, minutes=1)):
                assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["timeline"]
        notices = (await she.get("/v1/my/notices")).json()["items"]
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert missing.json()["title"] == hidden.json()["title"]
    assert seen[-1]["note"] == reason
    assert "override_used" in {one["kind"] for one in notices}
    async with visit(handler) as client:
        told = (await client.get("/v1/desk/notices")).json()["items"]
    assert "override_used" in {one["kind"] for one in told}


async def test_SAF_05_a_lapsed_override_is_taken_away_by_the_clock(world: World, visit: Visits) -> None:
    await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "health")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid")
    async with visit(head) as client:
        said = {"number": asked["number"], "reason": "要核对进度。"}
        assert (await client.post("/v1/desk/overrides", json=said)).status_code == 201
    async with world.as_worker() as session:
        with clock.turned(timedelta(hours=4)):
            assert await clock_moves.lapse_overrides(session, county=COUNTY) == 1
    async with world.as_owner() as session:
        readers = (await session.execute(text("SELECT readers FROM help_request"))).scalar_one()
    assert f"staff:{head.id}" not in readers


async def test_SAF_08_phone_and_name_are_masked_until_revealed_with_a_reason(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman(phone="19900007777", name="张小妹")) as she:
        asked = await ask_for(she, "law.aid")
        async with visit(handler) as client:
            address = f"/v1/desk/requests/{asked['id']}"
            masked = (await client.get(address)).json()
            said = {"reason": "要打电话核实。", "will_ask_if_safe": True, "in_danger": True}
            full = (await client.post(f"{address}/reveal", json=said)).json()
        log = (await she.get("/v1/my/access-log")).json()["items"]
    assert (masked["name"], masked["phone"]) == ("张**", "199****7777")
    assert (full["name"], full["phone"]) == ("张小妹", "19900007777")
    assert "help_request:reveal" in {one["action"] for one in log}


async def test_SAF_14_mediation_is_never_the_road_of_violence(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv")
    async with visit(first) as client:
        await must(client, asked["id"], "accept")
        moved = await step(client, asked["id"], "transfer", office="justice", note="请他们调解一下这件家事。")
    assert moved.status_code == 422


async def test_SAF_12_no_answer_puts_a_risk_on_a_person(visit: Visits) -> None:
    async with visit() as client:
        described = (await client.get("/openapi.json")).text
    assert "risk" not in described.lower()


async def test_SAF_06_a_named_person_she_blocks_gets_nothing_of_hers_from_then_on(world: World, visit: Visits) -> None:
    blocked = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    other = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    async with visit(await world.woman()) as she:
        first = await ask_for(she, "law.aid", blocked_handlers=[str(blocked.id)])
        second = await ask_for(she, "law.ask", blocked_handlers=[str(blocked.id)])
    for asked in (first, second):
        async with visit(blocked) as client:
            assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
        async with visit(other) as client:
            assert (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["owner_id"] == str(other.id)


async def test_SAF_06_a_blocked_head_reads_nothing_and_the_other_heads_do(world: World, visit: Visits) -> None:
    await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    blocked = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    other = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.aid", blocked_handlers=[str(blocked.id)])
    async with visit(blocked) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
    async with visit(other) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 200
