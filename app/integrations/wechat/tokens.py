"""The access token of each mini-program: fetched once, kept while fresh, replaced once when WeChat objects."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import SecretStr

from app import clock
from app.integrations.wechat.client import Call, WeChatClient, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import ConfigError, TokenInvalid

PATH = "/cgi-bin/stable_token"
STALE_EARLY = timedelta(seconds=300)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Held:
    """A token in our hands and the moment from which we no longer trust it."""

    token: SecretStr
    stale_at: datetime


@dataclass(slots=True)
class TokenKeeper:
    """Tokens of this process. Other processes may hold their own: asking again in normal mode kills none of them."""

    client: WeChatClient
    _held: dict[str, Held] = field(default_factory=dict, repr=False)
    _locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock), repr=False)

    async def current(self, app: WeChatApp) -> SecretStr:
        """A token that is fresh as far as we know; however many ask at once, one of them fetches."""
        held = self._fresh(app)
        if held is not None:
            return held.token
        try:
            async with asyncio.timeout(self.client.deadline), self._locks[app.appid]:
                held = self._fresh(app) or await self._fetch(app)
        except TimeoutError:
            held = None
        if held is None:
            raise no_usable_answer(PATH, "timeout")
        return held.token

    async def call(self, app: WeChatApp, call: Call) -> dict[str, Any]:
        """Make a call that needs a token; when WeChat rejects the token, replace it and try exactly once more."""
        return await self._asked(self.client.call, app, call)

    async def download(self, app: WeChatApp, call: Call) -> bytes:
        """Fetch a picture that needs a token, by the same rule."""
        return await self._asked(self.client.download, app, call)

    async def _asked(self, ask: Callable[[WeChatApp, Call], Awaitable[R]], app: WeChatApp, call: Call) -> R:
        used = await self.current(app)
        try:
            return await ask(app, _with(call, used))
        except TokenInvalid:
            self._drop(app, used)
        return await ask(app, _with(call, await self.current(app)))

    def _fresh(self, app: WeChatApp) -> Held | None:
        held = self._held.get(app.appid)
        return held if held is not None and clock.now() < held.stale_at else None

    def _drop(self, app: WeChatApp, used: SecretStr) -> None:
        """Forget the token that failed, unless another caller has replaced it meanwhile."""
        held = self._held.get(app.appid)
        if held is not None and held.token == used:
            del self._held[app.appid]

    async def _fetch(self, app: WeChatApp) -> Held:
        """Ask for the stable token in normal mode; forcing a refresh is an operator's act, never ours."""
        body = {
            "grant_type": "client_credential",
            "appid": app.appid,
            "secret": app.secret.get_secret_value(),
            "force_refresh": False,
        }
        asked_at = clock.now()
        answer = await self.client.call(app, Call(PATH, body=body, meanings={40001: ConfigError}))
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise no_usable_answer(PATH, "odd_shape")
        held = Held(SecretStr(token), asked_at + timedelta(seconds=seconds) - STALE_EARLY)
        self._held[app.appid] = held
        return held


def _with(call: Call, token: SecretStr) -> Call:
    return replace(call, query={**call.query, "access_token": token.get_secret_value()})
