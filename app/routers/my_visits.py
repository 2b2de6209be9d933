"""Visits to her, and 不用打扰我."""

from typing import Annotated, Any

from fastapi import APIRouter

from app.domain.visits import commands, inputs, queries
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.visits import MyVisits

router = APIRouter(prefix="/v1/my/visits", tags=["my visits"], route_class=KeyedRoute)


@router.get("", response_model=MyVisits)
async def list_visits(actor: Annotated[Actor, may(Action.VISIT_READ)], session: Session) -> dict[str, Any]:
    """List the visits planned to her and made."""
    return await queries.hers(session, actor=actor, opened=actor.unlocked)


@router.put("/wish", response_model=MyVisits)
async def wish(
    actor: Annotated[Actor, may(Action.VISIT_WISH)], session: Session, said: inputs.WishAboutVisits
) -> dict[str, Any]:
    """Say that nobody need come, or take it back."""
    await commands.wish(session, actor=actor, said=said)
    return await queries.hers(session, actor=actor, opened=actor.unlocked)
