"""Beaten at night, as a story any client can play: with the clock turned, or against processes of their own."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import aid
from tests.desk import ask_for, must
from tests.integration.test_instruments import act
from tests.integration.test_levels import roster, trio
from tests.stories.legal_aid import Visit
from tests.world import TOWNSHIP, World

TELLING = "他喝了酒，打了我的头，我躲在邻居家。"
CHECKS = ["spoke_safely", "no_danger_now", "knows_whom_to_call", "duty_to_report_done"]
Turn = Callable[[timedelta], AbstractContextManager[None]]
SendVoice = Callable[[AsyncClient, str], Awaitable[str]]


@dataclass
class People:
    """Everybody of the story, and two who must never hear of it."""

    her: Actor
    handler: Actor
    second: Actor
    supervisor: Actor
    justice: Actor
    admin: Actor
    town: Actor
    justice_head: Actor


@dataclass
class Stage:
    """How the story is played: who visits, how the clock is turned, how a recording is sent."""

    visit: Visit
    turn: Turn
    send_voice: SendVoice


async def gather(world: World) -> People:
    """Make everybody of the story."""
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    bureau = await aid.bureau(world)
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    return People(await world.woman(), first, second, head, bureau.handler, bureau.admin, town, bureau.head)


async def apply(people: People, stage: Stage) -> tuple[str, str]:
    """She asks at night: numbers first, her voice, nothing about income. Gives the request and the application."""
    async with stage.visit(people.her) as she:
        form = (await she.get("/v1/my/legal-aid/form")).json()
        assert next(iter(form)) == "call_first"
        assert form["call_first"][0]["number"] == "110"
        assert not any(one["asks_income"] or one["asks_pledge"] for one in form["grounds"])
        asked = await ask_for(she, "law.dv", telling=TELLING)
        request = str(asked["id"])
        voice = await stage.send_voice(she, request)
        made = await aid.apply(
            she, request_id=request, matter="violence", ground="violence", pledge=None, channel="voice",
            voice_file=voice, urgency="danger", tell_aid_office=True, share=None,
        )  # fmt: skip
        notices = (await she.get("/v1/my/notices")).json()["items"]
    assert (made["request_id"], made["closed"], made["pledge"]) == (request, True, None)
    assert "最晚" in made["due_words"]
    assert not any(word in one["text"] for one in notices for word in ("打", "法律", "律师", "援助"))
    for stranger in (people.town, people.justice_head):
        async with stage.visit(stranger) as client:
            assert (await client.get(f"/v1/desk/requests/{request}")).status_code == 404
            assert (await client.get(f"/v1/desk/legal-aid/{made['id']}")).status_code == 404
    return request, str(made["id"])


async def answer(people: People, stage: Stage, request: str) -> None:
    """Somebody answers within two hours, at night."""
    async with stage.visit(people.handler) as client:
        seen = (await client.get(f"/v1/desk/requests/{request}")).json()
        assert (seen["telling"], seen["due_words"] is not None) == (TELLING, True)
        assert [one["kind"] for one in seen["files"]] == ["voice"]
        await must(client, request, "accept")
        await must(client, request, "reply", body="您现在安全吗？我们马上陪您。")


async def grant(people: People, stage: Stage, application: str) -> dict[str, Any]:
    """Justice's one named person decides; she is told in her app only."""
    async with stage.visit(people.handler) as client:
        assert (await aid.step(client, application, "grant")).status_code == 403
    async with stage.visit(people.justice) as client:
        return await aid.must(client, application, "grant")


async def assign(people: People, stage: Stage, application: str) -> None:
    """A lawyer is named, never one who acts for him."""
    async with stage.visit(people.admin) as admin:
        his, hers = await aid.lawyer(admin), await aid.lawyer(admin, "15001202310000777", name="陈律师", firm="平都所")
        tie = await admin.post(f"/v1/admin/lawyers/{his}/ties", json={"kind": "client", "name": "王大柱"})
        assert tie.status_code == 201
    async with stage.visit(people.justice) as client:
        refused = await aid.step(client, application, "assign-lawyer", lawyer_id=his)
        assert (refused.status_code, "代理着对方" in refused.text) == (422, True)
        assigned = await aid.must(client, application, "assign-lawyer", lawyer_id=hers)
        assert assigned["state"] == "assigned"
    async with stage.visit(people.her) as she:
        mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
    assert (mine["lawyer"]["name"], mine["lawyer"]["woman"]) == ("陈律师", True)
    assert "不收一分钱" in mine["no_fee"]


async def protect(people: People, stage: Stage, request: str, *, days: int) -> dict[str, Any]:
    """The court is asked urgently and grants an order for so many days."""
    async with stage.visit(people.handler) as client:
        said = {"applied_at": clock.now().isoformat(), "urgent": True, "oral": True, "court": "丰都县人民法院"}
        asked = (await client.post(f"/v1/desk/requests/{request}/protection-orders", json=said)).json()
        until = (clock.today() + timedelta(days=days)).isoformat()
        decided = {"granted": True, "decided_at": clock.now().isoformat()}
        long = await act(client, asked, "order-decided", **decided, valid_until="2040-01-01")
        assert (long.status_code, "最长6个月" in long.text) == (422, True)
        order = await act(client, asked, "order-decided", **decided, valid_until=until, measures="不许他靠近她")
        assert order.status_code == 200, order.text
        shown: dict[str, Any] = order.json()
    assert shown["days_left"] == days
    return shown


async def close(people: People, stage: Stage, request: str) -> None:
    """The case closes only after the supervisor's look at the safety questions, and by her own word."""
    async with stage.visit(people.justice) as client:
        await must(client, request, "finish-part", note="律师派了，也见过面了。")
    async with stage.visit(people.handler) as client:
        await must(client, request, "resolve", body="令发了，律师也见过您了。", safety_check=CHECKS)
        listed = (await client.get(f"/v1/desk/requests/{request}")).json()
        assert listed["state"] in ("accepted", "working")
    async with stage.visit(people.supervisor) as client:
        assert (await must(client, request, "approve", agree=True))["state"] == "resolved"
    async with stage.visit(people.her) as she:
        assert (await she.post(f"/v1/my/requests/{request}/confirm")).json()["state"] == "closed"
