"""A worker's own post, second factor and sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from app.domain.accounts import enrolling, inputs, posts, sessions
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.accounts import SecondFactorBegun, SecondFactorDone, SecondFactorProved, Sessions
from app.schemas.desk import StaffMe

router = APIRouter(prefix="/v1/staff", tags=["staff"], route_class=KeyedRoute)


@router.get("/me", response_model=StaffMe)
async def me(actor: Annotated[Actor, may(Action.SESSION_MANAGE)], session: Session) -> object:
    """Say who one is, in which post, and which rooms it opens."""
    return await posts.me(session, actor=actor)


@router.post("/active-post", response_model=StaffMe)
async def act_as(actor: Annotated[Actor, may(Action.SESSION_MANAGE)], session: Session, said: inputs.ActAs) -> object:
    """Go on in another of one's own posts."""
    return await posts.act_as(session, actor=actor, grant_id=said.grant)


@router.post("/second-factor", response_model=SecondFactorBegun, status_code=status.HTTP_201_CREATED)
async def begin(actor: Annotated[Actor, may(Action.SECOND_FACTOR_MANAGE)], session: Session) -> object:
    """Begin to enrol a second factor; the secret is shown this once."""
    return await enrolling.begin(session, actor=actor)


@router.post("/second-factor/confirm", response_model=SecondFactorDone)
async def confirm(
    actor: Annotated[Actor, may(Action.SECOND_FACTOR_MANAGE)], session: Session, said: inputs.ConfirmSecondFactor
) -> object:
    """Prove it with a code, and get ten codes for the day it is lost."""
    return await enrolling.confirm(session, actor=actor, code=said.code)


@router.post("/second-factor/prove", response_model=SecondFactorProved)
async def prove(
    actor: Annotated[Actor, may(Action.SECOND_FACTOR_PROVE)], session: Session, said: inputs.ConfirmSecondFactor
) -> object:
    """Give a fresh code: for the next minutes this session may do what needs one."""
    return await enrolling.prove(session, actor=actor, code=said.code)


@router.get("/sessions", response_model=Sessions)
async def list_sessions(actor: Annotated[Actor, may(Action.SESSION_MANAGE)], session: Session) -> object:
    """List one's own signed-in devices."""
    return {"items": await sessions.mine(session, actor=actor)}


@router.delete("/sessions/{session_id}", status_code=status.HTTP_204_NO_CONTENT)
async def revoke(actor: Annotated[Actor, may(Action.SESSION_MANAGE)], session: Session, session_id: UUID) -> None:
    """End one of them."""
    await sessions.revoke(session, actor=actor, session_id=session_id)
