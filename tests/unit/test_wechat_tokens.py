"""Access tokens: fetched once however many ask, renewed early, replaced once when WeChat objects."""

import asyncio
from collections import Counter
from datetime import timedelta

import httpx
import orjson
import pytest
from pydantic import SecretStr

from app import clock
from app.integrations.wechat.client import Call, WeChatClient
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import ConfigError, NoUsableAnswer, TokenInvalid, WeChatError
from app.integrations.wechat.tokens import TokenKeeper

APP = WeChatApp("wx00demo", SecretStr("hush-secret"), "https://api.weixin.qq.com")
WORK = Call("/wxa/any", body={"a": 1})
OTHERS = "invalid credential, more details at https://example.cn/s rid: 63e60657-344dd3ee-28b67950"


class Server:
    """Issues tok-1, tok-2 … and accepts only those named in `good`."""

    def __init__(self, *good: str, errcode: int = 40001, expires_in: int = 7200) -> None:
        self.good, self.errcode, self.expires_in = good, errcode, expires_in
        self.calls: Counter[str] = Counter()
        self.forced: set[object] = set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls[request.url.path] += 1
        await asyncio.sleep(0)
        return httpx.Response(200, json=self.token(request) if "token" in request.url.path else self.work(request))

    def token(self, request: httpx.Request) -> dict[str, object]:
        self.forced.add(orjson.loads(request.content)["force_refresh"])
        return {"access_token": f"tok-{self.calls[request.url.path]}", "expires_in": self.expires_in}

    def work(self, request: httpx.Request) -> dict[str, object]:
        accepted = request.url.params["access_token"] in self.good
        return {"errcode": 0, "errmsg": "ok"} if accepted else {"errcode": self.errcode, "errmsg": OTHERS}

    def keeper(self) -> TokenKeeper:
        return TokenKeeper(WeChatClient(transport=httpx.MockTransport(self)))


def fetched(server: Server) -> int:
    return server.calls["/cgi-bin/stable_token"]


async def test_twenty_who_ask_at_once_cause_one_fetch() -> None:
    server = Server()
    keeper = server.keeper()
    tokens = await asyncio.gather(*(keeper.current(APP) for _ in range(20)))
    assert (set(tokens), fetched(server)) == ({SecretStr("tok-1")}, 1)


async def test_two_programs_have_two_tokens() -> None:
    server = Server()
    keeper = server.keeper()
    other = WeChatApp("wx00other", SecretStr("s"), APP.base_url)
    assert await keeper.current(APP) != await keeper.current(other)


@pytest.mark.parametrize(("seconds", "fetches"), [(6899, 1), (6900, 2), (7300, 2)])
async def test_a_token_is_stale_five_minutes_before_its_end(seconds: int, fetches: int) -> None:
    server = Server()
    keeper = server.keeper()
    with clock.stopped(clock.now()), clock.turned(timedelta(0)):
        await keeper.current(APP)
        with clock.stopped(clock.now() + timedelta(seconds=seconds)):
            await keeper.current(APP)
    assert fetched(server) == fetches


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_rejected_token_is_replaced_and_the_call_repeated_once(errcode: int) -> None:
    server = Server("tok-2", errcode=errcode)
    assert await server.keeper().call(APP, WORK) == {"errcode": 0, "errmsg": "ok"}
    assert (fetched(server), server.calls["/wxa/any"]) == (2, 2)


async def test_a_second_rejection_ends_it() -> None:
    server = Server("none is good")
    with pytest.raises(TokenInvalid):
        await server.keeper().call(APP, WORK)
    assert (fetched(server), server.calls["/wxa/any"]) == (2, 2)


@pytest.mark.parametrize("errcode", [-1, 40003, 43101, 47003])
async def test_other_refusals_are_never_repeated(errcode: int) -> None:
    server = Server(errcode=errcode)
    with pytest.raises(WeChatError):
        await server.keeper().call(APP, WORK)
    assert (fetched(server), server.calls["/wxa/any"]) == (1, 1)


async def test_a_crowd_with_a_dead_token_replaces_it_once() -> None:
    """A caller whose token was already replaced by another takes the newer one instead of dropping it."""
    server = Server("tok-2")
    keeper = server.keeper()
    await keeper.current(APP)
    await asyncio.gather(*(keeper.call(APP, WORK) for _ in range(8)))
    assert (fetched(server), server.calls["/wxa/any"]) == (2, 16)


async def test_a_refresh_is_never_forced() -> None:
    server = Server("none is good")
    with pytest.raises(TokenInvalid):
        await server.keeper().call(APP, WORK)
    assert server.forced == {False}


@pytest.mark.parametrize("content", [b"{}", b'{"access_token":"","expires_in":7200}', b'{"access_token":"t"}'])
async def test_a_token_answer_without_a_token_is_no_answer(content: bytes) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=content))
    with pytest.raises(NoUsableAnswer):
        await TokenKeeper(WeChatClient(transport=transport)).current(APP)


async def test_a_wrong_secret_is_a_matter_of_set_up_and_not_of_the_token() -> None:
    content = b'{"errcode":40001,"errmsg":"invalid credential rid: 63e60657-344dd3ee-28b67950"}'
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=content))
    with pytest.raises(ConfigError):
        await TokenKeeper(WeChatClient(transport=transport)).call(APP, WORK)


async def test_nobody_waits_longer_than_the_deadline_for_a_fetch_that_hangs() -> None:
    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    keeper = TokenKeeper(WeChatClient(transport=httpx.MockTransport(never), deadline=0.02))
    outcomes = await asyncio.gather(*(keeper.current(APP) for _ in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NoUsableAnswer] * 5


async def test_a_keeper_shows_no_token() -> None:
    keeper = Server().keeper()
    await keeper.current(APP)
    assert "tok-1" not in f"{keeper!r} {keeper._held}"
