"""Her own profile."""

from typing import Annotated

from fastapi import APIRouter

from app.domain.accounts import inputs, profiles
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.accounts import MyProfile

router = APIRouter(prefix="/v1/my/profile", tags=["my profile"], route_class=KeyedRoute)


@router.get("", response_model=MyProfile)
async def show(actor: Annotated[Actor, may(Action.PROFILE_MANAGE)], session: Session) -> object:
    """Show her own profile."""
    return await profiles.show(session, actor=actor)


@router.put("", response_model=MyProfile)
async def edit(
    actor: Annotated[Actor, may(Action.PROFILE_MANAGE)], session: Session, said: inputs.EditProfile
) -> object:
    """Keep what she says about herself."""
    return await profiles.edit(session, actor=actor, said=said)
