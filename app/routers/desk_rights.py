"""The desk answers corrections, and hands the ledger over when a second person has agreed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from app.domain import ordering, parcels
from app.domain.ledger import exporting
from app.domain.ledger.exporting import AskExport
from app.domain.rights import answering, inputs
from app.http.files import SealedFile, storage
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.governance import ProposalShown
from app.schemas.rights import CorrectionForDesk, Corrections, Parcels
from app.vocabulary import ParcelKind

router = APIRouter(prefix="/v1/desk", tags=["desk rights"], route_class=KeyedRoute)


@router.get("/corrections", response_model=Corrections)
async def list_corrections(
    actor: Annotated[Actor, may(Action.RIGHTS_ANSWER)], session: Session, limit: Limit = 50
) -> object:
    """List the corrections that wait for an answer."""
    return {"items": await answering.waiting(session, actor=actor, limit=limit)}


@router.get("/corrections/{request_id}", response_model=CorrectionForDesk)
async def show_correction(
    actor: Annotated[Actor, may(Action.RIGHTS_ANSWER)], session: Session, request_id: UUID
) -> object:
    """Open one; the look is written down."""
    return await answering.correction(session, actor=actor, request_id=request_id)


@router.post("/corrections/{request_id}/answer", response_model=CorrectionForDesk)
async def answer_correction(
    actor: Annotated[Actor, may(Action.RIGHTS_ANSWER)],
    session: Session,
    request_id: UUID,
    said: inputs.AnswerCorrection,
) -> object:
    """Put it right, or say why not."""
    return await answering.answer(session, actor=actor, request_id=request_id, said=said)


@router.get("/ledger-exports", response_model=Parcels)
async def list_exports(actor: Annotated[Actor, may(Action.LEDGER_EXPORT)], session: Session) -> object:
    """List one's own exports of the ledger."""
    return {"items": await ordering.mine(session, actor=actor, kind=ParcelKind.LEDGER_EXPORT)}


@router.post("/ledger-exports", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def propose_export(
    actor: Annotated[Actor, may(Action.LEDGER_EXPORT)], session: Session, said: AskExport
) -> object:
    """Propose to hand the ledger over; an administrator has to agree."""
    storage()
    return await exporting.propose(session, actor=actor, said=said)


@router.get("/ledger-exports/{parcel_id}/content", response_class=Response)
async def fetch_export(
    request: Request, actor: Annotated[Actor, may(Action.LEDGER_EXPORT)], session: Session, parcel_id: UUID
) -> Response:
    """Fetch an export one proposed oneself, within its days."""
    opened = await parcels.open_parcel(session, actor=actor, parcel_id=parcel_id)
    return SealedFile(opened, request, attached=True)
