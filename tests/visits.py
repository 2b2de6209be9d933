"""HTTP clients that already are someone, over the application in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from app.http import tokens
from app.http.tokens import TokenClaims
from app.permissions.actors import Actor
from app.vocabulary import Role, SessionKind

CLEAR = "RESET ROLE; SET LOCAL app.county = ''; SET LOCAL app.actor = ''; SET LOCAL app.profile = ''; \
SET LOCAL app.readers = ''; SET LOCAL app.team = ''; SET LOCAL app.towns = ''; SET LOCAL app.villages = ''"


def token_of(actor: Actor) -> str:
    """An access token for the session the builder made."""
    assert actor.session_id is not None
    kind = SessionKind.WOMAN if actor.role is Role.WOMAN else SessionKind.STAFF
    return tokens.issue(TokenClaims(actor.id, actor.profile_id, actor.session_id, actor.county, kind))


class Visits:
    """Makes clients; each call starts with a cleared role and context, as a pooled connection would."""

    def __init__(self, app: FastAPI, connection: AsyncConnection | None) -> None:
        self._app = app
        self._connection = connection

    @asynccontextmanager
    async def __call__(self, actor: Actor | None = None, **headers: str) -> AsyncIterator[AsyncClient]:
        """A client being this actor, or nobody; unsafe calls get a fresh Idempotency-Key unless one is given."""

        async def sign(request: Request) -> None:
            """Use a token of this moment: the clock may have been turned since."""
            if actor is not None and "authorization" not in request.headers:
                request.headers["authorization"] = f"Bearer {token_of(actor)}"

        transport = ASGITransport(self._app, raise_app_exceptions=False)
        hooks: dict[str, list[Any]] = {"request": [self._clear, sign, _with_key]}
        async with AsyncClient(
            transport=transport, base_url="http://county.test", headers=headers, event_hooks=hooks
        ) as client:
            yield client

    async def _clear(self, _request: Request) -> None:
        if self._connection is not None:
            raw = await self._connection.get_raw_connection()
            await raw.driver_connection.execute(CLEAR)


async def _with_key(request: Request) -> None:
    if request.method not in ("GET", "HEAD") and "idempotency-key" not in request.headers:
        request.headers["idempotency-key"] = str(uuid4())
    if request.headers.get("idempotency-key") == "none":
        del request.headers["idempotency-key"]
