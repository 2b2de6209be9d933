"""Her instruments: what there is beside her request, and mediation, which only she can ask for."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from app.domain.legal_aid import instrument_inputs, instrument_showing, mediation
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.instruments import InstrumentForWoman, MyInstruments

router = APIRouter(prefix="/v1/my", tags=["my instruments"], route_class=KeyedRoute)


@router.get("/requests/{request_id}/instruments", response_model=MyInstruments)
async def list_mine(actor: Annotated[Actor, may(Action.INSTRUMENT_READ)], session: Session, request_id: UUID) -> object:
    """List the instruments beside her request."""
    return {"items": await instrument_showing.mine(session, actor=actor, request_id=request_id)}


@router.post(
    "/requests/{request_id}/ask-mediation", response_model=InstrumentForWoman, status_code=status.HTTP_201_CREATED
)
async def ask_mediation(
    actor: Annotated[Actor, may(Action.MEDIATION_ASK)],
    session: Session,
    request_id: UUID,
    said: instrument_inputs.AskMediation,
) -> object:
    """Ask for mediation."""
    paper = await mediation.ask(session, actor=actor, request_id=request_id, said=said)
    return await instrument_showing.for_her(paper)


@router.post("/instruments/{instrument_id}/stop-mediation", response_model=InstrumentForWoman)
async def stop_mediation(
    actor: Annotated[Actor, may(Action.MEDIATION_ASK)], session: Session, instrument_id: UUID
) -> object:
    """Stop it, without a reason."""
    return await instrument_showing.for_her(await mediation.stop(session, actor=actor, instrument_id=instrument_id))
