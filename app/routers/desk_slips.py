"""Papers to take home for whoever has no telephone (OFF-13)."""

from typing import Annotated

from fastapi import APIRouter

from app.domain import slips
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.calls import Slip

router = APIRouter(prefix="/v1/desk/slips", tags=["desk slips"], route_class=KeyedRoute)


@router.post("", response_model=Slip)
async def print_slip(
    actor: Annotated[Actor, may(Action.SLIP_PRINT, keyed=False)], session: Session, said: slips.PrintSlip
) -> object:
    """Give what is printed for a number; nothing is looked up."""
    return await slips.slip(session, actor=actor, said=said)
