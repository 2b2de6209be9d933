"""Claiming on the wire: a wrong try is answered, not raised, so that it is committed before it is refused."""

from fastapi import Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.ledger import claims, inputs, registering
from app.domain.ledger.claims import Tried
from app.errors import ClaimWrong
from app.http.problems import problem
from app.permissions.actors import Actor
from app.schemas.ledger import Claimed


async def claim(request: Request, session: AsyncSession, actor: Actor, said: inputs.Claim) -> Response:
    """Take an entry over by its code and one fact."""
    if await claims.claim(session, actor=actor, said=said) is Tried.WRONG:
        return problem(request, ClaimWrong())
    shown = Claimed.model_validate({"registration": await registering.show(session, actor=actor)})
    return JSONResponse(jsonable_encoder(shown))
