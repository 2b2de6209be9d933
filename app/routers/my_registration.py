"""Her registration, what she agreed to, and who looked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.domain.help_requests import sharing
from app.domain.ledger import consents, inputs, leaving, looks, registering
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.ledger import AccessLog, Consents, ConsentShown, ContactAnswer, MyRegistration
from app.vocabulary import ConsentPurpose

router = APIRouter(prefix="/v1/my", tags=["my registration"], route_class=KeyedRoute)


class GiveConsent(BaseModel):
    """One use she agrees to, and whether she heard the text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: ConsentPurpose
    heard: bool


@router.get("/registration", response_model=MyRegistration)
async def show(actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session) -> object:
    """Show her own registration."""
    return await registering.show(session, actor=actor)


@router.put("/registration", response_model=MyRegistration)
async def register(
    actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.Register
) -> object:
    """Register, correct, or ask for a change."""
    return await registering.register(session, actor=actor, said=said)


@router.put("/registration/household", response_model=MyRegistration)
async def tell_household(
    actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.Household
) -> object:
    """Tell of the household."""
    return await registering.tell_household(session, actor=actor, said=said)


@router.post("/registration/leave", response_model=MyRegistration)
async def leave(actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.Leave) -> object:
    """Leave the ledger."""
    return await leaving.leave(session, actor=actor, said=said)


@router.post("/registration/husband-back", response_model=MyRegistration)
async def husband_back(
    actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.HusbandBack
) -> object:
    """Say that he is back."""
    return await leaving.husband_back(session, actor=actor, said=said)


@router.post("/registration/moved", response_model=MyRegistration)
async def moved(actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.Moved) -> object:
    """Say that she moved."""
    return await leaving.moved(session, actor=actor, said=said)


@router.post("/registration/contact-rules", response_model=ContactAnswer)
async def answer_contact(
    actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.AnswerContact
) -> object:
    """Say whether we should reach her otherwise."""
    return await leaving.answer_contact(session, actor=actor, said=said)


@router.get("/consents", response_model=Consents)
async def list_consents(actor: Annotated[Actor, may(Action.CONSENT_MANAGE)], session: Session) -> object:
    """List what she agreed to."""
    return {"items": await consents.own(session, actor=actor)}


@router.post("/consents", response_model=ConsentShown, status_code=201)
async def give_consent(
    actor: Annotated[Actor, may(Action.CONSENT_MANAGE)], session: Session, said: GiveConsent
) -> object:
    """Agree to one use."""
    return await consents.give(session, actor=actor, purpose=said.purpose, heard=said.heard)


@router.delete("/consents/{consent_id}", response_model=ConsentShown)
async def withdraw_consent(
    actor: Annotated[Actor, may(Action.CONSENT_MANAGE)], session: Session, consent_id: UUID
) -> object:
    """Take a consent back."""
    return await sharing.withdraw_consent(session, actor=actor, consent_id=consent_id)


@router.get("/access-log", response_model=AccessLog)
async def access_log(actor: Annotated[Actor, may(Action.ACCESS_LOG_READ)], session: Session) -> object:
    """List who looked at her records."""
    return {"items": await looks.looks(session, actor=actor)}
