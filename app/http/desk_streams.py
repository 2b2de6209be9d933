"""The desk's live counts: a stream is woken by a token of its own, looks with its own rights, and says numbers only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import anyio
import orjson
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sse_starlette import EventSourceResponse, ServerSentEvent

from app import clock, db
from app.domain.help_requests import presence, queues
from app.errors import Unauthenticated, Unavailable
from app.http.actor import find_actor
from app.listening import Listener
from app.permissions.actors import Actor

CHANNEL = "desk"
MOST_STREAMS = 500
MOST_OF_ONE = 4
LOOK_SECONDS = 30.0  # what falls due does so without anybody telling
PING_SECONDS = 15
SEND_SECONDS = 20.0
GATHER_SECONDS = 0.3  # one step is several changes; they are told once
AGAIN_MILLISECONDS = 3000
GRACE_SECONDS = 2.0
TOKEN_OVER, SIGNED_OUT, POST_CHANGED = "token_expired", "signed_out", "post_changed"
REPLACED, SHUTTING_DOWN, COME_AGAIN = "replaced", "shutting_down", "come_again"
Counts = list[dict[str, Any]]


@dataclass(eq=False)
class Waiting:
    """One open stream: whose it is, by which tokens it is woken, and why it has to end."""

    actor: Actor
    token_ends: datetime
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    ended: str | None = None

    def tokens(self) -> set[str]:
        """Name what wakes it: its own offices and people, the closed cases it is named for, its session's end."""
        own = {*self.actor.team, *self.actor.readers, f"case:{self.actor.id}", f"session:{self.actor.session_id}"}
        return {f"{self.actor.county}|{one}" for one in own}

    @property
    def session_id(self) -> UUID:
        """Give the session it was opened with."""
        if self.actor.session_id is None:
            raise Unauthenticated
        return self.actor.session_id

    def end(self, why: str) -> None:
        """Let it say goodbye at once."""
        self.ended = self.ended or why
        self.woken.set()


@dataclass
class Hub:
    """Every open stream of this process, by the tokens that wake it."""

    by_token: dict[str, set[Waiting]] = field(default_factory=dict)
    streams: list[Waiting] = field(default_factory=list)
    listener: Listener = field(init=False)

    def __post_init__(self) -> None:
        self.listener = Listener({CHANNEL: self.hear, presence.CHANNEL: presence.hear}, self.wake_all)

    def hear(self, token: str) -> None:
        """Wake whom this concerns, and nobody else."""
        for one in self.by_token.get(token, ()):
            one.woken.set()

    def wake_all(self) -> None:
        """Let everybody look again: something may have been missed."""
        for one in self.streams:
            one.woken.set()

    def refuse_when_full(self, actor: Actor) -> None:
        """Refuse a stream the process has no room for. Raises Unavailable (503)."""
        if len(self.streams) >= MOST_STREAMS and not self._of(actor):
            raise Unavailable(retry_after=30)

    def join(self, waiting: Waiting) -> None:
        """Take a stream in; the oldest of a person who has many makes room."""
        own = self._of(waiting.actor)
        if len(own) >= MOST_OF_ONE:
            own[0].end(REPLACED)
        self.streams.append(waiting)
        for token in waiting.tokens():
            self.by_token.setdefault(token, set()).add(waiting)

    def _of(self, actor: Actor) -> list[Waiting]:
        return [one for one in self.streams if one.actor.id == actor.id and one.ended is None]

    def leave(self, waiting: Waiting) -> None:
        """Forget a stream."""
        with suppress(ValueError):
            self.streams.remove(waiting)
        for token in waiting.tokens():
            there = self.by_token.get(token, set())
            there.discard(waiting)
            if not there:
                self.by_token.pop(token, None)


hub = Hub()


@asynccontextmanager
async def listening() -> AsyncIterator[None]:
    """Listen to the database while the process serves."""
    task = asyncio.create_task(hub.listener.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def open_stream(actor: Actor, token_ends: datetime) -> EventSourceResponse:
    """Open a worker's stream of counts. Raises Unavailable (503)."""
    hub.refuse_when_full(actor)
    closing = anyio.Event()
    said = _tell(Waiting(actor, token_ends), closing)
    return EventSourceResponse(
        said, ping=PING_SECONDS, send_timeout=SEND_SECONDS, shutdown_event=closing, shutdown_grace_period=GRACE_SECONDS
    )


async def _tell(waiting: Waiting, closing: anyio.Event) -> AsyncIterator[ServerSentEvent]:
    """Say the counts as they are now and whenever they may have changed, and at the end why it ends."""
    hub.join(waiting)
    goodbye = asyncio.create_task(_end_with(closing, waiting))
    told: Counts | None = None
    try:
        while waiting.ended is None:
            woken = waiting.woken.is_set()
            waiting.woken.clear()
            counts = await _look(waiting)
            if counts is not None and (woken or counts != told):
                told = counts
                yield _counted(counts)
            if not hub.listener.is_listening:
                waiting.end(COME_AGAIN)
            await _rest(waiting)
        yield ServerSentEvent(event="end", data=orjson.dumps({"why": waiting.ended}).decode())
    finally:
        goodbye.cancel()
        hub.leave(waiting)


async def _end_with(closing: anyio.Event, waiting: Waiting) -> None:
    await closing.wait()
    waiting.end(SHUTTING_DOWN)


async def _look(waiting: Waiting) -> Counts | None:
    """Count with the rights of this moment; a session that is over, or acts as somebody else, ends the stream."""
    before = waiting.actor
    try:
        async with db.transaction() as session:
            actor = await find_actor(session, county=before.county, session_id=waiting.session_id)
            if (actor.role, actor.office, actor.team) == (before.role, before.office, before.team):
                return await queues.counts(session, actor=actor)
        waiting.end(POST_CHANGED)
    except Unauthenticated:
        waiting.end(SIGNED_OUT)
    except (DBAPIError, PoolTimeout, OSError):
        waiting.end(COME_AGAIN)
    return None


async def _rest(waiting: Waiting) -> None:
    """Wait to be woken, for a look, or for the token's end."""
    left = (waiting.token_ends - clock.now()).total_seconds()
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, min(LOOK_SECONDS, left))):
            await waiting.woken.wait()
    if waiting.ended is None and waiting.woken.is_set():
        await asyncio.sleep(GATHER_SECONDS)
    if clock.now() >= waiting.token_ends:
        waiting.end(TOKEN_OVER)


def _counted(counts: Counts) -> ServerSentEvent:
    """Write the counts as an event; what is said is true at its id, so that whoever comes again has missed nothing."""
    moment = str(int(clock.now().timestamp() * 1000))
    said = orjson.dumps({"queues": counts}).decode()
    return ServerSentEvent(event="queues", id=moment, data=said, retry=AGAIN_MILLISECONDS)
