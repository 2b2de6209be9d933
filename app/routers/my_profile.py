"""Her own profile, and how she may be reached."""

from typing import Annotated

from fastapi import APIRouter, status

from app.domain.accounts import inputs, phones, profiles, safe_contact, subscriptions
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.accounts import MyProfile, MySafeContact, Subscriptions

router = APIRouter(prefix="/v1/my", tags=["my profile"], route_class=KeyedRoute)


@router.get("/profile", response_model=MyProfile)
async def show(actor: Annotated[Actor, may(Action.PROFILE_MANAGE)], session: Session) -> object:
    """Show her own profile."""
    return await profiles.show(session, actor=actor)


@router.put("/profile", response_model=MyProfile)
async def edit(
    actor: Annotated[Actor, may(Action.PROFILE_MANAGE)], session: Session, said: inputs.EditProfile
) -> object:
    """Keep what she says about herself."""
    return await profiles.edit(session, actor=actor, said=said)


@router.delete("/phone", status_code=status.HTTP_204_NO_CONTENT)
async def forget_phone(actor: Annotated[Actor, may(Action.PROFILE_MANAGE)], session: Session) -> None:
    """Forget her phone number."""
    await phones.forget(session, actor=actor)


@router.get("/safe-contact", response_model=MySafeContact)
async def show_safe_contact(actor: Annotated[Actor, may(Action.SAFE_CONTACT_MANAGE)], session: Session) -> object:
    """Show how she may be reached."""
    return await safe_contact.show(session, actor=actor)


@router.put("/safe-contact", response_model=MySafeContact)
async def keep_safe_contact(
    actor: Annotated[Actor, may(Action.SAFE_CONTACT_MANAGE)], session: Session, said: inputs.SetSafeContact
) -> object:
    """Keep how she may be reached."""
    return await safe_contact.keep(session, actor=actor, said=said)


@router.get("/subscriptions", response_model=Subscriptions)
async def list_subscriptions(actor: Annotated[Actor, may(Action.SAFE_CONTACT_MANAGE)], session: Session) -> object:
    """List the messages she agreed to, and what is worth asking again."""
    return await subscriptions.mine(session, actor=actor)
