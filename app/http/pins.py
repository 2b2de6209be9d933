"""PINs on the wire: a wrong one is answered, not raised, so that the try is committed before it is refused."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.accounts import pins
from app.domain.accounts.inputs import ChangePin
from app.domain.accounts.pins import Tried
from app.errors import PinWrong, Unauthenticated
from app.http import tokens
from app.http.problems import problem
from app.http.tokens import LIFETIME, TokenClaims
from app.permissions.actors import Actor
from app.vocabulary import SessionKind


def _answer(request: Request, tried: Tried, body: dict[str, Any]) -> Response:
    if tried is Tried.WRONG:
        return problem(request, PinWrong())
    return JSONResponse(jsonable_encoder(body))


async def unlock(request: Request, session: AsyncSession, actor: Actor, pin: str) -> Response:
    """Open what the PIN hides."""
    tried = await pins.unlock(session, actor=actor, pin=pin)
    return _answer(request, tried, {"has_pin": True, "locked": False})


async def change(request: Request, session: AsyncSession, actor: Actor, said: ChangePin) -> Response:
    """Set, change or remove the PIN."""
    tried = await pins.change(session, actor=actor, new=said.new, current=said.current)
    return _answer(request, tried, {"has_pin": said.new is not None, "locked": False})


async def switch(request: Request, session: AsyncSession, actor: Actor, profile_id: UUID, pin: str | None) -> Response:
    """Go on as another person, with a token of her own; the old one is worth nothing from now on."""
    tried = await pins.switch(session, actor=actor, profile_id=profile_id, pin=pin)
    if actor.session_id is None:
        raise Unauthenticated
    claims = TokenClaims(actor.id, profile_id, actor.session_id, actor.county, SessionKind.WOMAN)
    body = {
        "access_token": tokens.issue(claims),
        "expires_in": int(LIFETIME.total_seconds()),
        "profile": str(profile_id),
    }
    return _answer(request, tried, body)
