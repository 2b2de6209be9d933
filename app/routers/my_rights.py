"""Her rights over her own data: a copy, a correction, deletion, a request as evidence; and the files made for her."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from app.domain import ordering, parcels
from app.domain.proof import asking as proof
from app.domain.proof.inputs import AskProof
from app.domain.rights import asking, deleting, inputs
from app.http.files import SealedFile, storage
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.rights import DeletionPreview, Parcels, ParcelShown, RightsAsked, RightsShown
from app.vocabulary import RightsKind

router = APIRouter(prefix="/v1/my", tags=["my rights"], route_class=KeyedRoute)


@router.get("/export", response_model=RightsAsked)
async def list_copies(actor: Annotated[Actor, may(Action.RIGHTS_ASK)], session: Session) -> object:
    """List the copies she asked for."""
    return {"items": await asking.mine(session, actor=actor, kind=RightsKind.COPY)}


@router.post("/export", response_model=RightsShown, status_code=status.HTTP_201_CREATED)
async def ask_copy(actor: Annotated[Actor, may(Action.RIGHTS_ASK)], session: Session) -> object:
    """Ask for a copy of everything of hers; the worker makes it."""
    storage()
    return await asking.ask_copy(session, actor=actor)


@router.get("/correction", response_model=RightsAsked)
async def list_corrections(actor: Annotated[Actor, may(Action.RIGHTS_ASK)], session: Session) -> object:
    """List the corrections she asked for."""
    return {"items": await asking.mine(session, actor=actor, kind=RightsKind.CORRECTION)}


@router.post("/correction", response_model=RightsShown, status_code=status.HTTP_201_CREATED)
async def ask_correction(
    actor: Annotated[Actor, may(Action.RIGHTS_ASK)], session: Session, said: inputs.AskCorrection
) -> object:
    """Ask that a datum is put right."""
    return await asking.ask_correction(session, actor=actor, said=said)


@router.get("/deletion", response_model=DeletionPreview)
async def preview_deletion(actor: Annotated[Actor, may(Action.DATA_DELETE)], session: Session) -> object:
    """Say what would go, and what the law keeps."""
    return await deleting.preview(session, actor=actor)


@router.post("/deletion", response_model=RightsShown, status_code=status.HTTP_201_CREATED)
async def ask_deletion(
    actor: Annotated[Actor, may(Action.DATA_DELETE)],
    session: Session,
    said: inputs.AskDeletion,
) -> object:
    """Delete what is hers, and close her account."""
    return await deleting.ask(session, actor=actor, said=said)


@router.post("/requests/{request_id}/evidence", response_model=ParcelShown, status_code=status.HTTP_201_CREATED)
async def ask_evidence(
    actor: Annotated[Actor, may(Action.EVIDENCE_EXPORT)], session: Session, request_id: UUID, said: AskProof
) -> object:
    """Ask for one request as evidence; her act alone."""
    storage()
    return await proof.ask(session, actor=actor, request_id=request_id, said=said)


@router.get("/parcels", response_model=Parcels)
async def list_parcels(actor: Annotated[Actor, may(Action.RIGHTS_ASK)], session: Session) -> object:
    """List the files made for her."""
    return {"items": await ordering.mine(session, actor=actor)}


@router.get("/parcels/{parcel_id}/content", response_class=Response)
async def fetch_parcel(
    request: Request, actor: Annotated[Actor, may(Action.RIGHTS_ASK)], session: Session, parcel_id: UUID
) -> Response:
    """Fetch a file made for her, until it expires."""
    opened = await parcels.open_parcel(session, actor=actor, parcel_id=parcel_id)
    return SealedFile(opened, request, attached=True)
