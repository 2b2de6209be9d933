"""A telephone call is a request like any other: one call of the desk, its number read back (MSG-08)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import text

from app import clock
from app.domain import receipt_numbers
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_climbing import climb_at
from tests.integration.test_levels import roster, trio
from tests.outside import StandIns, deliver_all
from tests.visits import Visits
from tests.world import TOWNSHIP, VILLAGE, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CALL: dict[str, Any] = {"service": "job.match", "place": VILLAGE, "telling": "想在县里找个活干", "share": True}


async def call(client: AsyncClient, **more: Any) -> Response:
    return await client.post("/v1/desk/calls", json=CALL | more)


async def test_MSG_08_one_call_of_the_desk_makes_a_request_by_phone_with_a_number_to_read_back(
    world: World, visit: Visits
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    async with visit(await world.woman()) as she, visit(desk) as client, visit(handler) as other:
        with clock.stopped(MONDAY):
            in_app = await ask_for(she, "job.match")
            answer = await call(client, caller_name="刘大姐", phone="139 0000 1111")
            told = answer.json()
            queue = (await other.get("/v1/desk/requests?queue=to_accept")).json()["items"]
            (row,) = [one for one in queue if one["number"] == told["number"]]
            shown = (await other.get(f"/v1/desk/requests/{row['id']}")).json()
            why = {"reason": "要打电话核实。", "will_ask_if_safe": True}
            full = (await other.post(f"/v1/desk/requests/{row['id']}/reveal", json=why)).json()
    assert answer.status_code == 201, answer.text
    assert receipt_numbers.parse(told["number"])
    assert len(told["read_aloud"].replace("，", "")) == 9
    assert (told["lead_name"], told["linked"], told["emergency"]) == ("县人力资源和社会保障局", False, [])
    assert (shown["channel"], shown["telling"], shown["name"]) == ("phone", "想在县里找个活干", "刘**")
    assert (full["name"], full["phone"]) == ("刘大姐", "13900001111")
    assert shown["due_at"] == in_app["due_at"], "the same clocks"
    async with visit(town) as client:
        helping = (await client.get("/v1/desk/requests?queue=helping")).json()["items"]
    assert row["id"] in {one["id"] for one in helping}, "the same routing"


async def test_MSG_08_it_climbs_like_any_other_and_whoever_cannot_be_reached_by_app_is_called(
    world: World, visit: Visits
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    stand_ins = StandIns()
    async with visit(desk) as client, visit(handler) as other:
        with clock.stopped(MONDAY):
            await call(client, phone="13900001111")
        assert await climb_at(world, MONDAY + timedelta(hours=30)) >= 1
        with clock.stopped(MONDAY + timedelta(hours=31)):
            row = (await other.get("/v1/desk/requests?queue=to_accept")).json()["items"][0]
            await must(other, row["id"], "accept")
            await must(other, row["id"], "reply", body="有个厂在招人。")
        with clock.stopped(MONDAY + timedelta(hours=31, minutes=1)):
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
    assert stand_ins.mailbox.last() == [], "a number nobody proved gets no message"
    async with visit(town) as client:
        back = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
    assert [one["id"] for one in back] == [row["id"]]


async def test_MSG_08_a_closed_call_goes_to_its_named_people_and_whoever_typed_it_sees_it_no_more(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    typist = await world.staff(Role.COUNTY_DESK, "county_desk")
    said = {"service": "law.dv", "telling": "他又动手了", "phone": "13900002222", "caller_name": "吴大姐"}
    key = {"Idempotency-Key": "closed-call-key-1"}
    async with visit(typist) as client:
        told = await client.post("/v1/desk/calls", json=CALL | said, headers=key)
        again = await client.post("/v1/desk/calls", json=CALL | said, headers=key)
        assert told.status_code == 201, told.text
        assert again.json() == told.json()
        async with world.as_owner() as session:
            request = str((await session.execute(text("SELECT id FROM help_request"))).scalar_one())
            subjects = (await session.execute(text("SELECT subject_id FROM kept_answer"))).scalars().all()
        assert subjects == [None]
        assert (await client.get(f"/v1/desk/requests/{request}")).status_code == 404
        for queue in ("to_accept", "mine", "helping", "overdue", "due_soon"):
            assert (await client.get(f"/v1/desk/requests?queue={queue}")).json()["items"] == []
        found = await client.post("/v1/desk/overrides", json={"number": told.json()["number"], "reason": "想再看看。"})
        assert found.status_code == 404
        assert (await client.get("/v1/desk/notices")).json()["items"] == []
    assert told.json()["id"] is None
    assert told.json()["lead_name"] == "指定的专人"
    assert {"110", "12338"} <= {one["number"] for one in told.json()["emergency"]}
    async with visit(first) as member:
        shown = (await member.get(f"/v1/desk/requests/{request}")).json()
        assert (shown["telling"], shown["channel"], shown["level"]) == ("他又动手了", "phone", "closed")
    async with visit(second) as member:
        mine = await call(member, **said)
        assert mine.json()["id"] is not None, "a member goes on"
        assert (await member.get(f"/v1/desk/requests/{mine.json()['id']}")).status_code == 200


async def test_MSG_08_it_goes_into_her_app_only_by_her_wish_and_her_exact_number(world: World, visit: Visits) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    her = await world.woman(phone="13900003333")
    async with visit(her) as she, visit(desk) as client:
        aside = await call(client, phone="13900003333")
        hers = await call(client, phone="+86 139-0000-3333", in_her_app=True)
        other = await call(client, phone="13900004444", in_her_app=True)
        bare = await call(client, in_her_app=True)
        mine = (await she.get("/v1/my/requests")).json()["items"]
        seen = (await she.get(f"/v1/my/requests/{mine[0]['id']}")).json()
    assert [one.json()["linked"] for one in (aside, hers, other)] == [False, True, False]
    assert bare.status_code == 422
    assert [one["number"] for one in mine] == [hers.json()["number"]]
    assert "withdraw" in seen["possible_steps"], "it is hers like any other"


async def test_MSG_08_a_caller_without_a_telephone_of_her_own_is_a_person_who_may_claim_it_later(
    world: World, visit: Visits
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(desk) as client:
        told = await call(client, place=TOWNSHIP)
        nowhere = await call(client, place="500230999")
    assert (told.status_code, nowhere.status_code) == (201, 422)
    async with world.as_owner() as session:
        row = (
            await session.execute(
                text("""
                    SELECT r.township_code, r.village_code, p.name_sealed, a.openid_index, a.phone_index,
                           a.phone_sealed, a.disabled_at
                    FROM help_request r JOIN profile p ON p.id = r.profile_id JOIN account a ON a.id = p.account_id
                """)
            )
        ).one()
        sessions = (await session.execute(text("SELECT count(*) FROM sign_in_session WHERE kind = 'woman'"))).scalar()
        given = (await session.execute(text("SELECT DISTINCT channel FROM consent"))).scalars().all()
    assert (row.township_code, row.village_code) == (TOWNSHIP, f"{TOWNSHIP}000")
    assert tuple(row[2:]) == (None,) * 5, "nobody can sign in as her until she claims it"
    assert sessions == 0
    assert given == ["witnessed"]


async def test_MSG_08_a_typist_logs_so_many_calls_and_no_cadre_does(world: World, visit: Visits) -> None:
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(cadre) as client:
        assert (await call(client)).status_code == 403
    async with visit(desk) as client:
        with clock.stopped(MONDAY):
            answers = [await call(client, service="none.such") for _ in range(61)]
    assert [one.status_code for one in answers] == [422] * 60 + [429]
