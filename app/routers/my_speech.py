"""听一听 for what is hers: by id, behind the same doors as her screen; a read sent as POST, so no address is kept."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.domain.help_requests.inputs import PreviewRequest
from app.domain.speech import hers
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.http.speech import ALONE, SpokenAlone
from app.permissions.actors import Actor
from app.permissions.table import Action

router = APIRouter(prefix="/v1/my", tags=["my speech"], route_class=KeyedRoute)
Hearer = Annotated[Actor, may(Action.SPEECH_HEAR, keyed=False)]
LineNumber = Annotated[int, Path(ge=1, le=100_000, description="时间线上的 seq")]


@router.post("/requests/preview/speech", response_class=Response, responses=ALONE)
async def preview(request: Request, actor: Hearer, session: Session, said: PreviewRequest) -> Response:
    """Hear who would be told, before anything is sent."""
    return SpokenAlone(await hers.preview(session, actor=actor, said=said), request)


@router.post("/requests/{request_id}/speech", response_class=Response, responses=ALONE)
async def status(request: Request, actor: Hearer, session: Session, request_id: UUID) -> Response:
    """Hear where a request is."""
    return SpokenAlone(await hers.status(session, actor=actor, request_id=request_id), request)


@router.post("/requests/{request_id}/events/{number}/speech", response_class=Response, responses=ALONE)
async def event(request: Request, actor: Hearer, session: Session, request_id: UUID, number: LineNumber) -> Response:
    """Hear one line of the time line."""
    return SpokenAlone(await hers.event(session, actor=actor, request_id=request_id, number=number), request)


@router.post("/requests/{request_id}/messages/{message_id}/speech", response_class=Response, responses=ALONE)
async def message(request: Request, actor: Hearer, session: Session, request_id: UUID, message_id: UUID) -> Response:
    """Hear one line of the thread."""
    return SpokenAlone(await hers.message(session, actor=actor, request_id=request_id, message_id=message_id), request)


@router.post("/notices/{notice_id}/speech", response_class=Response, responses=ALONE)
async def notice(request: Request, actor: Hearer, session: Session, notice_id: UUID) -> Response:
    """Hear one notice."""
    return SpokenAlone(await hers.notice(session, actor=actor, notice_id=notice_id), request)
