"""The same client calls for the stand-in and for recorded answers: what is asked, what came back, what it must mean.

Recorded answers keep the shape WeChat documents or was seen to give (wechat.md §2); every id in them is invented.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import orjson
from pydantic import SecretStr

from app.integrations.wechat import (
    links,
    moderation,
    operating,
    phone,
    qr_codes,
    session_keys,
    sign_in,
    subscribe,
    template_library,
    templates,
    user_data,
)
from app.integrations.wechat.client import WeChatClient
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.push_crypto import PushCredentials
from app.integrations.wechat.tokens import TokenKeeper
from sandbox.wechat import server
from sandbox.wechat.messages import Template
from sandbox.wechat.pushing import PushTarget
from sandbox.wechat.session_keys import encrypted_for
from sandbox.wechat.world import Person, Program, World

APPID, SECRET = "wx00000000000c0de1", "invented-secret"
OPENID, KEY = "oINVENTED_openid_0123456789a", "AAECAwQFBgcICQoLDA0ODw=="
PHONE, TEMPLATE = "19900001111", "INVENTED-template-id-000000000000000000000"
RID = "63e60657-344dd3ee-28b67950"
HOST = "http://wechat.test"
DATA = {"character_string1": "318604275", "phrase3": "办理中"}
CONTENT = "编号:{{character_string1.DATA}}\n进度:{{phrase3.DATA}}\n"
RISKY, REVIEW = "这里卖假药", "想学的加微信"


class Side:
    """WeChat as one of two: the stand-in, or answers written down. Codes and signed things are made by `made`."""

    def __init__(self, transport: httpx.AsyncBaseTransport, world: World | None) -> None:
        self.world = world
        self.app = WeChatApp(APPID, SecretStr(SECRET), HOST)
        self.client = WeChatClient(stand_in=HOST, transport=transport)
        self.tokens = TokenKeeper(self.client)

    def made(self, make: Callable[[World], Any], otherwise: Any) -> Any:
        """Let the stand-in make something; recorded answers do not look at what they are asked."""
        return make(self.world) if self.world is not None else otherwise

    def login_code(self) -> str:
        return str(self.made(lambda world: world.wx_login(OPENID), "c" * 32))


def new_world() -> World:
    """A stand-in with one program, one woman who has just opened it, one template and one consent."""
    world = World(Program(APPID, SECRET, pages=frozenset({"pages/request/show"})))
    world.add_person(Person(OPENID, APPID, KEY, phone=PHONE, risk_rank=1, last_visit=world.now()))
    world.add_template(APPID, Template(TEMPLATE, "办理进度提醒", CONTENT, enums={"enum_string9": ("甲", "乙")}))
    world.messages.consents[OPENID, TEMPLATE] = 100
    credentials = PushCredentials(SecretStr("token"), SecretStr("a" * 43), APPID)
    world.push_to = PushTarget("http://county.test/v1/wechat/push", credentials)
    return world


def stand_in(world: World | None = None) -> Side:
    world = world or new_world()
    return Side(httpx.ASGITransport(server.build(world)), world)


def recorded(path: str, content: bytes) -> Side:
    """Answers as written down: the token call always succeeds, `path` gives `content` under a header that lies."""

    def answer(request: httpx.Request) -> httpx.Response:
        token = orjson.dumps({"access_token": "INVENTED" * 16, "expires_in": 7200})
        given = content if request.url.path == path else token
        return httpx.Response(200, content=given, headers={"Content-Type": "text/plain"})

    return Side(httpx.MockTransport(answer), None)


async def _send(side: Side, **changed: Any) -> Any:
    asked: dict[str, Any] = {"openid": OPENID, "template_id": TEMPLATE, "data": DATA, "page": None, "state": "formal"}
    return await subscribe.send_message(side.tokens, side.app, **(asked | changed))


async def _phone(side: Side) -> Any:
    code = side.made(lambda world: world.phone_click(OPENID), "f" * 64)
    return await phone.shared_phone(side.tokens, side.app, code=code, openid=OPENID)


async def _judge(side: Side, content: str = "课程八点开始", **changed: Any) -> Any:
    asked: dict[str, Any] = {"content": content, "openid": OPENID, "scene": moderation.Scene.FORUM}
    return await moderation.judge_text(side.tokens, side.app, **(asked | changed))


async def _judge_media(side: Side) -> Any:
    url = side.made(lambda world: f"https://x.example/{len(world.safety.links)}", "https://x.example/1")
    asked: dict[str, Any] = {"media": moderation.MediaType.IMAGE, "openid": OPENID, "scene": moderation.Scene.FORUM}
    return await moderation.judge_media(side.tokens, side.app, url=url, **asked)


async def _risk(side: Side) -> Any:
    scene = moderation.RiskScene.REGISTER
    return await moderation.risk_rank(side.tokens, side.app, openid=OPENID, scene=scene, address="203.0.113.7")


async def _code(side: Side, page: str = "pages/request/show") -> Any:
    return await qr_codes.draw_code(side.tokens, side.app, qr_codes.CodeWanted("c=31860427", page))


async def _link(side: Side, make: Callable[..., Awaitable[str]]) -> Any:
    query, lives = "c=31860427", timedelta(days=7)
    return await make(side.tokens, side.app, path="pages/request/show", query=query, lives=lives)


async def _session(side: Side, ask: Callable[..., Awaitable[Any]]) -> Any:
    key = side.made(lambda world: world.person(OPENID).session_key, KEY)
    return await ask(side.tokens, side.app, openid=OPENID, session_key=SecretStr(key))


async def _from_wechat(side: Side) -> Any:
    made = side.made(lambda world: encrypted_for(world, world.person(OPENID), {"stepInfoList": []})[1], "AAAA")
    return await user_data.is_from_wechat(side.tokens, side.app, encrypted=made)


async def _drop(side: Side) -> Any:
    def add(world: World) -> str:
        world.add_template(APPID, Template("spare", "备用", CONTENT))
        return "spare"

    return await template_library.drop(side.tokens, side.app, template_id=side.made(add, "spare"))


async def _keywords(side: Side, tid: int = 401) -> Any:
    return await template_library.keywords(side.tokens, side.app, tid=tid)


async def _add(side: Side) -> Any:
    return await template_library.add(side.tokens, side.app, tid=401, kids=[1, 3], scene="办理进度")


def _with_tokens(ask: Callable[..., Awaitable[Any]], **said: Any) -> Callable[[Side], Awaitable[Any]]:
    async def asked(side: Side) -> Any:
        return await ask(side.tokens, side.app, **said)

    return asked


@dataclass(frozen=True, slots=True)
class Case:
    """One call: its path, the answer as recorded, and what must be true of the result wherever it came from."""

    name: str
    path: str
    ask: Callable[[Side], Awaitable[Any]]
    answer: bytes
    good: Callable[[Any], bool] = field(default=lambda result: result is None)


def _ok(**more: Any) -> bytes:
    return orjson.dumps({"errcode": 0, "errmsg": "ok", **more})


async def _sign_in(side: Side) -> Any:
    return await sign_in.exchange_code(side.client, side.app, side.login_code())


def _text_answer(suggest: str, label: int) -> bytes:
    detail = [{"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}]
    detail.append({"strategy": "keyword", "errcode": 0})
    return _ok(result={"suggest": suggest, "label": label}, detail=detail, trace_id="60ae120f-371d5872-7941a05b")


_INFO = {
    "phoneNumber": PHONE,
    "purePhoneNumber": PHONE,
    "countryCode": 86,
    "watermark": {"timestamp": 1637744274, "appid": APPID},
}
_LIVE = {
    "priTmplId": TEMPLATE,
    "title": "办理进度提醒",
    "content": CONTENT,
    "example": "编号:1\n",
    "type": 2,
    "keywordEnumValueList": [{"keywordCode": "enum_string9.DATA", "enumValueList": ["甲", "乙"]}],
}
_QUOTA = {"daily_limit": 100_000, "used": 0, "remain": 100_000}
_PING = {"ip": "127.0.0.1", "from_operator": "UNICOM", "package_loss": "0%", "time": "23.079ms"}
PNG = b"\x89PNG\r\n\x1a\n"

CASES = (
    Case("sign_in", "/sns/jscode2session", _sign_in,
         orjson.dumps({"session_key": KEY, "openid": OPENID}),
         lambda one: (one.openid, one.session_key.get_secret_value(), one.unionid) == (OPENID, KEY, None)),
    Case("phone", phone.PATH, _phone, _ok(phone_info=_INFO),
         lambda one: (one.number, one.country_code) == (PHONE, "86")),
    Case("send", subscribe.PATH, _send, _ok(msgid=1864323726461255680),
         lambda one: int(one.msgid) > 0),
    Case("gettemplate", templates.PATH, _with_tokens(templates.live_templates), _ok(data=[_LIVE]),
         lambda rows: [(one.id, one.keys, one.one_time, one.chosen) for one in rows]
         == [(TEMPLATE, ("character_string1", "phrase3"), True, {"enum_string9": ("甲", "乙")})]),
    Case("categories", template_library.CATEGORIES, _with_tokens(template_library.categories),
         _ok(data=[{"id": 616, "name": "政务民生"}]), lambda one: one == {616: "政务民生"}),
    Case("titles", template_library.TITLES, _with_tokens(template_library.titles, categories=[2, 616]),
         _ok(count=1, data=[{"tid": 401, "title": "办理进度提醒", "type": 2, "categoryId": "616"}]),
         lambda rows: [(one.tid, one.title, one.kind) for one in rows] == [(401, "办理进度提醒", 2)]),
    Case("keywords", template_library.KEYWORDS, _keywords,
         _ok(count=1, data=[{"kid": 1, "name": "事项编号", "example": "31860427", "rule": "character_string"}]),
         lambda rows: (rows[0].kid, rows[0].rule) == (1, "character_string")),
    Case("add", template_library.ADD, _add, _ok(priTmplId="9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU"),
         lambda one: len(one) == 43),
    Case("drop", template_library.DROP, _drop, _ok()),
    Case("text_pass", moderation.TEXT, _judge, _text_answer("pass", 100),
         lambda one: (one.suggest, one.label) == ("pass", 100) and len(one.trace_id) == 26),
    Case("text_risky", moderation.TEXT, lambda side: _judge(side, RISKY), _text_answer("risky", 20006),
         lambda one: (one.suggest, one.label) == ("risky", 20006)),
    Case("text_review", moderation.TEXT, lambda side: _judge(side, REVIEW), _text_answer("review", 10001),
         lambda one: (one.suggest, one.label) == ("review", 10001)),
    Case("media", moderation.MEDIA, _judge_media, _ok(trace_id="60f96f1d-3845297a-1976a3ae"),
         lambda trace: len(trace) == 26),
    Case("risk", moderation.RISK, _risk,
         orjson.dumps({"errcode": 0, "errmsg": "getuserriskrank succ", "risk_rank": 1, "unoin_id": 123456789}),
         lambda rank: rank == 1),
    Case("qr", qr_codes.PATH, _code, PNG + bytes(8), lambda drawn: drawn.startswith(PNG)),
    Case("url_link", links.URL_LINK, lambda side: _link(side, links.url_link),
         _ok(url_link="https://wxaurl.cn/INVENTED000"), lambda one: one.startswith("https://wxaurl.cn/")),
    Case("scheme", links.SCHEME, lambda side: _link(side, links.scheme),
         _ok(openlink="weixin://dl/business/?t=INVENTED000"), lambda one: one.startswith("weixin://dl/business/?t=")),
    Case("short_link", links.SHORT,
         _with_tokens(links.short_link, url="pages/request/show?c=1", title="守望"),
         _ok(link="#小程序://守望/INVENTED0000000"), lambda one: one.startswith("#小程序://")),
    Case("check_session", session_keys.CHECK, lambda side: _session(side, session_keys.check_session), _ok()),
    Case("reset_key", session_keys.RESET, lambda side: _session(side, session_keys.reset_session_key),
         _ok(openid=OPENID, session_key="c2hvdXdhbmctaW52ZW50ZQ=="),
         lambda key: len(key.get_secret_value()) == 24),
    Case("is_from_wechat", user_data.CHECK, _from_wechat, _ok(vaild=True, create_time=1629121902),
         lambda one: one is True),
    Case("callback_check", operating.CHECK, _with_tokens(operating.check_callback),
         _ok(dns=[{"ip": "127.0.0.1", "real_operator": "UNICOM"}], ping=[_PING]),
         lambda one: (one.resolved, one.lost) == (("127.0.0.1",), ("0%",))),
    Case("addresses", operating.ADDRESSES, _with_tokens(operating.callback_addresses),
         orjson.dumps({"ip_list": ["127.0.0.1"]}), lambda one: one == ("127.0.0.1",)),
    Case("quota", operating.QUOTA, _with_tokens(operating.quota_of, path="/wxa/never_called"), _ok(quota=_QUOTA),
         lambda one: (one.daily, one.used, one.left) == (100_000, 0, 100_000)),
    Case("clear_quota", operating.CLEAR, _with_tokens(operating.clear_quota), _ok()),
    Case("clear_by_secret", operating.CLEAR_BY_SECRET, _with_tokens(operating.clear_quota, by_secret=True), _ok()),
)  # fmt: skip
