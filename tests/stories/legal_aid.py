"""The main job as a story any client can play: in this process, or against a running service with its worker."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from httpx import AsyncClient

from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.world import TOWNSHIP, World

REASON = "这件事要先由别的单位核实情况。"
Visit = Callable[[Actor], AbstractAsyncContextManager[AsyncClient]]


@dataclass
class People:
    """Everybody of the story."""

    justice: Actor
    justice_head: Actor
    federation: Actor
    desk: Actor
    her: Actor


async def gather(world: World) -> People:
    """Make everybody of the story."""
    justice = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    head = await world.staff(Role.DEPARTMENT_HEAD, "justice")
    federation = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    return People(justice, head, federation, desk, await world.woman())


async def play(people: People, visit: Visit) -> str:
    """Live the story; gives the request's id."""
    async with visit(people.her) as she:
        asked = await ask_for(she, "law.aid", telling="我想离婚，没有钱请律师。")
        request, due = str(asked["id"]), asked["due_at"]
        assert asked["state"] == "submitted"
        assert asked["lead_name"] == "县司法局"
        assert "最晚" in asked["due_words"]
        assert {part["office"] for part in asked["who"]} >= {"justice", "womens_federation", "civil_affairs"}
    await _bounce(people, visit, request)
    async with visit(people.her) as she:
        seen = (await she.get(f"/v1/my/requests/{request}")).json()
        assert seen["due_at"] == due, "her clock never restarts"
        assert seen["number"] == asked["number"]
        assert any("县里定了：由县司法局来办" in line["line"] for line in seen["timeline"])
    await _answer(people, visit, request)
    async with visit(people.her) as she:
        reopened = (await she.post(f"/v1/my/requests/{request}/reopen", json={})).json()
        assert (reopened["state"], reopened["lead_office"], reopened["reopens"]) == ("reopened", "justice", 1)
    async with visit(people.justice) as client:
        await must(client, request, "accept")
        await must(client, request, "reply", body="律师明天给您打电话。")
        await must(client, request, "resolve", body="律师已经和您见面。")
    async with visit(people.justice_head) as client:
        await must(client, request, "approve", agree=True)
    async with visit(people.her) as she:
        closed = (await she.post(f"/v1/my/requests/{request}/confirm")).json()
        assert closed["state"] == "closed"
        rated = await she.post(f"/v1/my/requests/{request}/rate", json={"face": "glad"})
        assert rated.status_code == 200
    return request


async def _bounce(people: People, visit: Visit, request: str) -> None:
    async with visit(people.justice) as client:
        returned = await must(client, request, "return", reason=REASON, suggested_office="womens_federation")
        assert (returned["state"], returned["lead_office"]) == ("submitted", "womens_federation")
        assert returned["possible_steps"] == []
    async with visit(people.federation) as client:
        returned = await must(client, request, "return", reason=REASON, suggested_office="justice")
        assert returned["state"] == "ruling"
    async with visit(people.desk) as client:
        ruled = await must(client, request, "rule", office="justice", reason="法律援助由司法局受理。")
        assert ruled["state"] == "submitted"


async def _answer(people: People, visit: Visit, request: str) -> None:
    async with visit(people.justice) as client:
        await must(client, request, "accept")
        refused = await step(client, request, "return", reason=REASON, suggested_office="womens_federation")
        assert refused.status_code == 409
        await must(client, request, "reply", body="您好，材料齐了，我们指派王律师帮您。")
        for part in (await client.get(f"/v1/desk/requests/{request}")).json()["who"]:
            if part["part"] == "co" and part["state"] == "open":
                await must(client, request, "excuse-part", task_id=part["id"], reason="不需要他们再做什么。")
        proposed = await must(client, request, "resolve", body="律师已经指派，手续办好了。")
        assert proposed["state"] == "working"
    async with visit(people.justice_head) as client:
        approved = await must(client, request, "approve", agree=True)
        assert approved["state"] == "resolved"
