"""Tips on unknown agents: told by anybody, read by the police office alone, told of when late, kept no longer."""

import json
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from app import clock
from app.jobs import keeping_limits
from app.vocabulary import Role
from tests.integration.test_levels import roster, trio
from tests.loans import PHONE, bureau, police
from tests.visits import Visits
from tests.world import COUNTY, World

AGENT = {"way": "call", "wants": "money", "agent": "自称张经理", "township": "500230101", "body": "说交三千元就能办"}


async def test_LON_07_an_unknown_agent_lands_on_the_police_list_and_nobody_knows_who_told(
    world: World, visit: Visits
) -> None:
    her, officer = await world.woman(phone=PHONE), await police(world)
    async with visit() as anybody:
        open_one = await anybody.post("/v1/loans/agent-reports", json=AGENT)
    async with visit(her) as she:
        told = await she.post("/v1/my/loan/agent-reports", json=AGENT)
    assert (open_one.status_code, told.status_code) == (201, 201), open_one.text + told.text
    assert "没有人知道是您说的" in told.json()["line"]
    async with visit(officer) as desk:
        listed = (await desk.get("/v1/desk/loans/tips")).json()["items"]
        one = await desk.get(f"/v1/desk/loans/tips/{listed[0]['id']}")
        settled = await desk.post(
            f"/v1/desk/loans/tips/{listed[0]['id']}/settle",
            json={"outcome": "已核实并提醒全镇"},
            headers={"If-Match": one.headers["etag"]},
        )
        left = (await desk.get("/v1/desk/loans/tips")).json()["items"]
    assert len(listed) == 2
    assert one.json()["body"] == AGENT["body"]
    assert (settled.status_code, settled.json()["state"]) == (200, "settled")
    assert len(left) == 1
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT * FROM loan_tip"))).mappings().all()
        audits = (
            await session.execute(
                text("SELECT actor_kind, actor_id, profile_id FROM audit_event WHERE action = 'loan_tip:report'")
            )
        ).all()
        requests = (await session.execute(text("SELECT count(*) FROM help_request"))).scalar_one()
    assert requests == 0
    whole = json.dumps([{key: str(value) for key, value in row.items()} for row in rows])
    assert str(her.profile_id) not in whole
    assert str(her.id) not in whole
    assert {(one.actor_kind, one.profile_id) for one in audits} == {("system", None)}


async def test_LON_07_tips_are_the_police_offices_alone(world: World, visit: Visits) -> None:
    async with visit() as anybody:
        await anybody.post("/v1/loans/agent-reports", json=AGENT)
    async with world.as_owner() as session:
        key = (await session.execute(text("SELECT id FROM loan_tip"))).scalar_one()
    for other in (await bureau(world), await world.staff(Role.DEPARTMENT_HEAD, "justice")):
        async with visit(other) as client:
            assert (await client.get("/v1/desk/loans/tips")).json()["items"] == []
            there, nowhere = [await client.get(f"/v1/desk/loans/tips/{one}") for one in (key, uuid4())]
            headers = {"If-Match": '"1"'}
            said = {"outcome": "看过了"}
            settle = await client.post(f"/v1/desk/loans/tips/{key}/settle", json=said, headers=headers)
        assert (there.status_code, nowhere.status_code, settle.status_code) == (404, 404, 404)
        assert there.json()["code"] == nowhere.json()["code"]


async def test_LON_07_her_own_case_becomes_a_closed_request_and_no_tip(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "public_security")
    await roster(world, "law.crime", first, second, head)
    async with visit(await world.woman()) as she:
        told = await she.post("/v1/my/loan/agent-reports", json=AGENT | {"own_case": True})
        mine = (await she.get("/v1/my/requests")).json()["items"]
    async with visit(await police(world)) as stranger:
        assert (await stranger.get("/v1/desk/loans/tips")).json()["items"] == []
    assert told.status_code == 201, told.text
    assert told.json()["number"] == mine[0]["number"]
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT service_code, level FROM help_request"))).one()
    assert tuple(row) == ("law.crime", "closed")


async def test_SAF_11_a_tip_that_was_seen_to_is_gone_after_three_years_and_an_open_one_stays(
    world: World, visit: Visits
) -> None:
    async with visit() as anybody:
        for _ in range(2):
            assert (await anybody.post("/v1/loans/agent-reports", json=AGENT)).status_code == 201
    async with visit(await police(world)) as desk:
        one = (await desk.get("/v1/desk/loans/tips")).json()["items"][0]
        said = {"outcome": "已核实并提醒全镇"}
        path = f"/v1/desk/loans/tips/{one['id']}/settle"
        assert (await desk.post(path, json=said, headers={"If-Match": '"1"'})).status_code == 200
    left = []
    for days in (1094, 1096):
        with clock.turned(timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        async with world.as_owner() as session:
            left.append(sorted((await session.execute(text("SELECT state FROM loan_tip"))).scalars()))
    assert left == [["open", "settled"], ["open"]]
