"""The desk's queues and the override by number."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, status
from sse_starlette import EventSourceResponse

from app.domain.help_requests import answering, bulk, finding, inputs, looking, queries, queues, workload
from app.domain.help_requests.queues import Asked, Queue
from app.http import tokens
from app.http.actor import bearer
from app.http.desk_streams import open_stream
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.narrowing import QueueFilters
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.queues import Assignees, HandOvers, ManyAssigned, QueuePage, Queues, RequestsFound
from app.schemas.requests import StepTaken

router = APIRouter(prefix="/v1/desk", tags=["desk queues"], route_class=KeyedRoute)
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": "event: queues | end", "content": {"text/event-stream": {}}}
}


@router.get("/queues", response_model=Queues)
async def count_queues(actor: Annotated[Actor, may(Action.QUEUE_READ)], session: Session) -> object:
    """Count every queue."""
    return {"queues": await queues.counts(session, actor=actor)}


@router.get("/queues/stream", response_class=EventSourceResponse, responses=STREAMED)
async def stream(actor: Annotated[Actor, may(Action.QUEUE_READ)], request: Request) -> EventSourceResponse:
    """Push every count whenever it may have changed; numbers only, never a content."""
    return open_stream(actor, tokens.ends_at(bearer(request)))


@router.get("/requests", response_model=QueuePage)
async def list_queue(
    actor: Annotated[Actor, may(Action.QUEUE_READ)],
    session: Session,
    after: After,
    narrowed: QueueFilters,
    queue: Queue = Queue.TO_ACCEPT,
    limit: Limit = 50,
) -> object:
    """List one queue, nearest due first; the filters are codes."""
    asked = Asked(queue, limit, narrowed=narrowed)
    items, last = await answering.queue_page(session, actor=actor, asked=asked, after=after)
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.post("/requests/search", response_model=RequestsFound)
async def search(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_SEARCH, keyed=False)], session: Session, said: inputs.Find
) -> object:
    """Find a request by its exact number or its asker's phone; the look is written down."""
    return {"items": await finding.find(session, actor=actor, said=said)}


@router.get("/hand-overs", response_model=HandOvers)
async def list_hand_overs(
    actor: Annotated[Actor, may(Action.QUEUE_READ)], session: Session, limit: Limit = 50
) -> object:
    """List the open work of colleagues who are away today."""
    return {"items": await answering.hand_overs(session, actor=actor, limit=limit)}


@router.get("/requests/{request_id}/assignees", response_model=Assignees)
async def list_assignees(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ASSIGN)], session: Session, request_id: UUID
) -> object:
    """List who could take this office's part, with what they already have."""
    return {"items": await workload.assignees(session, actor=actor, request_id=request_id)}


@router.post("/bulk-assign", response_model=ManyAssigned)
async def assign_many(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ASSIGN)], session: Session, said: inputs.AssignMany
) -> object:
    """Give up to a hundred requests to a colleague; each is answered on its own."""
    return {"items": await bulk.assign(session, actor=actor, said=said)}


@router.post("/overrides", response_model=StepTaken, status_code=status.HTTP_201_CREATED)
async def override(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_OVERRIDE)], session: Session, said: inputs.Override
) -> dict[str, Any]:
    """See a sensitive request of others for three hours."""
    request = await looking.override(session, actor=actor, said=said)
    return await queries.taken(session, actor=actor, request=request)
