"""The one way to WeChat: bounded, strict about hosts, tolerant of odd answers, silent about secrets."""

import asyncio
import logging
from collections.abc import Callable

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from app.integrations.wechat.client import Call, WeChatClient, client_of
from app.integrations.wechat.credentials import WeChatApp, WeChatOff, app_of
from app.integrations.wechat.errors import CodeInvalid, NoUsableAnswer
from app.integrations.wechat.sign_in import WeChatIdentity, exchange_code
from app.settings import Settings

APP = WeChatApp("wx00demo", SecretStr("hush-secret"), "https://api.weixin.qq.com")
KEY = "c2hvdXdhbmctaW52ZW50ZQ=="
OPENID = "oINVENTED_openid_0123456789ab"
IDENTITY = f'{{"session_key":"{KEY}","openid":"{OPENID}"}}'.encode()
Handler = Callable[[httpx.Request], httpx.Response]


def answering(content: bytes, status: int = 200, content_type: str = "text/plain") -> httpx.MockTransport:
    headers = {"Content-Type": content_type}
    return httpx.MockTransport(lambda _request: httpx.Response(status, content=content, headers=headers))


def failing(error: Exception) -> httpx.MockTransport:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise error

    return httpx.MockTransport(handler)


@pytest.mark.parametrize("content_type", ["application/json; encoding=utf-8", "text/plain", "text/html; charset=gbk"])
async def test_the_content_type_is_not_believed(content_type: str) -> None:
    name = '{"openid":"x","nick":"守望"}'.encode()
    async with WeChatClient(transport=answering(name, content_type=content_type)) as client:
        assert (await client.call(APP, Call("/any")))["nick"] == "守望"


@pytest.mark.parametrize("errcode", ['"40029"', "40029"])
async def test_an_errcode_written_as_text_is_still_an_errcode(errcode: str) -> None:
    content = f'{{"errcode":{errcode},"errmsg":"invalid code, rid: 610bd4ad-0b8248fc-0a4d403b"}}'.encode()
    async with WeChatClient(transport=answering(content)) as client:
        with pytest.raises(CodeInvalid) as caught:
            await exchange_code(client, APP, "c" * 32)
    assert (caught.value.errcode, caught.value.rid) == (40029, "610bd4ad-0b8248fc-0a4d403b")


@pytest.mark.parametrize("errcode", ["0", '"0"'])
async def test_errcode_zero_is_success(errcode: str) -> None:
    async with WeChatClient(transport=answering(f'{{"errcode":{errcode},"errmsg":"ok"}}'.encode())) as client:
        assert (await client.call(APP, Call("/any")))["errmsg"] == "ok"


@pytest.mark.parametrize(
    ("transport", "reason"),
    [
        (answering(b""), "empty"),
        (answering(b"  \n"), "empty"),
        (answering("<html>系统繁忙</html>".encode("gbk")), "not_json"),
        (answering('{"errmsg":"系统繁忙"}'.encode("gbk")), "not_json"),
        (answering(b'["a list"]'), "not_json"),
        (answering(b'{"errcode":"many"}'), "not_json"),
        (answering(b'{"errcode":null}'), "not_json"),
        (answering(IDENTITY, status=502), "status_502"),
        (answering(b"", status=302), "status_302"),
        (failing(httpx.ConnectError("no route")), "unreachable"),
        (failing(httpx.ConnectTimeout("no route")), "unreachable"),
        (failing(httpx.RemoteProtocolError("cut")), "connection"),
        (failing(httpx.ReadTimeout("slow")), "timeout"),
        (answering(b'{"openid":"o"}'), "odd_shape"),
        (answering(f'{{"openid":"{OPENID}"}}'.encode()), "odd_shape"),
    ],
)
async def test_what_is_no_answer_of_wechat_is_a_failure_with_a_reason(
    transport: httpx.MockTransport, reason: str
) -> None:
    async with WeChatClient(transport=transport) as client:
        with pytest.raises(NoUsableAnswer) as caught:
            await exchange_code(client, APP, "c" * 32)
    assert (caught.value.reason, caught.value.path) == (reason, "/sns/jscode2session")


async def test_an_error_of_the_transport_is_not_chained_for_it_holds_the_whole_address() -> None:
    async with WeChatClient(transport=failing(httpx.ConnectError("no route"))) as client:
        with pytest.raises(NoUsableAnswer) as caught:
            await exchange_code(client, APP, "c" * 32)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.weixin.qq.com",
        "https://api.weixin.qq.com.example.cn",
        "https://api.weixin.qq.com:8443",
        "https://someone@api.weixin.qq.com",
        "https://example.cn/api.weixin.qq.com",
        "http://127.0.0.1:8000/sandbox/wechat/elsewhere",
    ],
)
async def test_nothing_is_sent_to_a_host_that_is_not_wechats(base_url: str) -> None:
    stand_in = "http://127.0.0.1:8000/sandbox/wechat"
    async with WeChatClient(stand_in=stand_in, transport=answering(IDENTITY)) as client:
        with pytest.raises(NoUsableAnswer) as caught:
            await exchange_code(client, WeChatApp("wx00demo", SecretStr("s"), base_url), "c")
    assert caught.value.reason == "foreign_host"


@pytest.mark.parametrize(("demo", "sends"), [(True, True), (False, False)])
async def test_a_stand_in_is_asked_in_demo_mode_only(*, demo: bool, sends: bool) -> None:
    settings = Settings(
        demo=demo,
        wechat_base_url="http://127.0.0.1:8000/sandbox/wechat/",
        wechat_apps={"500230": "wx00demo"},
        wechat_secrets={"500230": SecretStr("hush-secret")},
    )
    seen: list[str] = []
    transport = httpx.MockTransport(lambda request: seen.append(request.url.path) or httpx.Response(200, content=b"{}"))
    async with client_of(settings, transport) as client:
        with pytest.raises(NoUsableAnswer):
            await exchange_code(client, app_of(settings, "500230"), "c")
    assert seen == ["/sandbox/wechat/sns/jscode2session"] * sends


@pytest.mark.parametrize(
    "settings",
    [
        Settings(wechat_apps={}, wechat_secrets={}),
        Settings(wechat_apps={"500230": "wx00demo"}, wechat_secrets={}),
        Settings(wechat_apps={"500230": ""}, wechat_secrets={"500230": SecretStr("s")}),
    ],
)
def test_a_county_without_a_mini_program_says_so(settings: Settings) -> None:
    with pytest.raises(WeChatOff):
        app_of(settings, "500230")


async def test_a_body_is_posted_as_raw_utf_8() -> None:
    """Moderation never hits on escaped text, so nothing is escaped anywhere."""
    seen: list[httpx.Request] = []
    transport = httpx.MockTransport(lambda request: seen.append(request) or httpx.Response(200, content=b"{}"))
    async with WeChatClient(transport=transport) as client:
        await client.call(APP, Call("/any", body={"content": "守望"}))
    assert (seen[0].method, seen[0].content) == ("POST", '{"content":"守望"}'.encode())
    assert seen[0].headers["Content-Type"] == "application/json"


async def test_a_call_that_is_too_slow_is_given_up() -> None:
    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with WeChatClient(transport=httpx.MockTransport(never), deadline=0.02) as client:
        with pytest.raises(NoUsableAnswer) as caught:
            await exchange_code(client, APP, "c")
    assert caught.value.reason == "timeout"


async def test_eight_calls_run_at_once_and_the_others_wait() -> None:
    running, peaks = 0, []

    async def handler(_request: httpx.Request) -> httpx.Response:
        nonlocal running
        running += 1
        peaks.append(running)
        await asyncio.sleep(0.002)
        running -= 1
        return httpx.Response(200, content=IDENTITY)

    async with WeChatClient(transport=httpx.MockTransport(handler)) as client:
        await asyncio.gather(*(exchange_code(client, APP, "c") for _ in range(20)))
    assert (len(peaks), max(peaks)) == (20, 8)


@pytest.mark.parametrize("content", [IDENTITY, b'{"errcode":40163,"errmsg":"code been used, rid: x"}', b"<html>"])
async def test_int_06_no_log_line_holds_a_secret_a_code_or_a_key(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), capture_logs() as lines:
        async with WeChatClient(transport=answering(content)) as client:
            outcome = await asyncio.gather(exchange_code(client, APP, "spent-code"), return_exceptions=True)
    written = f"{caplog.text} {lines} {outcome}"
    assert "https://api.weixin.qq.com/sns/jscode2session" in caplog.text
    assert [word for word in ("hush-secret", "spent-code", KEY, OPENID) if word in written] == []


def test_int_06_an_identity_shows_neither_key_nor_ids() -> None:
    identity = WeChatIdentity(OPENID, SecretStr(KEY), "oUNION")
    assert [word for word in (OPENID, KEY, "oUNION") if word in f"{identity} {identity!r}"] == []
    assert identity.session_key.get_secret_value() == KEY


def test_a_call_and_its_credentials_show_nothing_secret() -> None:
    call = Call("/any", query={"access_token": "hush-token"}, body={"secret": "hush-secret"})
    assert [word for word in ("hush-token", "hush-secret") if word in f"{call!r} {APP!r}"] == []
