"""The Idempotency-Key header: required on unsafe routes, replayed with its first answer (design §10.16)."""

import hashlib
import re
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import answers
from app.domain.answers import Answer, AnswerKey
from app.errors import MissingHeader
from app.permissions.actors import Actor

HEADER = "idempotency-key"
KEPT_HEADERS = ("content-type", "etag", "location")
SHAPE = r"[A-Za-z0-9._:\-]{8,100}"
_SHAPE = re.compile(SHAPE)


class Replay(Exception):
    """The key was answered before; carries that answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__("answered before")


def key_of(request: Request) -> str:
    """Give the call's key. Raises MissingHeader (400)."""
    given = request.headers.get(HEADER, "")
    if not _SHAPE.fullmatch(given):
        raise MissingHeader(header="Idempotency-Key")
    return given


async def claim_key(request: Request, session: AsyncSession, actor: Actor) -> None:
    """Take the call's key, or replay. Raises MissingHeader (400), Replay, KeyReused (422), InFlight (409)."""
    given = key_of(request)
    who = f"{actor.county}|{actor.id}|{actor.profile_id or actor.role}"
    name = hashlib.sha256(f"{who}|{_route(request)}|{given}".encode()).digest()
    await _claim(request, session, actor.county, UUID(bytes=name[:16]), actor.id)


async def claim_open_key(request: Request, session: AsyncSession, county: str, owner: UUID) -> None:
    """The same without an account: `owner` is made of county, route and key; who holds the key knows and opens it."""
    session.info["answer_alone"] = True
    await _claim(request, session, county, owner, owner)


def _route(request: Request) -> str:
    return f"{request.method} {request.url.path}"


async def _claim(request: Request, session: AsyncSession, county: str, name: UUID, owner: UUID) -> None:
    fingerprint = hashlib.sha256(_route(request).encode() + b"\0" + await request.body()).digest()
    key = AnswerKey(county, name, owner, fingerprint, key_of(request))
    first = await answers.claim(session, key)
    if first is not None:
        raise Replay(first)
    request.state.answer_key = key
    request.state.answer_session = session


class KeyedRoute(APIRoute):
    """A route whose answers are kept: the keeping happens before the commit, in the transaction of the effect."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler; this code runs inside the function-scoped session."""
        original = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                response = await original(request)
            except Replay as replay:
                first = replay.answer
                return Response(first.body, first.status, {**first.headers, "idempotency-replayed": "true"})
            key: AnswerKey | None = getattr(request.state, "answer_key", None)
            if key is not None:
                await _keep(request.state.answer_session, key, response)
            return response

        return handler


async def _keep(session: AsyncSession, key: AnswerKey, response: Response) -> None:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    answer = Answer(response.status_code, headers, bytes(response.body))
    subject, closed = session.info.get("answer_about", (None, False))
    alone = bool(session.info.get("answer_alone"))
    await answers.keep(session, key, answer, answers.About(None if alone else subject, closed, alone))
