"""Her PIN, and the people who share this telephone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from app.domain.accounts import inputs, pins
from app.http import pins as pins_on_the_wire
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.accounts import People, PersonShown, PinState, Switched

router = APIRouter(prefix="/v1/my", tags=["my pin"], route_class=KeyedRoute)


@router.get("/pin", response_model=PinState)
async def show(actor: Annotated[Actor, may(Action.PIN_MANAGE)]) -> object:
    """Say whether there is a PIN and whether it was given."""
    return pins.state(actor)


@router.put("/pin", responses={200: {"model": PinState}})
async def change(
    request: Request, actor: Annotated[Actor, may(Action.PIN_MANAGE)], session: Session, said: inputs.ChangePin
) -> Response:
    """Set, change or remove the PIN."""
    return await pins_on_the_wire.change(request, session, actor, said)


@router.post("/pin/unlock", responses={200: {"model": PinState}})
async def unlock(
    request: Request,
    actor: Annotated[Actor, may(Action.PIN_MANAGE, keyed=False)],
    session: Session,
    said: inputs.GivePin,
) -> Response:
    """Give the PIN; five wrong ones rest it for ten minutes."""
    return await pins_on_the_wire.unlock(request, session, actor, said.pin)


@router.post("/pin/lock", status_code=status.HTTP_204_NO_CONTENT)
async def lock(actor: Annotated[Actor, may(Action.PIN_MANAGE, keyed=False)], session: Session) -> None:
    """Hide everything again."""
    await pins.lock(session, actor=actor)


@router.get("/profiles", response_model=People)
async def list_people(actor: Annotated[Actor, may(Action.PIN_MANAGE)], session: Session) -> object:
    """List the people of this account, by picture."""
    return {"items": await pins.people(session, actor=actor)}


@router.post("/profiles", response_model=PersonShown, status_code=status.HTTP_201_CREATED)
async def add_person(
    actor: Annotated[Actor, may(Action.PIN_MANAGE)], session: Session, said: inputs.AddPerson
) -> object:
    """Add a person."""
    return await pins.add_person(session, actor=actor, picture=said.picture)


@router.post("/profiles/{profile_id}/switch", responses={200: {"model": Switched}})
async def switch(
    request: Request,
    actor: Annotated[Actor, may(Action.PIN_MANAGE, keyed=False)],
    session: Session,
    profile_id: UUID,
    said: inputs.SwitchPerson,
) -> Response:
    """Go on as another person of this account."""
    return await pins_on_the_wire.switch(request, session, actor, profile_id, said.pin)
