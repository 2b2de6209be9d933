"""Handing a request to a body outside: it stays open here, only what she allowed leaves, and silence ends (INT-05)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from httpx import AsyncClient
from pydantic import SecretStr
from sqlalchemy import text

from app import clock
from app.domain.help_requests import outside
from app.http import outside as wire
from app.integrations.outside import signature
from app.jobs import handing_out
from app.permissions.actors import Actor
from app.settings import Settings, settings
from app.vocabulary import Role
from tests.desk import ask_for, must, step
from tests.integration.test_levels import roster, trio
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FILE, HTTP = "hotline_12345", "city_office"
SECRET = SecretStr("shared-between-two")
NOTE = "请核实外出务工补贴是否已发放。"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = settings().model_copy(
        update={
            "outside_folder": tmp_path,
            "outside_urls": {HTTP: "http://city.test/requests"},
            "outside_secrets": {HTTP: SECRET},
        }
    )
    monkeypatch.setattr(wire, "settings", lambda: made)
    return made


async def working(she: AsyncClient, desk: AsyncClient, service: str = "job.match", **more: Any) -> str:
    """A request somebody works on."""
    asked = await ask_for(she, service, telling="绝不能无故外传的话", **more)
    await must(desk, asked["id"], "accept")
    await must(desk, asked["id"], "reply", body="我们在办。")
    return str(asked["id"])


async def send_all(world: World, told: Settings, transport: Any = None) -> list[UUID]:
    """Let the worker send every hand-over that waits."""
    async with world.as_owner() as session:
        keys = (await session.execute(text("SELECT id FROM outside_handover WHERE state = 'waiting'"))).scalars().all()
    for key in keys:
        await handing_out.send(told, county=COUNTY, key=key, transport=transport)
    return list(keys)


async def states(world: World) -> list[str]:
    async with world.as_owner() as session:
        query = "SELECT state FROM outside_handover ORDER BY created_at, id"
        return list((await session.execute(text(query))).scalars())


async def handler_of(world: World, office: str = "human_resources") -> Actor:
    return await world.staff(Role.DEPARTMENT_HANDLER, office)


def lay(root: Path, name: str, said: Any) -> None:
    folder = root / COUNTY / FILE / "in"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(said if isinstance(said, bytes) else orjson.dumps(said))


async def test_INT_05_a_file_leaves_with_her_tick_and_its_answer_comes_back_into_her_thread(
    world: World, visit: Visits, told: Settings, tmp_path: Path
) -> None:
    her = await world.woman(phone="19900007777", name="张小妹")
    async with visit(her) as she, visit(await handler_of(world)) as desk:
        request = await working(she, desk)
        bare = await step(desk, request, "refer", outside_body=FILE, note=NOTE)
        ticked = await she.post(f"/v1/my/requests/{request}/outside-consents", json={"body": FILE, "heard": True})
        handed = await must(desk, request, "refer", outside_body=FILE, note=NOTE)
        (key,) = await send_all(world, told)
        (file,) = (tmp_path / COUNTY / FILE / "out").iterdir()
        payload = orjson.loads(file.read_bytes())
        lay(tmp_path, "1.json", {"id": str(key), "event": "e1", "state": "处理中"})
        await handing_out.read_folders(told, county=COUNTY)
        between = (await she.get(f"/v1/my/requests/{request}")).json()
        lay(tmp_path, "2.json", {"id": str(key), "event": "e2", "state": "已办结", "text": "补贴上周已发到卡上。"})
        lay(tmp_path, "3.json", {"id": str(key), "event": "e2", "state": "已办结", "text": "补贴上周已发到卡上。"})
        lay(tmp_path, "4.json", b"not json")
        lay(tmp_path, "5.json", {"id": str(key), "event": "e3", "state": "没听过的状态"})
        lay(tmp_path, "6.json", {"id": str(uuid4()), "event": "e4", "state": "已办结"})
        heard = await handing_out.read_folders(told, county=COUNTY)
        seen = (await she.get(f"/v1/my/requests/{request}")).json()
        again = await handing_out.read_folders(told, county=COUNTY)
    assert (bare.status_code, bare.json()["code"], ticked.status_code) == (403, "consent_missing", 201)
    assert (handed["state"], between["state"], seen["state"]) == ("referred_out", "referred_out", "working")
    assert (file.stat().st_mode & 0o777, file.name) == (0o600, f"{key}.json")
    assert (payload["state"], payload["class"], payload["note"]) == ("待受理", "劳动就业", NOTE)
    assert (payload["name"], payload["phone"], payload["telling"]) == ("张小妹", "19900007777", "绝不能无故外传的话")
    assert (heard, again) == (2, 0)
    assert [one["body"] for one in seen["messages"] if "12345" in one["body"]] == [
        "12345政务服务便民热线的答复：补贴上周已发到卡上。"
    ]
    assert seen["timeline"][-1]["line"].startswith("外面的单位有了答复")
    assert sorted(one.name for one in (tmp_path / COUNTY / FILE / "refused").iterdir()) == [
        "4.json",
        "5.json",
        "6.json",
    ]
    assert await states(world) == ["answered"]
    async with world.as_owner() as session:
        left = (await session.execute(text("SELECT payload_sealed FROM outside_handover"))).scalar_one()
    assert left is None, "what has left is not kept twice"


async def test_INT_05_on_a_legal_ground_only_the_workers_note_leaves_and_her_log_says_so(
    world: World, visit: Visits, told: Settings, tmp_path: Path
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    her = await world.woman(phone="19900007777", name="张小妹")
    async with visit(her) as she, visit(await handler_of(world)) as desk, visit(first) as member:
        plain = await working(she, desk)
        await must(desk, plain, "refer", outside_body=FILE, note=NOTE, ground="statutory_duty")
        closed = await working(she, member, "law.dv")
        refused = await step(member, closed, "refer", outside_body=FILE, note=NOTE)
        await must(member, closed, "refer", outside_body=FILE, note=NOTE, ground="immediate_danger")
        await send_all(world, told)
    payloads = [orjson.loads(one.read_bytes()) for one in (tmp_path / COUNTY / FILE / "out").iterdir()]
    by_class = {one.get("class"): one for one in payloads}
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")
    assert set(by_class["劳动就业"]) == {
        "id",
        "from",
        "state",
        "note",
        "handed_over_at",
        "due_at",
        "class",
        "number",
        "township",
    }
    assert set(by_class[None]) == {"id", "from", "state", "note", "handed_over_at", "due_at"}, (
        "of a closed case nothing"
    )
    hers = ("张小妹", "19900007777", "绝不能")
    assert not any(trace in str(payloads) for trace in hers)
    async with world.as_owner() as session:
        facts = (
            await session.execute(text("SELECT facts FROM request_event WHERE step = 'refer' ORDER BY created_at"))
        ).scalars()
        assert [one["ground"] for one in facts] == ["statutory_duty", "immediate_danger"]


async def test_INT_05_a_tick_taken_back_lets_nothing_more_leave(world: World, visit: Visits, told: Settings) -> None:
    assert told.outside_folder is not None
    async with visit(await world.woman()) as she, visit(await handler_of(world)) as desk:
        request = await working(she, desk)
        await she.post(f"/v1/my/requests/{request}/outside-consents", json={"body": FILE})
        listed = (await she.get("/v1/my/consents")).json()["items"]
        (mine,) = [one for one in listed if one["office"] == f"outside:{FILE}"]
        await she.delete(f"/v1/my/consents/{mine['id']}")
        refused = await step(desk, request, "refer", outside_body=FILE, note=NOTE)
        unknown = await step(desk, request, "refer", outside_body="nobody_known", note=NOTE, ground="statutory_duty")
        async with visit(await world.woman()) as another:
            foreign = await another.post(f"/v1/my/requests/{request}/outside-consents", json={"body": FILE})
    assert (refused.status_code, unknown.status_code, foreign.status_code) == (403, 422, 404)


def city(calls: list[httpx.Request], status: int = 201) -> httpx.MockTransport:
    """The other side of the wire: it keeps what it is sent."""

    def take(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(status, json={"reference": "CQ-2026-77"})

    return httpx.MockTransport(take)


async def test_INT_05_over_http_both_ways_are_signed_and_each_event_is_heard_once(
    world: World, visit: Visits, told: Settings
) -> None:
    calls: list[httpx.Request] = []
    async with visit(await world.woman()) as she, visit(await handler_of(world)) as desk, visit() as nobody:
        request = await working(she, desk)
        await must(desk, request, "refer", outside_body=HTTP, note=NOTE, ground="statutory_duty")
        (key,) = await send_all(world, told, city(calls))
        assert await send_all(world, told, city(calls)) == []
        moment = str(int(clock.now().timestamp()))
        said = orjson.dumps({"id": str(key), "event": "e1", "state": "done", "text": "已经办好。"})

        async def answer(body: bytes, sign: Callable[[bytes], str], at: str = moment, to: str = HTTP) -> httpx.Response:
            headers = {"X-Shouwang-Time": at, "X-Shouwang-Signature": sign(body)}
            return await nobody.post(f"/v1/outside/{to}/answers", content=body, headers=headers)

        old = str(int(clock.now().timestamp()) - 400)
        unsigned = await answer(said, lambda _: "0" * 64)
        changed = await answer(said + b" ", lambda _: signature(SECRET, moment, said))
        late = await answer(said, lambda body: signature(SECRET, old, body), at=old)
        other = await answer(said, lambda body: signature(SecretStr(""), moment, body), to=FILE)
        good = [await answer(said, lambda body: signature(SECRET, moment, body)) for _ in range(2)]
        broken = await answer(b"[]", lambda body: signature(SECRET, moment, body))
        seen = (await she.get(f"/v1/my/requests/{request}")).json()
    (call,) = calls
    assert call.headers["x-shouwang-signature"] == signature(SECRET, call.headers["x-shouwang-time"], call.content)
    assert call.headers["idempotency-key"] == str(key)
    assert [one.status_code for one in (unsigned, changed, late, other, broken)] == [401, 401, 401, 401, 422]
    assert [(one.status_code, one.json()["state"]) for one in good] == [(200, "answered")] * 2
    assert [one["body"] for one in seen["messages"] if "答复" in one["body"]] == ["市级主管部门的答复：已经办好。"]
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT reference, events FROM outside_handover"))).one()
    assert tuple(row) == ("CQ-2026-77", ["e1"])


async def test_INT_05_silence_ends_at_its_time_the_request_comes_back_and_the_lead_is_pressed(
    world: World, visit: Visits, told: Settings
) -> None:
    handler = await handler_of(world)
    async with visit(await world.woman()) as she, visit(handler) as desk:
        with clock.stopped(MONDAY):
            request = await working(she, desk)
            before = (await desk.get(f"/v1/desk/requests/{request}")).json()["finish_due"]
            await must(desk, request, "refer", outside_body=FILE, note=NOTE, ground="statutory_duty")
            (key,) = await send_all(world, told)
        counts = []
        for days in (6, 8, 9):
            with clock.stopped(MONDAY + timedelta(days=days)):
                async with world.as_worker() as session:
                    counts.append(await outside.time_out(session, county=COUNTY))
        with clock.stopped(MONDAY + timedelta(days=9)):
            async with world.as_worker() as session:
                heard = outside.Heard(key, "late", "已办结", "晚到的答复")
            lay(told.outside_folder or Path(), "late.json", {"id": str(key), "event": "late", "state": "已办结"})
            await handing_out.read_folders(told, county=COUNTY)
            shown = (await desk.get(f"/v1/desk/requests/{request}")).json()
            seen = (await she.get(f"/v1/my/requests/{request}")).json()
            notices = (await desk.get("/v1/desk/notices")).json()["items"]
    assert heard.handover == key
    assert counts == [0, 1, 0]
    assert (shown["state"], shown["finish_due"]) == ("working", before), "its clocks ran on all along"
    assert "到期没有答复" in seen["timeline"][-1]["line"]
    assert "task_overdue" in {one["kind"] for one in notices}


async def test_INT_05_a_body_that_cannot_be_reached_is_tried_again_and_then_the_lead_hears_of_it(
    world: World, visit: Visits, told: Settings
) -> None:
    calls: list[httpx.Request] = []
    async with visit(await world.woman()) as she, visit(await handler_of(world)) as desk:
        request = await working(she, desk)
        await must(desk, request, "refer", outside_body=HTTP, note=NOTE, ground="statutory_duty")
        for _ in range(handing_out.MOST_TRIES + 2):
            await send_all(world, told, city(calls, 503))
        notices = (await desk.get("/v1/desk/notices")).json()["items"]
        state = (await desk.get(f"/v1/desk/requests/{request}")).json()["state"]
    assert len(calls) == handing_out.MOST_TRIES
    assert (await states(world), state) == (["failed"], "referred_out"), "it stays open here, and times out"
    assert "task_changed" in {one["kind"] for one in notices}


async def test_INT_05_what_she_stopped_before_it_left_never_leaves(
    world: World, visit: Visits, told: Settings, tmp_path: Path
) -> None:
    async with visit(await world.woman()) as she, visit(await handler_of(world)) as desk:
        request = await working(she, desk)
        await she.post(f"/v1/my/requests/{request}/outside-consents", json={"body": FILE})
        await must(desk, request, "refer", outside_body=FILE, note=NOTE)
        await she.post(f"/v1/my/requests/{request}/withdraw", json={"kind": "stop_and_erase"})
        async with world.as_owner() as session:
            left = (await session.execute(text("SELECT payload_sealed FROM outside_handover"))).scalar_one()
        await send_all(world, told)
    assert left is None
    assert not (tmp_path / COUNTY / FILE / "out").exists()
