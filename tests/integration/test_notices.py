"""Notices in their first form, and sign-in with WeChat against its stand-in."""

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from app.http import sign_in
from app.settings import Settings, settings
from app.vocabulary import Role
from sandbox.wechat import server
from sandbox.wechat.world import Person, Program, new_session_key
from sandbox.wechat.world import World as WeChat
from tests.desk import ask_for, must
from tests.visits import Visits
from tests.world import COUNTY, World

APPID, SECRET = "wx0000000000000001", "0123456789abcdef"


async def test_each_event_she_must_hear_of_is_a_notice_and_a_job(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client_of_desk:
        asked = await ask_for(she, "job.match", telling="绝不能写进通知的话")
        await must(client_of_desk, asked["id"], "accept")
        first = (await she.get("/v1/my/notices")).json()
        await she.post("/v1/my/notices/read", json={"ids": [first["items"][0]["id"]]})
        after = (await she.get("/v1/my/notices")).json()
        desk = (await client_of_desk.get("/v1/desk/notices")).json()
    async with world.as_owner() as session:
        jobs = (await session.execute(text("SELECT count(*) FROM notice"))).scalar_one()
    assert [one["kind"] for one in first["items"]] == ["request_moved", "request_received"]
    assert (first["unread"], after["unread"]) == (2, 1)
    assert {one["kind"] for one in desk["items"]} == {"task_new"}
    assert "绝不能写进通知的话" not in str(first) + str(desk)
    assert jobs >= 3


@pytest.fixture
def wechat(web: FastAPI, monkeypatch: pytest.MonkeyPatch) -> WeChat:
    stand_in = WeChat(Program(APPID, SECRET))
    told: Settings = settings().model_copy(
        update={
            "wechat_apps": {COUNTY: APPID},
            "wechat_secrets": {COUNTY: SecretStr(SECRET)},
            "wechat_base_url": "http://wechat.test",
            "demo": True,
        }
    )
    monkeypatch.setattr(sign_in, "settings", lambda: told)
    monkeypatch.setattr(web.state, "outside", httpx.ASGITransport(server.build(stand_in)), raising=False)
    return stand_in


async def test_a_wechat_code_signs_her_in_and_the_openid_never_leaves(
    wechat: WeChat, world: World, visit: Visits
) -> None:
    openid = "oInvented0000000000000000001"
    wechat.add_person(Person(openid, APPID, new_session_key()))
    async with visit() as nobody:
        first = await nobody.post("/v1/sign-in/wechat", json={"code": wechat.wx_login(openid)})
        again = await nobody.post("/v1/sign-in/wechat", json={"code": wechat.wx_login(openid)})
        used = wechat.wx_login(openid)
        await nobody.post("/v1/sign-in/wechat", json={"code": used})
        spent = await nobody.post("/v1/sign-in/wechat", json={"code": used})
        headers = {"Authorization": f"Bearer {first.json()['access_token']}"}
        profile = await nobody.get("/v1/my/profile", headers=headers)
    assert (first.status_code, again.status_code, profile.status_code) == (200, 200, 200)
    assert first.json()["profile"] == again.json()["profile"], "one account, however often she comes"
    assert spent.status_code == 401
    assert openid not in first.text + profile.text
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT openid_sealed, openid_index FROM account"))).one()
    assert openid.encode() not in bytes(kept.openid_sealed) + bytes(kept.openid_index)
