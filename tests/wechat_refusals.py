"""Every refusal the client must understand, brought about in the stand-in and as recorded (wechat.md §1.1, §2)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import orjson

from app.integrations.wechat import (
    errors,
    links,
    moderation,
    operating,
    phone,
    qr_codes,
    session_keys,
    sign_in,
    subscribe,
    template_library,
    tokens,
)
from sandbox.wechat.faults import Fault, FaultKind
from sandbox.wechat.world import Person, Program, World, new_session_key
from tests.wechat_cases import (
    APPID,
    OPENID,
    RID,
    SECRET,
    Side,
    _code,
    _judge,
    _keywords,
    _link,
    _send,
    _session,
    _sign_in,
)

OTHER, STRANGER = "wx00000000000c0de2", "oSTRANGER_openid_0123456789a"


@dataclass(frozen=True, slots=True)
class Refusal:
    """How to be refused by the stand-in, the words as recorded (the trace follows), and what it must mean to us."""

    name: str
    path: str
    prepare: Callable[[World], None]
    ask: Callable[[Side], Awaitable[Any]]
    errcode: int
    errmsg: str
    meaning: type[errors.WeChatError]

    def answer(self) -> bytes:
        """The recorded answer; `sns/` puts a comma before the trace, some texts carry none."""
        comma = "," if self.path.startswith("/sns/") else ""
        return orjson.dumps({"errcode": self.errcode, "errmsg": f"{self.errmsg}{comma} rid: {RID}"})


def _nothing(_world: World) -> None:
    return


def _fault(errcode: int, path: str) -> Callable[[World], None]:
    return lambda world: world.faults.add(Fault(kind=FaultKind.ERRCODE, errcode=errcode, path=path, times=2))


def _program(**changed: Any) -> Callable[[World], None]:
    return lambda world: world.add_program(replace(world.programs[APPID], **changed))


def _person(**changed: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        for name, value in changed.items():
            setattr(world.person(OPENID), name, value)

    return change


def _messages(**changed: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        for name, value in changed.items():
            setattr(world.messages, name, value)

    return change


def _visited_long_ago(world: World) -> None:
    world.person(OPENID).last_visit = world.now() - timedelta(hours=2, seconds=1)


def _foreign(world: World) -> None:
    world.add_program(Program(OTHER, SECRET))
    world.add_person(Person(STRANGER, OTHER, new_session_key(), phone="19900002222"))


async def _used_code(side: Side) -> Any:
    code = side.login_code()
    if side.world is not None:
        await sign_in.exchange_code(side.client, side.app, code)
    return await sign_in.exchange_code(side.client, side.app, code)


async def _code_of(side: Side, make: Callable[[World], str]) -> Any:
    return await sign_in.exchange_code(side.client, side.app, side.made(make, "x" * 32))


async def _foreign_phone(side: Side) -> Any:
    code = side.made(lambda world: world.phone_click(STRANGER), "f" * 64)
    return await phone.shared_phone(side.tokens, side.app, code=code, openid=OPENID)


async def _unknown_phone(side: Side) -> Any:
    return await phone.shared_phone(side.tokens, side.app, code="f" * 64, openid=OPENID)


async def _twice(side: Side) -> Any:
    if side.world is not None:
        await _send(side)
    return await _send(side)


async def _wrong_key(side: Side) -> Any:
    if side.world is not None:
        kept, side.world = side.world, None
        kept.person(OPENID).session_key = new_session_key()
    return await _session(side, session_keys.check_session)


def _refused(errcode: int, errmsg: str, meaning: type[errors.WeChatError]) -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": errmsg, "meaning": meaning}


_LOGIN, _SEND, _TOKEN = sign_in.PATH, subscribe.PATH, tokens.PATH
_MANY = "reach max api daily quota limit"
REFUSALS = (
    Refusal("unknown_code", _LOGIN, _nothing, lambda side: _code_of(side, lambda _w: "x" * 32),
            **_refused(40029, "invalid code", errors.CodeInvalid)),
    Refusal("mock_code", _LOGIN, _nothing, lambda side: _code_of(side, lambda _w: "the code is a mock one"),
            **_refused(40029, "invalid code", errors.CodeInvalid)),
    Refusal("foreign_code", _LOGIN, _foreign, lambda side: _code_of(side, lambda world: world.wx_login(STRANGER)),
            **_refused(40029, "invalid code", errors.CodeInvalid)),
    Refusal("used_code", _LOGIN, _nothing, _used_code, **_refused(40163, "code been used", errors.CodeInvalid)),
    Refusal("blocked", _LOGIN, _person(high_risk=True), _sign_in,
            **_refused(40226, "code blocked", errors.CodeInvalid)),
    Refusal("busy_login", _LOGIN, _fault(-1, _LOGIN), _sign_in, **_refused(-1, "system error", errors.SignInBusy)),
    Refusal("wrong_secret", _LOGIN, _program(secret="another"), _sign_in,
            **_refused(40125, "invalid appsecret", errors.ConfigError)),
    Refusal("foreign_phone_code", phone.PATH, _foreign, _foreign_phone,
            **_refused(40013, "invalid appid", errors.PhoneCodeInvalid)),
    Refusal("unknown_phone_code", phone.PATH, _nothing, _unknown_phone,
            **_refused(40029, "invalid code", errors.PhoneCodeInvalid)),
    Refusal("address_not_allowed", _TOKEN, _program(ip_allow=frozenset({"198.51.100.7"})), _send,
            **_refused(40164, "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist", errors.ConfigError)),
    Refusal("no_consent", _SEND, _messages(consents={}), _send,
            **_refused(43101, "user refuse to accept the msg", errors.UserRefused)),
    Refusal("main_switch", _SEND, _messages(switched_off={OPENID}), _send,
            **_refused(43101, "user refuse to accept the msg", errors.UserRefused)),
    Refusal("no_template", _SEND, _nothing, lambda side: _send(side, template_id="nowhere"),
            **_refused(40037, "invalid template_id", errors.BadTemplate)),
    Refusal("bad_field", _SEND, _nothing,
            lambda side: _send(side, data={"character_string1": "汉字", "phrase3": "办理中"}),
            **_refused(47003, "argument invalid! data.character_string1.value invalid", errors.BadTemplate)),
    Refusal("empty_field", _SEND, _nothing, lambda side: _send(side, data={"character_string1": "1", "phrase3": ""}),
            **_refused(47003, "argument invalid! data.phrase3.value is empty", errors.BadTemplate)),
    Refusal("no_page", _SEND, _nothing, lambda side: _send(side, page="pages/nowhere?x=1"),
            **_refused(41030, "invalid page", errors.BadTemplate)),
    Refusal("stranger", _SEND, _nothing, lambda side: _send(side, openid=STRANGER),
            **_refused(40003, "invalid openid", subscribe.UnknownPerson)),
    Refusal("two_at_once", _SEND, _messages(takes=timedelta(seconds=30)), _twice,
            **_refused(43108, "concurrent sends to one user", errors.Retryable)),
    Refusal("banned", _SEND, _fault(43107, _SEND), _send, **_refused(43107, "banned", subscribe.Banned)),
    Refusal("spent", _SEND, _fault(45009, _SEND), _send, **_refused(45009, _MANY, errors.Retryable)),
    Refusal("not_opened", _SEND, _fault(48001, _SEND), _send,
            **_refused(48001, "api unauthorized", errors.ConfigError)),
    Refusal("not_seen_lately", moderation.TEXT, _visited_long_ago, _judge,
            **_refused(61010, "code is expired", errors.NotSeenLately)),
    Refusal("foreign_openid", moderation.TEXT, _foreign, lambda side: _judge(side, openid=STRANGER),
            **_refused(43104, "The openid does not match the appid", errors.WeChatError)),
    Refusal("too_many_texts", moderation.TEXT, _fault(44991, moderation.TEXT), _judge,
            **_refused(44991, "reach api minute limit", errors.Retryable)),
    Refusal("key_gone", session_keys.CHECK, _person(session_gone=True),
            lambda side: _session(side, session_keys.check_session),
            **_refused(87007, "session_key is not exist", errors.SessionKeyInvalid)),
    Refusal("wrong_key", session_keys.CHECK, _nothing, _wrong_key,
            **_refused(87009, "invalid signature", errors.SessionKeyInvalid)),
    Refusal("code_for_no_page", qr_codes.PATH, _nothing, lambda side: _code(side, "pages/nowhere"),
            **_refused(41030, "invalid page", errors.BadTemplate)),
    Refusal("unpublished", links.URL_LINK, _program(published=False), lambda side: _link(side, links.url_link),
            **_refused(85079, "miniprogram has no online release", errors.ConfigError)),
    Refusal("no_such_title", template_library.KEYWORDS, _nothing, lambda side: _keywords(side, 9),
            **_refused(200014, "invalid tid", errors.BadTemplate)),
    Refusal("no_such_rid", operating.RID, _nothing,
            lambda side: operating.look_up(side.tokens, side.app, rid=RID),
            **_refused(76001, "rid not found", operating.RidUnknown)),
)  # fmt: skip
