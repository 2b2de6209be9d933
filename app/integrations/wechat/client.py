"""The one way to WeChat's servers: bounded in time and number, careful with secrets, plain about failure."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import orjson
import structlog

from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import BadTemplate, ConfigError, NoUsableAnswer, WeChatError, refusal
from app.settings import WECHAT_HOSTS, Settings

CONCURRENT = 8
DEADLINE = 8.0
TIMEOUT = httpx.Timeout(5.0, connect=3.0)
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Call:
    """One question to WeChat. GET without a body, POST with one; only its path may ever be shown.

    `meanings` says which errcodes mean something special at this endpoint.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    meanings: Mapping[int, type[WeChatError]] = field(default_factory=dict, repr=False)


class _QueriesHidden(logging.Filter):
    """httpx logs whole addresses, and ours carry secrets, codes and tokens behind the question mark."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg.copy_with(query=None) if isinstance(arg, httpx.URL) else arg for arg in record.args)
        return True


_queries_hidden = _QueriesHidden()


class WeChatClient:
    """A pool of connections to WeChat. At most 8 calls run at once; none lasts longer than `deadline` seconds.

    `stand_in` is the only base URL allowed besides WeChat's own hosts: elsewhere the secret would leak.
    """

    def __init__(
        self,
        *,
        stand_in: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        logging.getLogger("httpx").addFilter(_queries_hidden)
        self.deadline = deadline
        self._stand_in = stand_in
        self._slots = asyncio.Semaphore(CONCURRENT)
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=CONCURRENT, max_keepalive_connections=CONCURRENT),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def call(self, app: WeChatApp, call: Call) -> dict[str, Any]:
        """Ask once and give WeChat's answer; never asks a second time.

        Raises a WeChatError when it says no, NoUsableAnswer when it says nothing we can use.
        """
        return _answer(call, await self._content(app, call))

    async def download(self, app: WeChatApp, call: Call) -> bytes:
        """Ask once for a picture. A first byte `{` is a refusal, whatever the header says (wechat.md §2.8)."""
        content = await self._content(app, call)
        if content.startswith(PICTURES):
            return content
        if content.lstrip()[:1] == b"{":
            _answer(call, content)
        raise no_usable_answer(call.path, "odd_shape")

    async def _content(self, app: WeChatApp, call: Call) -> bytes:
        if app.base_url != self._stand_in and not _is_wechat(app.base_url):
            raise no_usable_answer(call.path, "foreign_host")
        content, trouble = await self._fetch(app.base_url + call.path, call)
        if trouble:
            raise no_usable_answer(call.path, trouble)
        return content

    async def _fetch(self, address: str, call: Call) -> tuple[bytes, str]:
        """Give the body, or no bytes and the reason; an error of httpx stops here, for it holds the whole address."""
        method, content = ("GET", None) if call.body is None else ("POST", orjson.dumps(call.body))
        headers = {"Content-Type": "application/json"} if content else {}
        try:
            async with asyncio.timeout(self.deadline), self._slots:
                response = await self._http.request(
                    method, address, params=dict(call.query), content=content, headers=headers
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return b"", "unreachable"
        except (TimeoutError, httpx.TimeoutException):
            return b"", "timeout"
        except httpx.HTTPError:
            return b"", "connection"
        if response.status_code != HTTPStatus.OK:
            return b"", f"status_{response.status_code}"
        return response.content, "" if response.content.strip() else "empty"


def client_of(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> WeChatClient:
    """A client as the settings allow it: WeChat's own hosts always, the configured stand-in in demo mode only."""
    stand_in = settings.wechat_base_url.rstrip("/") if settings.demo else None
    return WeChatClient(stand_in=stand_in, transport=transport)


def no_usable_answer(path: str, reason: str) -> NoUsableAnswer:
    """Note a failed call in the log and give the error to raise."""
    _log.warning("wechat.no_answer", path=path, reason=reason)
    return NoUsableAnswer(path, reason)


def _answer(call: Call, content: bytes) -> dict[str, Any]:
    """Read an answer, or raise what its errcode means at this endpoint."""
    answer = _parsed(content)
    if answer is None:
        raise no_usable_answer(call.path, "not_json")
    if answer["errcode"] != 0:
        raise _refused(refusal(answer["errcode"], str(answer.get("errmsg", "")), call.path, call.meanings))
    return answer


def _refused(error: WeChatError) -> WeChatError:
    """Note a refusal; one that only an operator can end is an error in the log, not a warning."""
    log = _log.error if isinstance(error, ConfigError | BadTemplate) else _log.warning
    log("wechat.refused", path=error.path, errcode=error.errcode, rid=error.rid)
    return error


def _is_wechat(base_url: str) -> bool:
    address = urlsplit(base_url)
    return address.scheme == "https" and address.netloc in WECHAT_HOSTS and not address.path


def _parsed(content: bytes) -> dict[str, Any] | None:
    """Read UTF-8 JSON whatever the header said, with `errcode` as a number (it has been seen as text)."""
    try:
        answer = orjson.loads(content)
        if not isinstance(answer, dict):
            return None
        return {**answer, "errcode": int(answer.get("errcode", 0))}
    except (ValueError, TypeError):
        return None
