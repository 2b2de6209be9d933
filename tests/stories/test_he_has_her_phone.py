"""He has her phone: she asks at night by voice, nothing on it gives her away, it climbs, she takes it all back.

Played through HTTP against the service and its worker as processes of their own, with the stand-ins for WeChat and SMS.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.http.tokens import TokenRing
from app.models.contacts import StaffRelation
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests import server
from tests.desk import ask_for
from tests.integration.test_files import send
from tests.integration.test_levels import roster, trio
from tests.outside import APPID, SECRET
from tests.stories.test_legal_aid_at_night import PATIENCE, PORT, client_of, running, until_ready
from tests.unit.test_media import tone
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

HERE = f"http://127.0.0.1:{PORT}"
OPENID = "oInvented0000000000000000021"
PIN = {"pin": "8520"}
RUNGS = 4
GIVES_AWAY = ("打", "暴", "法", "律", "妇联", "公安", "求助", "law")
TURN = """
    UPDATE help_request
    SET next_climb_at = next_climb_at - one.by, climb_due = climb_due - one.by, first_due = first_due - one.by,
        finish_due = finish_due - one.by, clock_started_at = clock_started_at - one.by
    FROM (SELECT CAST(:by AS interval) AS by) one WHERE id = :id
"""


@dataclass
class People:
    """Everybody of the story; the cadre of her village is his cousin, and so is one of the named handlers."""

    cousin: Actor
    cadre: Actor
    second: Actor
    supervisor: Actor
    officer: Actor
    others: tuple[Actor, ...]


async def gather(world: World) -> People:
    """Make everybody; she herself comes by WeChat."""
    cousin, second, supervisor = await trio(world, "womens_federation")
    officer = await world.staff(Role.CLOSED_CASE_OFFICER, "womens_federation")
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,), home=VILLAGE)
    others = (
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.DEPARTMENT_HEAD, "justice"),
        await world.staff(Role.ADMIN, "county_desk"),
        await world.staff(Role.AUDITOR, "county_desk"),
    )
    await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    await roster(world, "law.dv", cousin, second, supervisor)
    return People(cousin, cadre, second, supervisor, officer, others)


async def until(what: Callable[[], Awaitable[Any]], patience: float = PATIENCE) -> Any:
    """Ask again until there is an answer."""
    end = time.monotonic() + patience
    while not (found := await what()):
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.4)
    return found


@asynccontextmanager
async def her_phone() -> AsyncIterator[AsyncClient]:
    """Sign in by WeChat, as her phone does, and name her village."""
    async with AsyncClient(base_url=HERE, timeout=20, trust_env=False) as phone:
        counter = iter(range(10_000))

        async def key(request: Any) -> None:
            request.headers["idempotency-key"] = f"her-phone-{next(counter)}"

        phone.event_hooks = {"request": [key]}
        await phone.post("/sandbox/wechat/__sim/users", json={"openid": OPENID, "phone": "19900002121"})
        login = (await phone.post("/sandbox/wechat/__sim/wx_login", json={"openid": OPENID})).json()
        pressed = (await phone.post("/sandbox/wechat/__sim/phone_click", json={"openid": OPENID})).json()
        codes = {"code": login["code"], "phone_code": pressed["code"]}
        signed_in = (await phone.post("/v1/sign-in/wechat", json=codes)).json()
        assert signed_in["phone"] == "kept"
        phone.headers["Authorization"] = f"Bearer {signed_in['access_token']}"
        said = {"picture": "flower", "name": "王小花", "village": VILLAGE, "tells_only_when_open": False}
        assert (await phone.put("/v1/my/profile", json=said)).status_code == 200
        yield phone


async def play(people: People, visit: Callable[[Actor], Any], related: Callable[[str], Awaitable[None]],
               turn: Callable[[str, timedelta], Awaitable[None]]) -> str:  # fmt: skip
    """Live the story; gives the request's id."""
    async with her_phone() as she:
        await related(str((await she.get("/v1/my/profile")).json()["id"]))
        assert (await she.put("/v1/my/pin", json={"new": PIN["pin"]})).status_code == 200
        assert (await she.post("/v1/my/pin/unlock", json=PIN)).status_code == 200
        await she.put("/v1/my/safe-contact", json={"channels": ["wechat", "sms"], "from_hour": 0, "to_hour": 24})
        ordinary = await ask_for(she, "job.match", telling="想在家附近找活干")
        asked = await ask_for(she, "law.dv")
        request = str(asked["id"])
        assert [part["part"] for part in asked["who"]] == ["lead"], "no township, no other office"
        assert "2" in asked["due_words"] or "前" in asked["due_words"]
        voice = await send(she, tone(3, "webm"), "voice", request_id=request)
        await until(lambda: _notices_settled(she))
        await _two_handlers_hear_her(people, visit, request, voice)
        await _the_others_find_nothing(people, visit, asked, voice)
        await _his_thumb_finds_nothing(she, asked, str(ordinary["id"]))
        await turn(request, timedelta(hours=5))
        lines = await until(lambda: _climbed(she, request), patience=100)
        assert lines[-1] == "还没办好，已报给县里的专人。"
        async with visit(people.officer) as officer:
            assert (await officer.get(f"/v1/desk/requests/{request}")).status_code == 200
        await _nothing_left_the_house(she, ordinary)
        gone = await she.post(f"/v1/my/requests/{request}/withdraw", json={"kind": "stop_and_erase"})
        assert (gone.json()["state"], gone.json()["erased"]) == ("withdrawn", True)
        assert (gone.json()["telling"], gone.json()["files"]) == (None, [])
        assert (await she.get(f"/v1/files/{voice}")).status_code == 404
        again = await she.post(f"/v1/my/requests/{request}/resubmit")
        assert again.status_code == 409, "what was deleted does not come back"
    async with visit(people.second) as client:
        shown = (await client.get(f"/v1/desk/requests/{request}")).json()
        assert (shown["telling"], shown["name"], shown["phone"]) == (None, None, None)
        assert (await client.get(f"/v1/files/{voice}")).status_code == 404
    return request


async def _two_handlers_hear_her(people: People, visit: Callable[[Actor], Any], request: str, voice: str) -> None:
    """The second named handler, whom it went to because the first is his cousin, and the supervisor."""
    for actor in (people.second, people.supervisor):
        async with visit(actor) as client:
            assert (await client.get(f"/v1/desk/requests/{request}")).json()["owner_id"] == str(people.second.id)

            async def sound(client: AsyncClient = client) -> Response | None:
                got: Response = await client.get(f"/v1/files/{voice}")
                return got if got.status_code == 200 else None

            played = await until(sound)
            assert (played.headers["content-type"], played.headers["cache-control"]) == ("audio/mp4", "no-store")
    async with visit(people.second) as client:
        wrote = await client.post(f"/v1/desk/files/{voice}/summary", json={"text": "她说他又动手了，孩子也在。"})
        assert wrote.status_code == 204
        assert "request_id" in str((await client.get("/v1/desk/notices")).json()["items"])


async def _the_others_find_nothing(
    people: People, visit: Callable[[Actor], Any], asked: dict[str, Any], voice: str
) -> None:
    nobody = "01900000-0000-7000-8000-00000000dead"
    for actor in (people.cousin, people.cadre, *people.others):
        async with visit(actor) as client:
            for path in ("/v1/desk/requests/{}", "/v1/files/{}"):
                real = await client.get(path.format(asked["id"] if "desk" in path else voice))
                invented = await client.get(path.format(nobody))
                assert real.status_code == invented.status_code >= 403, (actor.role, path)
                assert _without_id(real) == _without_id(invented)
            notices = await client.get("/v1/desk/notices")
            queue = await client.get("/v1/desk/requests?queue=to_accept")
            entries = await client.get("/v1/desk/registrations")
            for answer in (notices, queue, entries):
                assert str(asked["id"]) not in answer.text
                assert str(asked["number"]) not in answer.text


def _without_id(answer: Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    return {key: value for key, value in body.items() if key != "request_id"}


async def _his_thumb_finds_nothing(she: AsyncClient, asked: dict[str, Any], ordinary: str) -> None:
    """He picks the phone up after the lock: what is hidden is absent, and nothing hints at it."""
    await she.post("/v1/my/pin/lock")
    for path in ("/v1/my/requests", "/v1/my/notices", "/v1/my/consents", "/v1/my/evidence"):
        seen = await she.get(path)
        assert str(asked["id"]) not in seen.text
        assert str(asked["number"]) not in seen.text
    listed = (await she.get("/v1/my/requests")).json()["items"]
    assert [one["id"] for one in listed] == [ordinary]
    assert (await she.get(f"/v1/my/requests/{asked['id']}")).status_code == 404
    wrong = await she.post("/v1/my/pin/unlock", json={"pin": "0000"})
    assert (wrong.status_code, wrong.json()["title"]) == (403, "不对，请再试。错五次要等十分钟。")
    assert (await she.post("/v1/my/pin/unlock", json=PIN)).status_code == 200


async def _climbed(she: AsyncClient, request: str) -> list[str] | None:
    timeline = (await she.get(f"/v1/my/requests/{request}")).json()["timeline"]
    lines = [str(line["line"]) for line in timeline]
    return lines if len(lines) >= 1 + RUNGS else None


async def _notices_settled(she: AsyncClient) -> bool:
    """The ordinary request's notice went out as a text message; by then the closed one's would have, too."""
    return len((await she.get("/sandbox/sms/__sim/messages")).json()) > 0


async def _nothing_left_the_house(she: AsyncClient, ordinary: dict[str, Any]) -> None:
    """All that reached her phone is about the ordinary request, in words that could be about anything."""
    sms = (await she.get("/sandbox/sms/__sim/messages")).json()
    wechat = (await she.get("/sandbox/wechat/__sim/messages")).json()
    assert sms != []
    assert "law" not in str(wechat)
    digits = str(ordinary["number"]).replace(" ", "")
    for message in sms:
        assert digits in message["text"].replace(" ", "") or not any(one.isdigit() for one in message["text"])
        assert not any(word in message["text"] for word in GIVES_AWAY), message["text"]


@pytest.mark.committed
async def test_he_has_her_phone_and_learns_nothing(run_folder: Path, worker_id: str, tmp_path: Path) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"phone_{worker_id}_{os.getpid()}")
    ring_file = tmp_path / "ring.json"
    ring = TokenRing.fresh()
    ring.write(ring_file)
    settings = {
        "SHOUWANG_DEMO": "1",
        "SHOUWANG_PUBLIC_URL": HERE,
        "SHOUWANG_STORAGE": f"file://{tmp_path}/files",
        "SHOUWANG_WECHAT_BASE_URL": f"{HERE}/sandbox/wechat",
        "SHOUWANG_WECHAT_APPS": json.dumps({COUNTY: APPID}),
        "SHOUWANG_WECHAT_SECRETS": json.dumps({COUNTY: SECRET}),
        "SHOUWANG_SMS_BASE_URL": f"{HERE}/sandbox/sms",
        "SHOUWANG_SMS_TOKEN": "invented-token",
    }
    owner = create_async_engine(database.url("owner"))
    tester = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})

    async def turn(request: str, by: timedelta) -> None:
        async with owner.begin() as connection:
            await connection.execute(text(TURN), {"by": by, "id": request})

    try:
        async with tester.connect() as connection:
            world = World(connection)
            people = await gather(world)

            async def related(profile: str) -> None:
                for actor in (people.cousin, people.cadre):
                    row = StaffRelation(county=COUNTY, staff_id=actor.id, profile_id=profile, kind="relative")
                    await world.add(row)

            with running(database, ring_file, **settings):
                await until_ready()
                request = await play(people, lambda actor: client_of(actor, ring), related, turn)
        await _whole(owner, request)
    finally:
        await owner.dispose()
        await tester.dispose()
        server.drop_database(database)


async def _whole(owner: Any, request: str) -> None:
    """What is left: the key in escrow, no job with a word in it, an audit chain that holds."""
    async with AsyncSession(owner) as session:
        assert await audit.verify(session, county=COUNTY) == []
        escrowed = text("SELECT escrowed_at FROM case_key WHERE id = :id")
        assert (await session.execute(escrowed, {"id": request})).scalar_one() is not None
        outcomes = text("SELECT state, outcome FROM notice WHERE request_id = :id AND profile_id IS NOT NULL")
        assert {tuple(row) for row in await session.execute(outcomes, {"id": request})} == {
            ("skipped", "only_when_open")
        }
