"""The stand-in behaves as WeChat does where it hurts: tokens, codes, order of checks, quotas, headers, pushes."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from app.integrations.wechat.push import read_push
from app.integrations.wechat.push_crypto import PushCredentials
from sandbox.wechat import safety, server
from sandbox.wechat.access_tokens import Family
from sandbox.wechat.messages import Template
from sandbox.wechat.pushing import PushTarget, Tricks, flush
from sandbox.wechat.world import Person, Program, World, new_session_key
from tests.wechat_cases import APPID, CONTENT, DATA, OPENID, SECRET, TEMPLATE, new_world

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PUSH = PushCredentials(SecretStr("token"), SecretStr("a" * 43), APPID)
SEND = "/cgi-bin/message/subscribe/send"


class Phone:
    """A caller without any of our client between."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.frozen_at = NOW
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(server.build(world)), base_url="http://wechat.test")

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        return dict((await self.http.get(path, params=query)).json())

    async def post(self, path: str, body: object, **query: str) -> dict[str, Any]:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return dict((await self.http.post(path, params=query, content=content)).json())

    async def stable(self, **more: object) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET, **more}
        return await self.post("/cgi-bin/stable_token", body)

    async def legacy(self) -> dict[str, Any]:
        return await self.get("/cgi-bin/token", grant_type="client_credential", appid=APPID, secret=SECRET)

    async def code(self, js_code: str, appid: str = APPID) -> dict[str, Any]:
        said = {"appid": appid, "secret": SECRET, "js_code": js_code, "grant_type": "authorization_code"}
        return await self.get("/sns/jscode2session", **said)

    async def hears(self, token: str) -> int:
        answer = await self.get("/wxaapi/newtmpl/gettemplate", access_token=token)
        return int(answer["errcode"])

    async def order(self, path: str, body: object) -> Any:
        return (await self.http.post(f"/__sim/{path}", json=body)).json()

    def later(self, **more: float) -> None:
        self.world.ahead += timedelta(**more)


@pytest.fixture
def phone() -> Phone:
    return Phone(new_world())


async def test_stable_calls_give_the_same_token_until_its_last_five_minutes(phone: Phone) -> None:
    first = await phone.stable()
    phone.later(seconds=6900)
    again = await phone.stable()
    phone.later(seconds=1)
    fresh = await phone.stable()
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 300)
    assert (fresh["access_token"] != first["access_token"], fresh["expires_in"]) == (True, 7200)


async def test_a_legacy_call_ends_the_token_before_after_five_minutes_and_no_stable_one(phone: Phone) -> None:
    stable = (await phone.stable())["access_token"]
    first, second = (await phone.legacy())["access_token"], (await phone.legacy())["access_token"]
    assert [await phone.hears(one) for one in (first, second, stable)] == [0, 0, 0]
    phone.later(seconds=301)
    assert [await phone.hears(one) for one in (first, second, stable)] == [40001, 0, 0]
    third = (await phone.legacy())["access_token"]
    fourth = (await phone.legacy())["access_token"]
    assert [await phone.hears(one) for one in (second, third, fourth)] == [40001, 0, 0], "two calls end a leaked one"


async def test_a_rotated_token_is_40001_an_aged_one_42001_a_broken_one_40014_and_none_41001(phone: Phone) -> None:
    old = (await phone.stable())["access_token"]
    phone.later(seconds=7200)
    assert await phone.hears(old) == 42001
    live = (await phone.stable())["access_token"]
    await phone.stable(force_refresh=True)
    phone.later(seconds=301)
    assert [await phone.hears(one) for one in (live, "x" * 20, "")] == [40001, 40014, 41001]


async def test_a_forced_refresh_within_thirty_seconds_changes_nothing_and_twenty_a_day_are_all(phone: Phone) -> None:
    first = (await phone.stable(force_refresh=True))["access_token"]
    phone.later(seconds=29)
    assert (await phone.stable(force_refresh=True))["access_token"] == first
    for _ in range(18):
        phone.later(seconds=31)
        await phone.stable(force_refresh=True)
    assert (await phone.stable(force_refresh=True))["errcode"] == 45009
    assert set(phone.world.tokens.newest) == {(Family.STABLE, APPID)}


async def test_a_login_code_lives_five_minutes_and_once(phone: Phone) -> None:
    code = phone.world.wx_login(OPENID)
    phone.later(seconds=299)
    good = await phone.code(code)
    assert (good["openid"], "errcode" in good) == (OPENID, False)
    assert (await phone.code(code))["errcode"] == 40163
    late = phone.world.wx_login(OPENID)
    phone.later(seconds=300)
    assert (await phone.code(late))["errcode"] == 40029


async def test_a_hundred_logins_a_minute_are_enough_for_one_person(phone: Phone) -> None:
    answers = [await phone.code(phone.world.wx_login(OPENID)) for _ in range(101)]
    assert [one.get("errcode") for one in answers[-2:]] == [None, 45011]
    phone.later(seconds=60)
    assert "openid" in await phone.code(phone.world.wx_login(OPENID))


async def test_a_login_may_rotate_the_session_key_and_resets_the_last_visit(phone: Phone) -> None:
    person = phone.world.person(OPENID)
    before, person.last_visit = person.session_key, None
    code = (await phone.order("wx_login", {"openid": OPENID, "rotate": True}))["code"]
    assert (len(code), person.session_key != before, person.last_visit) == (32, True, NOW)


async def test_checks_come_in_wechats_order(phone: Phone) -> None:
    """Token, method, body, JSON, person, template, fields in the template's order, page, consent, one at a time."""
    token = (await phone.stable())["access_token"]
    good = {"touser": OPENID, "template_id": TEMPLATE, "data": {key: {"value": v} for key, v in DATA.items()}}
    bad = {"character_string1": {"value": "汉"}, "phrase3": {"value": "1"}}
    phone.world.messages.consents = {}
    seen = [
        (await phone.post(SEND, b"", access_token=""))["errcode"],
        (await phone.get(SEND, access_token=token))["errcode"],
        (await phone.post(SEND, b"", access_token=token))["errcode"],
        (await phone.post(SEND, b"touser=1", access_token=token))["errcode"],
    ]
    steps: list[dict[str, object]] = [
        {"touser": "nobody", "template_id": "none", "data": bad},
        {"template_id": "none", "data": bad},
        {"data": bad, "page": "nowhere"},
        {"page": "nowhere"},
        {},
    ]
    answers = [await phone.post(SEND, good | step, access_token=token) for step in steps]
    assert seen == [41001, 43002, 44002, 47001]
    assert [one["errcode"] for one in answers] == [40003, 40037, 47003, 41030, 43101]
    assert answers[2]["errmsg"].startswith("argument invalid! data.character_string1.value invalid rid: ")
    phone.world.messages.consents[OPENID, TEMPLATE] = 2
    await phone.order("pace", {"seconds": 2})
    twice = [(await phone.post(SEND, good, access_token=token))["errcode"] for _ in range(2)]
    assert (twice, phone.world.messages.consents[OPENID, TEMPLATE]) == ([0, 43108], 1), "a failure leaves the consent"


async def test_a_long_term_consent_lasts_until_it_is_refused(phone: Phone) -> None:
    token = (await phone.stable())["access_token"]
    phone.world.add_template(APPID, Template("long", "长期", CONTENT, kind=3))
    message = {"touser": OPENID, "template_id": "long", "data": {key: {"value": v} for key, v in DATA.items()}}
    codes = [(await phone.post(SEND, message, access_token=token))["errcode"]]
    said = await phone.order("subscribe", {"openid": OPENID, "choices": {"long": "accept", TEMPLATE: "ban"}})
    codes += [(await phone.post(SEND, message, access_token=token))["errcode"] for _ in range(3)]
    await phone.order("refuse", {"openid": OPENID, "template_id": "long"})
    codes.append((await phone.post(SEND, message, access_token=token))["errcode"])
    assert codes == [43101, 0, 0, 0, 43101]
    assert said == {"long": "accept", TEMPLATE: "ban", "errMsg": "requestSubscribeMessage:ok"}


async def test_headers_wander_and_the_trace_has_its_comma_under_sns_only(phone: Phone) -> None:
    types = set()
    for _ in range(2):
        answer = await phone.http.get("/sns/jscode2session")
        types.add(answer.headers["content-type"])
        assert re.search(r"appid missing, rid: [0-9a-f]{8}(-[0-9a-f]{8}){2}$", answer.json()["errmsg"])
    assert types == {"application/json; encoding=utf-8", "text/plain"}
    missing = (await phone.get("/wxaapi/newtmpl/gettemplate"))["errmsg"]
    assert re.fullmatch(r"access_token missing rid: [0-9a-f]{8}(-[0-9a-f]{8}){2}", missing)
    assert int(missing.split("rid: ")[1][:8], 16) == int(NOW.timestamp())


async def test_a_fault_is_spent_as_often_as_it_was_planned_and_can_be_taken_back(phone: Phone) -> None:
    await phone.order("faults", {"kind": "errcode", "errcode": 48001, "path": "/sns/jscode2session", "times": 2})
    await phone.order("faults", {"kind": "http_502", "path": "*", "times": 9})
    code = phone.world.wx_login(OPENID)
    assert [(await phone.code(code))["errcode"] for _ in range(2)] == [48001, 48001]
    assert (await phone.http.get("/sns/jscode2session")).status_code == 502
    assert (await phone.http.delete("/__sim/faults")).json() == []
    assert "openid" in await phone.code(code)


async def test_the_phone_button_may_say_that_its_quota_is_spent(phone: Phone) -> None:
    given = await phone.order("phone_click", {"openid": OPENID})
    spent = await phone.order("phone_click", {"openid": OPENID, "errno": 1400001})
    assert (len(given["code"]), spent["errno"], "code" in spent) == (64, 1400001, False)


async def test_nobody_is_judged_for_who_has_not_been_here_within_two_hours(phone: Phone) -> None:
    token = (await phone.stable())["access_token"]
    phone.world.wx_login(OPENID)
    asked = {"content": "好" * 2500, "version": 2, "scene": 3, "openid": OPENID}
    path = "/wxa/msg_sec_check"
    codes = [(await phone.post(path, asked, access_token=token))["errcode"]]
    codes.append((await phone.post(path, asked | {"content": "好" * 2501}, access_token=token))["errcode"])
    codes.append((await phone.post(path, asked | {"scene": 5}, access_token=token))["errcode"])
    phone.later(hours=2, seconds=1)
    token = (await phone.stable())["access_token"]
    codes.append((await phone.post(path, asked, access_token=token))["errcode"])
    assert codes == [0, 47001, 40129, 61010]


async def test_media_waits_for_its_verdict_which_is_pushed_and_may_say_that_nothing_was_fetched(phone: Phone) -> None:
    token = (await phone.stable())["access_token"]
    phone.world.wx_login(OPENID)
    asked = {"version": 2, "scene": 3, "openid": OPENID, "media_type": 2, "media_url": "https://x.example/there"}
    path = "/wxa/media_check_async"
    first = (await phone.post(path, asked, access_token=token))["trace_id"]
    assert (await phone.post(path, asked, access_token=token))["errcode"] == 87020
    lost = (await phone.post(path, asked | {"media_url": "https://x.example/lost"}, access_token=token))["trace_id"]
    assert (await phone.post(path, asked | {"media_type": 3}, access_token=token))["errcode"] == 40004
    transport = httpx.MockTransport(lambda request: httpx.Response(200 if request.url.path == "/there" else 404))
    assert await safety.fetch_all(phone.world, transport) == {first: 200, lost: 404}
    said = {one["trace_id"]: (one["errcode"], one["result"]) for one in phone.world.messages.waiting}
    assert said == {first: (0, {"suggest": "pass", "label": 100}), lost: (-1008, {})}


@pytest.mark.parametrize("xml", [False, True])
async def test_pushes_are_sealed_signed_tried_three_times_and_doubled_on_order(phone: Phone, *, xml: bool) -> None:
    said = {"url": "http://county.test/push", "token": "token", "aes_key": "a" * 43, "appid": APPID, "xml": xml}
    await phone.order("push", said)
    assert phone.world.push_to is not None
    await phone.order("subscribe", {"openid": OPENID, "choices": {TEMPLATE: "accept", "other": "reject"}})
    await phone.order("purge", {"openid": OPENID})
    await phone.order("punish", {"appid": APPID, "event_type": 2})
    popup = phone.world.messages.waiting[0]
    assert (type(popup["CreateTime"]), type(popup["List"])) == (str, list)
    tries: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        return httpx.Response(500 if len(tries) <= 2 else 200)

    target = PushTarget(said["url"], PUSH, xml=xml)
    waiting = phone.world.messages.waiting
    assert await flush(target, waiting, Tricks(duplicate=True), httpx.MockTransport(refuse)) == [200] * 6
    events = [read_push(one.content, one.url.params, PUSH) for one in tries]
    assert [one.kind for one in events[:3]] == ["subscribe_msg_popup_event"] * 3, "three tries"
    assert len({one.key for one in events}) == 3, "a duplicate has its first one's key"
    assert [one.accepted for one in events[0].choices] == [True, False]


async def test_a_code_is_the_same_picture_each_time_and_a_refusal_is_json(phone: Phone) -> None:
    token = (await phone.stable())["access_token"]
    path, asked = "/wxa/getwxacodeunlimit", {"scene": "c=1", "page": "pages/request/show"}
    drawn = [(await phone.http.post(path, params={"access_token": token}, json=asked)).content for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0].startswith(b"\x89PNG")
    for wrong, errcode in (({"scene": "长"}, 40129), ({"scene": "x" * 33}, 40169), ({"width": 100}, 40097)):
        assert (await phone.post(path, asked | wrong, access_token=token))["errcode"] == errcode
    assert (await phone.post(path, asked | {"page": "/pages/x?y=1"}, access_token=token))["errcode"] == 41030


async def test_its_state_shows_no_secret_and_reset_forgets_people(phone: Phone) -> None:
    phone.world.add_program(Program("wx2", "hush-secret"))
    phone.world.add_person(Person("oSecond00000000000000000000", "wx2", new_session_key()))
    shown = json.dumps((await phone.http.get("/__sim/state")).json())
    assert [word for word in ("hush-secret", SECRET, phone.world.person(OPENID).session_key) if word in shown] == []
    assert (await phone.order("reset", {}))["users"] == []
