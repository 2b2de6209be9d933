"""The desk's telephone: a call written down as a request, its number read back."""

from typing import Annotated, Any

from fastapi import APIRouter, status

from app.domain.help_requests import inputs, phoning
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.calls import CallLogged

router = APIRouter(prefix="/v1/desk/calls", tags=["desk calls"], route_class=KeyedRoute)


@router.post("", response_model=CallLogged, status_code=status.HTTP_201_CREATED)
async def log_call(
    actor: Annotated[Actor, may(Action.CALL_LOG)], session: Session, said: inputs.LogCall
) -> dict[str, Any]:
    """Write a call down as a request."""
    return await phoning.log_call(session, actor=actor, said=said)
