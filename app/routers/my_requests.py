"""Her requests: ask, look, and take her own steps."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, status

from app.domain.help_requests import answering, her_moves, inputs, previewing, queries
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.requests import MyRequests, NumberBlock, Preview, Receipt, RequestForWoman

router = APIRouter(prefix="/v1/my", tags=["my requests"], route_class=KeyedRoute)


@router.post("/requests", response_model=Receipt, status_code=status.HTTP_201_CREATED)
async def submit(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_SUBMIT)], telling: inputs.SubmitRequest, session: Session
) -> object:
    """Ask for help; the answer is the receipt."""
    return await answering.submitted(session, actor=actor, telling=telling)


@router.get("/requests", response_model=MyRequests)
async def list_requests(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_READ)], session: Session, after: After, limit: Limit = 20
) -> object:
    """List her requests, newest first."""
    items, last = await answering.my_page(session, actor=actor, limit=limit, after=after)
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.post("/requests/preview", response_model=Preview)
async def preview(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_SUBMIT, keyed=False)], session: Session, said: inputs.PreviewRequest
) -> object:
    """Say who would hear of it, before anything is sent."""
    return await previewing.for_her(session, actor=actor, said=said)


@router.get("/requests/{request_id}", response_model=RequestForWoman)
async def read(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_READ)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Show one request."""
    return await queries.my_request(session, actor=actor, request_id=request_id)


@router.post("/receipt-numbers", response_model=NumberBlock, status_code=status.HTTP_201_CREATED)
async def give_numbers(actor: Annotated[Actor, may(Action.HELP_REQUEST_SUBMIT)], session: Session) -> object:
    """Give twenty numbers in advance."""
    return await answering.number_block(session, actor=actor)


@router.post("/requests/{request_id}/messages", response_model=RequestForWoman)
async def write(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_WRITE)], session: Session, request_id: UUID, said: inputs.Message
) -> dict[str, Any]:
    """Add a line."""
    request = await her_moves.write(session, actor=actor, request_id=request_id, said=said)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/confirm", response_model=RequestForWoman)
async def confirm(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_CONFIRM)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Say that it is solved."""
    request = await her_moves.confirm(session, actor=actor, request_id=request_id)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/reopen", response_model=RequestForWoman)
async def reopen(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REOPEN)], session: Session, request_id: UUID, said: inputs.Reopen
) -> dict[str, Any]:
    """Say that it is not solved."""
    request = await her_moves.reopen(session, actor=actor, request_id=request_id, said=said)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/withdraw", response_model=RequestForWoman)
async def withdraw(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_WITHDRAW)],
    session: Session,
    request_id: UUID,
    said: inputs.Withdraw,
) -> dict[str, Any]:
    """Stop, or stop and erase."""
    request = await her_moves.withdraw(session, actor=actor, request_id=request_id, said=said)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/rate", response_model=RequestForWoman)
async def rate(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_RATE)], session: Session, request_id: UUID, said: inputs.Rate
) -> dict[str, Any]:
    """Give one face for the last finish."""
    request = await her_moves.rate(session, actor=actor, request_id=request_id, said=said)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/urge", response_model=RequestForWoman)
async def urge(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_URGE)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Press for an answer."""
    request = await her_moves.urge(session, actor=actor, request_id=request_id)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/review", response_model=RequestForWoman)
async def review(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REVIEW)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Ask somebody else to look at a refusal."""
    request = await her_moves.review(session, actor=actor, request_id=request_id)
    return await queries.for_her(session, actor=actor, request=request)


@router.post("/requests/{request_id}/resubmit", response_model=RequestForWoman)
async def resubmit(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_RESUBMIT)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Send a stopped request again."""
    request = await her_moves.resubmit(session, actor=actor, request_id=request_id)
    return await queries.for_her(session, actor=actor, request=request)
