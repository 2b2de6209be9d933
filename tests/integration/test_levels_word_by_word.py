"""SAF-05 to SAF-08, word by word: who may override and who hears of it, every tie at its level, numbers masked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.models.contacts import HandlerBlock, StaffRelation
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, VILLAGE, World

REASON = "领导批示要核对进度。"
TIES = ("household", "relative", "alleged", "blocked", "neighbour")
SERVICES = {"sensitive": ("law.aid", "justice"), "closed": ("law.dv", "womens_federation")}


async def override(client: AsyncClient, number: str, reason: str | None = REASON) -> Any:
    return await client.post("/v1/desk/overrides", json={"number": number, "reason": reason})


async def tie(world: World, staff: Actor, her: Actor, kind: str) -> None:
    """Tie a worker to her; a neighbour is made by her village."""
    assert her.profile_id is not None
    if kind == "blocked":
        await world.add(HandlerBlock(county=COUNTY, profile_id=her.profile_id, staff_id=staff.id))
    elif kind != "neighbour":
        await world.add(StaffRelation(county=COUNTY, staff_id=staff.id, profile_id=her.profile_id, kind=kind))


@pytest.mark.parametrize("kind", TIES)
@pytest.mark.parametrize("level", SERVICES)
async def test_SAF_06_every_tie_is_refused_at_its_level_and_the_next_is_picked(
    world: World, visit: Visits, level: str, kind: str
) -> None:
    service, office = SERVICES[level]
    first, second, head = await trio(world, office, home=VILLAGE if kind == "neighbour" else None)
    await roster(world, "law.dv", first, second, head)
    her = await world.woman()
    await tie(world, first, her, kind)
    async with visit(her) as she:
        asked = await ask_for(she, service)
    refused = (level, kind) != ("sensitive", "neighbour")
    async with visit(first) as client, visit(second) as other:
        read = await client.get(f"/v1/desk/requests/{asked['id']}")
        queue = (await client.get("/v1/desk/requests?queue=to_accept")).json()["items"]
        assert read.status_code == (404 if refused else 200)
        assert [row["id"] for row in queue] == ([] if refused else [asked["id"]])
        if refused:
            assert (await other.get(f"/v1/desk/requests/{asked['id']}")).json()["owner_id"] == str(second.id)
            assert (await client.get("/v1/desk/notices")).json()["items"] == []


@pytest.mark.parametrize("kind", ["household", "relative", "alleged", "blocked"])
async def test_SAF_06_nobody_tied_to_her_comes_in_by_an_override_or_by_being_given_the_work(
    world: World, visit: Visits, kind: str
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    colleague = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    chief = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    elsewhere = await world.staff(Role.DEPARTMENT_HEAD, "health")
    her = await world.woman()
    async with visit(her) as she:
        asked = await ask_for(she, "law.aid")
        for one in (colleague, elsewhere):
            await tie(world, one, her, kind)
        async with visit(elsewhere) as client:
            hers = await override(client, asked["number"])
            nobodys = await override(client, "11112222 3")
            assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404
        async with visit(handler) as client, visit(chief) as head:
            await must(client, asked["id"], "accept")
            given = await step(head, asked["id"], "assign", staff_id=str(colleague.id), note="你来接着办这件事情吧。")
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["timeline"]
    assert (hers.status_code, hers.json()["title"]) == (404, nobodys.json()["title"])
    assert REASON not in str(seen)
    assert given.status_code == 422
    async with visit(colleague) as client:
        assert (await client.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404


async def test_SAF_05_only_a_head_with_a_reason_opens_only_a_sensitive_one(world: World, visit: Visits) -> None:
    head = await world.staff(Role.DEPARTMENT_HEAD, "health")
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "health")
    async with visit(await world.woman()) as she:
        sensitive = await ask_for(she, "law.aid")
        normal = await ask_for(she, "job.match")
    async with visit(head) as client, visit(handler) as other:
        silent = await override(client, sensitive["number"], None)
        blank = await override(client, sensitive["number"], "   ")
        ordinary = await override(client, normal["number"])
        theirs = await override(other, sensitive["number"])
    assert [one.status_code for one in (silent, blank, ordinary, theirs)] == [422, 422, 404, 403]


async def test_SAF_05_the_owner_hears_of_it_and_her_own_log_names_the_look(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "health")
    async with visit(await world.woman()) as she, visit(head) as client, visit(handler) as owner:
        asked = await ask_for(she, "law.aid")
        assert (await override(client, asked["number"])).status_code == 201
        await client.get(f"/v1/desk/requests/{asked['id']}")
        told = {one["kind"] for one in (await owner.get("/v1/desk/notices")).json()["items"]}
        log = (await she.get("/v1/my/access-log")).json()["items"]
        with clock.turned(timedelta(hours=3, minutes=1)):
            late = await client.get(f"/v1/desk/requests/{asked['id']}")
            refused = await step(owner, asked["id"], "accept")
    assert "override_used" in told
    assert "县卫生健康委" in {one["office"] for one in log}
    assert (late.status_code, refused.status_code) == (404, 200), "the owner goes on, the head is out"
    async with world.as_owner() as session:
        acts = (await session.execute(text("SELECT count(*) FROM audit_event WHERE action LIKE '%override%'"))).scalar()
    assert acts == 1


async def test_SAF_08_no_reveal_without_a_reason_and_each_one_is_a_line_of_the_log(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman(phone="19900007777")) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        address = f"/v1/desk/requests/{asked['id']}/reveal"
        none = await client.post(address, json={})
        blank = await client.post(address, json={"reason": "  "})
        good = [await client.post(address, json={"reason": "要打电话核实。"}) for _ in range(2)]
    assert [one.status_code for one in (none, blank, *good)] == [422, 422, 200, 200]
    async with world.as_owner() as session:
        query = text("SELECT actor_id FROM audit_event WHERE action = 'help_request:reveal' AND kind = 'read'")
        readers: list[UUID] = list((await session.execute(query)).scalars())
    assert readers == [handler.id, handler.id]
