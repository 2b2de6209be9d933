"""The desk's instruments: warnings, orders, reports, land disputes, mediation; one literal step each."""

from collections.abc import Awaitable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from app.domain.legal_aid import (
    instrument_inputs,
    instrument_showing,
    land,
    mediation,
    orders,
    reports,
    written_warnings,
)
from app.domain.legal_aid.instruments import Paper
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.instruments import DeskInstruments, InstrumentForDesk

router = APIRouter(prefix="/v1/desk", tags=["desk instruments"], route_class=KeyedRoute)
Writer = Annotated[Actor, may(Action.INSTRUMENT_WRITE)]


async def _shown(step: Awaitable[Paper], response: Response) -> object:
    """Take a step, and show the instrument as it is now, with its version."""
    paper = await step
    tag(response, paper.instrument.version)
    return await instrument_showing.for_desk(paper)


@router.get("/requests/{request_id}/instruments", response_model=DeskInstruments)
async def list_instruments(
    actor: Annotated[Actor, may(Action.INSTRUMENT_READ)], session: Session, request_id: UUID
) -> object:
    """List the instruments beside a request; the look is written down."""
    return {"items": await instrument_showing.at_desk(session, actor=actor, request_id=request_id)}


@router.post("/requests/{request_id}/written-warnings", response_model=InstrumentForDesk, status_code=201)
async def enter_warning(
    actor: Writer, session: Session, request_id: UUID, said: instrument_inputs.EnterWarning, response: Response
) -> object:
    """Write down a written warning."""
    step = written_warnings.enter(session, actor=actor, request_id=request_id, said=said)
    return await _shown(step, response)


@router.post("/requests/{request_id}/protection-orders", response_model=InstrumentForDesk, status_code=201)
async def apply_order(
    actor: Writer, session: Session, request_id: UUID, said: instrument_inputs.EnterOrder, response: Response
) -> object:
    """Write down an application for a protection order."""
    step = orders.apply(session, actor=actor, request_id=request_id, said=said)
    return await _shown(step, response)


@router.post("/requests/{request_id}/mandatory-reports", response_model=InstrumentForDesk, status_code=201)
async def enter_report(
    actor: Writer, session: Session, request_id: UUID, said: instrument_inputs.EnterReport, response: Response
) -> object:
    """Write down a mandatory report."""
    step = reports.enter(session, actor=actor, request_id=request_id, said=said)
    return await _shown(step, response)


@router.post("/requests/{request_id}/land-disputes", response_model=InstrumentForDesk, status_code=201)
async def enter_land(
    actor: Writer, session: Session, request_id: UUID, said: instrument_inputs.EnterLand, response: Response
) -> object:
    """Begin a land dispute."""
    step = land.enter(session, actor=actor, request_id=request_id, said=said)
    return await _shown(step, response)


@router.post("/instruments/{instrument_id}/visited", response_model=InstrumentForDesk)
async def visited(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.Visited,
    response: Response,
) -> object:
    """Tick a follow-up visit as made."""
    return await _shown(
        written_warnings.visited(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said),
        response,
    )


@router.post("/instruments/{instrument_id}/order-decided", response_model=InstrumentForDesk)
async def decide_order(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.DecideOrder,
    response: Response,
) -> object:
    """Write down the court's word."""
    return await _shown(
        orders.decide(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/order-extended", response_model=InstrumentForDesk)
async def extend_order(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.ExtendOrder,
    response: Response,
) -> object:
    """Write down an extension."""
    return await _shown(
        orders.extend(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/order-ended", response_model=InstrumentForDesk)
async def end_order(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.EndOrder,
    response: Response,
) -> object:
    """Write down that the order was taken back."""
    return await _shown(
        orders.end(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/receipt", response_model=InstrumentForDesk)
async def take_receipt(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.TakeReceipt,
    response: Response,
) -> object:
    """Write down a receipt."""
    return await _shown(
        reports.take_receipt(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/negotiated", response_model=InstrumentForDesk)
async def negotiated(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.StageEnded,
    response: Response,
) -> object:
    """Write down how talking ended."""
    return await _shown(
        land.negotiated(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/mediated", response_model=InstrumentForDesk)
async def mediated(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.StageEnded,
    response: Response,
) -> object:
    """Write down how mediation ended."""
    return await _shown(
        land.mediated(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/arbitration-filed", response_model=InstrumentForDesk)
async def arbitrate(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.FileArbitration,
    response: Response,
) -> object:
    """Write down that the arbitrators took it on."""
    return await _shown(
        land.arbitrate(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/arbitration-extended", response_model=InstrumentForDesk)
async def arbitrate_longer(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.ArbitrateLonger,
    response: Response,
) -> object:
    """Give the arbitrators more days."""
    return await _shown(
        land.arbitrate_longer(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/award", response_model=InstrumentForDesk)
async def award(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.Award,
    response: Response,
) -> object:
    """Write down the award."""
    return await _shown(
        land.award(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/sued", response_model=InstrumentForDesk)
async def sue(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.Sue,
    response: Response,
) -> object:
    """Write down that it went to court."""
    return await _shown(
        land.sue(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/land-ended", response_model=InstrumentForDesk)
async def end_land(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.EndLand,
    response: Response,
) -> object:
    """Write down how the dispute ended."""
    return await _shown(
        land.end(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/screen", response_model=InstrumentForDesk)
async def screen(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    said: instrument_inputs.Screen,
    response: Response,
) -> object:
    """Write down a safety screen."""
    return await _shown(
        mediation.screen(session, actor=actor, instrument_id=instrument_id, expected=expected, said=said), response
    )


@router.post("/instruments/{instrument_id}/start-mediation", response_model=InstrumentForDesk)
async def start_mediation(
    actor: Writer,
    session: Session,
    instrument_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> object:
    """Begin a mediation she asked for."""
    step = mediation.start(session, actor=actor, instrument_id=instrument_id, expected=expected)
    return await _shown(step, response)
