"""Sounds on the wire: made apart when the transaction is over; public ones kept and resumed, hers kept by nobody."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from fastapi import Request, Response, status
from starlette.types import Receive, Scope, Send

from app import db
from app.domain.speech import kept
from app.domain.speech.kept import Line
from app.errors import AppError, Unavailable
from app.http import limits, ranges
from app.http.files import PRIVATE, storage
from app.http.problems import problem
from app.limits import HOUR
from app.media.cleaning import speak_apart
from app.media.spoken import VOICE, as_spoken

SOUND = "audio/mp4"
MADE_AT_ONCE, WAIT_SECONDS = 2, 8.0
MADE_FOR_ONE_ADDRESS = 400  # an hour; what was made before costs nothing and is not counted
MOST_KEPT = 300
READ_BY = "X-Read-By"  # the machine (机器朗读), or a person
PUBLIC = {"Accept-Ranges": "bytes", "Content-Security-Policy": "sandbox; default-src 'none'"}
ALONE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "m4a，一个声道，机器朗读；谁也不留",
        "content": {SOUND: {"schema": {"type": "string", "format": "binary"}}},
    }
}
AN_HOUR, A_YEAR = "public, max-age=3600", "public, max-age=31536000, immutable"
_log = structlog.get_logger()
_kept: OrderedDict[str, bytes] = OrderedDict()
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Wait for one of the few places to make a sound in. Raises Unavailable (503) when all stay taken."""
    turns = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(MADE_AT_ONCE))
    try:
        await asyncio.wait_for(turns.acquire(), WAIT_SECONDS)
    except TimeoutError:
        raise Unavailable(retry_after=3) from None
    try:
        yield
    finally:
        turns.release()


async def say(words: str) -> bytes:
    """Have words read aloud by the machine. Raises MediaRefused (422), Unavailable (503)."""
    async with _turn():
        return (await speak_apart(as_spoken(words))).data


class SpokenAlone(Response):
    """Words read aloud for one person; nothing of them is kept on the way, and here only sealed in their own place."""

    def __init__(self, line: Line, request: Request) -> None:
        super().__init__(media_type=SOUND, headers=PRIVATE | {READ_BY: "machine"})
        self._line, self._request = line, request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the sound and send it; a voice that fails is said so."""
        try:
            self.body = self._line.sound or await self._made()
        except AppError as refused:
            await problem(self._request, refused)(scope, receive, send)
            return
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)

    async def _made(self) -> bytes:
        sound, slot = await say(self._line.words), self._line.slot
        if slot is not None:
            async with db.transaction(slot.context) as session:
                await kept.keep(session, slot=slot, sound=sound)
        return sound


class PublishedSound(Response):
    """A published text as it sounds: made once, kept in the store, whole or in part: 200, 206, 304 or 416.

    `recording` is somebody of the county, and wins. `lasting` says that the address changes with the words.
    """

    def __init__(self, words: str, request: Request, *, county: str, recording: bytes | None, lasting: bool) -> None:
        said = recording if recording is not None else f"{VOICE}|{words}".encode()
        self._digest, self._words, self._recording = sha256(said).hexdigest(), words, recording
        self._request, self._county = request, county
        headers = {"ETag": f'"{self._digest[:24]}"', "Cache-Control": A_YEAR if lasting else AN_HOUR}
        super().__init__(media_type=SOUND, headers=PUBLIC | headers)
        self.headers[READ_BY] = "machine" if recording is None else "person"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find or make the sound and send what is asked for of it."""
        tag, given = self.headers["etag"], self._request.headers
        if tag in [one.strip().removeprefix("W/") for one in given.get("if-none-match", "").split(",")]:
            self._empty(status.HTTP_304_NOT_MODIFIED)
        else:
            try:
                self.body = self._recording if self._recording is not None else await self._machine()
            except AppError as refused:
                await problem(self._request, refused)(scope, receive, send)
                return
            if given.get("if-range", tag).strip() == tag:
                self._cut(given.get("range"))
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)

    def _cut(self, given: str | None) -> None:
        size = len(self.body)
        try:
            part = ranges.wanted(given, size)
        except ValueError:
            self._empty(status.HTTP_416_RANGE_NOT_SATISFIABLE)
            self.headers["Content-Range"] = f"bytes */{size}"
            return
        if part is not None:
            first, last = part
            self.status_code, self.body = status.HTTP_206_PARTIAL_CONTENT, self.body[first : last + 1]
            self.headers["Content-Range"] = f"bytes {first}-{last}/{size}"

    def _empty(self, code: int) -> None:
        self.status_code, self.body = code, b""
        del self.headers["content-type"]

    async def _machine(self) -> bytes:
        """Give the machine's reading from memory or the store, else make and keep it. Raises TooMany (429) beyond."""
        name = f"{self._digest[:2]}/{self._digest[2:4]}/{self._digest}"
        found = _kept.get(name) or await _stored(name)
        if found is None:
            await limits.hold(self._county, (f"speech:{limits.origin(self._request)}", HOUR, MADE_FOR_ONE_ADDRESS))
            found = await say(self._words)
            await _store(name, found)
        _kept[name] = found
        _kept.move_to_end(name)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return found


async def _stored(name: str) -> bytes | None:
    try:
        return await storage().get(name)
    except AppError:
        return None  # not made yet, or no store: it is made


async def _store(name: str, sound: bytes) -> None:
    try:
        await storage().put_as(name, sound)
    except AppError as refused:
        _log.warning("speech.not_kept", code=refused.code)
