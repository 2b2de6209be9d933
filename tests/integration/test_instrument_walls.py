"""Every route of the instruments answers strangers as if there were nothing."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app import clock
from app.vocabulary import Role
from tests.integration.test_instruments import MONDAY, case, order, ring
from tests.statements import recorded
from tests.visits import Visits
from tests.world import TOWNSHIP, World

STEPS: dict[str, dict[str, Any]] = {
    "visited": {"alarm_id": str(uuid4()), "on": "2026-11-23", "safe": True},
    "order-decided": {"granted": False, "decided_at": "2026-11-23T09:00:00+08:00"},
    "order-extended": {"decided_at": "2026-11-23T09:00:00+08:00", "valid_until": "2027-01-01"},
    "order-ended": {"on": "2026-11-23", "reason": "撤销"},
    "receipt": {"received_at": "2026-11-23T09:00:00+08:00", "receipt": "1号"},
    "negotiated": {"on": "2026-11-23", "settled": True},
    "mediated": {"on": "2026-11-23", "settled": True},
    "arbitration-filed": {"on": "2026-11-23"},
    "arbitration-extended": {"on": "2026-11-23", "reason": "量地"},
    "award": {"served_on": "2026-11-23"},
    "sued": {"on": "2026-11-23", "court": "法院"},
    "land-ended": {"on": "2026-11-23", "note": "完了"},
    "screen": {"checked": [], "clear": False, "note": "有危险"},
    "start-mediation": {},
}
BESIDE: dict[str, dict[str, Any]] = {
    "written-warnings": {
        "issued_at": "2026-11-20T09:00:00+08:00", "station": "派出所", "served_on_both": True, "village_told": True,
    },
    "protection-orders": {"applied_at": "2026-11-20T09:00:00+08:00", "court": "法院"},
    "mandatory-reports": {
        "reported_at": "2026-11-20T09:00:00+08:00", "to": "police", "reporter": "某人", "what": "孩子挨打",
    },
    "land-disputes": {},
}  # fmt: skip


HEADER = {"If-Match": '"1"'}


async def finds_nothing(client: AsyncClient, request: str, paper: str) -> None:
    """Ask every route of the desk; each answer is 404."""
    assert (await client.get(f"/v1/desk/requests/{request}/instruments")).status_code == 404
    for name, body in BESIDE.items():
        answer = await client.post(f"/v1/desk/requests/{request}/{name}", json=body)
        assert answer.status_code == 404, (name, answer.text)
    for name, body in STEPS.items():
        answer = await client.post(f"/v1/desk/instruments/{paper}/{name}", json=body, headers=HEADER)
        assert answer.status_code == 404, (name, answer.text)


async def test_SAF_04_instruments_do_not_exist_for_strangers(world: World, visit: Visits) -> None:
    _her, (first, *_others), request = await case(world, visit)
    async with visit(first) as client:
        made = await client.post(f"/v1/desk/requests/{request}/protection-orders", json=BESIDE["protection-orders"])
    paper, nobody = str(made.json()["id"]), str(uuid4())
    strangers = [
        await world.staff(Role.DEPARTMENT_HEAD, "womens_federation"),
        await world.staff(Role.DEPARTMENT_HANDLER, "justice"),
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.SOCIAL_WORKER, "civil_affairs"),
        await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation"),
    ]
    for actor in strangers:
        async with visit(actor) as client:
            await finds_nothing(client, request, paper)
            await finds_nothing(client, nobody, nobody)
    for role in (Role.VILLAGE_CADRE, Role.PROVIDER, Role.AUDITOR, Role.ADMIN):
        async with visit(await world.staff(role, "county_desk")) as client:
            assert (await client.get(f"/v1/desk/requests/{request}/instruments")).status_code == 403


async def test_SAF_04_instruments_do_not_exist_for_another_woman(world: World, visit: Visits) -> None:
    her, _people, request = await case(world, visit)
    async with visit(her) as she:
        asked = (await she.post(f"/v1/my/requests/{request}/ask-mediation", json={})).json()["id"]
    async with visit(await world.woman()) as other:
        for one in (request, str(uuid4())):
            assert (await other.get(f"/v1/my/requests/{one}/instruments")).status_code == 404
            assert (await other.post(f"/v1/my/requests/{one}/ask-mediation", json={})).status_code == 404
        for one in (asked, str(uuid4())):
            assert (await other.post(f"/v1/my/instruments/{one}/stop-mediation")).status_code == 404


async def test_an_alarm_takes_the_requests_lock_before_its_own_as_every_step_of_the_desk_does(
    world: World, visit: Visits, engine: AsyncEngine
) -> None:
    _, (first, *_others), request = await case(world, visit)
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            await order(client, request)
    with recorded(engine) as statements:
        given = await ring(world, MONDAY + timedelta(days=4))
    locked = [re.findall(r"FROM (\w+)", one)[0] for one in statements if "FOR UPDATE" in one or "FOR NO KEY" in one]
    assert (given, locked[:2]) == (1, ["help_request", "instrument_alarm"])
