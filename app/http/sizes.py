"""What a call may weigh and how long it may take to arrive: counted as it comes, before anything else is begun."""

import asyncio
import re
from dataclasses import dataclass

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AddressTooLong, AppError, HeadersTooLarge, SoundTooLarge, TooLarge, TooSlow
from app.http.problems import problem

KIB = 1024
LONGEST_ADDRESS = 4 * KIB
MOST_HEADERS = 16 * KIB
BARE = frozenset({"GET", "HEAD"})
BODY_FOLLOWS = frozenset({b"content-length", b"transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many bytes a body may have, and in how many seconds all of them must have come."""

    most_bytes: int
    seconds: float
    refusal: type[TooLarge] = TooLarge


# A piece of a file over a bar of signal (50 kbit/s) takes 42 seconds: it gets three minutes.
ORDINARY = Allowance(64 * KIB, 30)
LARGER: tuple[tuple[re.Pattern[str], Allowance], ...] = (
    (re.compile(r"/v1/uploads/[^/]+/parts/[^/]+"), Allowance(256 * KIB, 180)),
    (re.compile(r"/v1/desk/loans/imports"), Allowance(768 * KIB, 60)),
    (re.compile(r"/v1/desk/lessons/[^/]+/audio"), Allowance(20 * 1024 * KIB, 300, SoundTooLarge)),
    (re.compile(r"/sandbox/.*"), Allowance(4096 * KIB, 30)),
)


def allowance_of(path: str) -> Allowance:
    """Give the allowance of an address."""
    return next((given for pattern, given in LARGER if pattern.fullmatch(path)), ORDINARY)


class WholeBody:
    """ASGI middleware: reads a body whole, within its allowance, before the call begins.

    So no transaction and no connection ever waits for a slow phone, and nothing behind this counts bytes again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is too long, too large or too slow (414, 431, 413, 408); pass the rest on with its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            _refuse_long(scope)
            if _brings_nothing(scope):
                await self.app(scope, receive, send)
                return
            body = await _read(receive, allowance_of(scope["path"]), _announced(scope))
        except AppError as refused:
            answer = problem(Request(scope), refused)
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        if body is not None:
            await self.app(scope, _once(body, receive), send)


def _refuse_long(scope: Scope) -> None:
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        raise AddressTooLong
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
        raise HeadersTooLarge


def _brings_nothing(scope: Scope) -> bool:
    """Say whether a read comes without a body: it neither announces one nor sends one in pieces."""
    return scope["method"] in BARE and not any(name in BODY_FOLLOWS for name, _ in scope["headers"])


def _announced(scope: Scope) -> int:
    """Read how long the body is said to be; whatever is said, the bytes are counted."""
    given = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(given) if given.isdigit() else 0


async def _read(receive: Receive, allowed: Allowance, announced: int) -> bytes | None:
    """Read the whole body; None when the caller went away. Raises TooLarge, TooSlow."""
    if announced > allowed.most_bytes:
        raise allowed.refusal(most=allowed.most_bytes)
    pieces: list[bytes] = []
    try:
        async with asyncio.timeout(allowed.seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                pieces.append(message.get("body", b""))
                if sum(map(len, pieces)) > allowed.most_bytes:
                    raise allowed.refusal(most=allowed.most_bytes)
                if not message.get("more_body", False):
                    return b"".join(pieces)
    except TimeoutError:
        raise TooSlow from None


def _once(body: bytes, receive: Receive) -> Receive:
    """Give the body in one message, then listen to the caller as before."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
