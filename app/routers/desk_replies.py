"""What an office says often: kept by service, scored, filled for a request (QUE-05)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from app.domain.replies import commands, inputs, queries
from app.domain.replies.blanks import BLANKS
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.replies import Replies, RepliesFilled, ReplyShown, Scored

router = APIRouter(prefix="/v1/desk", tags=["desk replies"], route_class=KeyedRoute)
ServiceCode = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]


@router.get("/saved-replies", response_model=Replies)
async def list_replies(
    actor: Annotated[Actor, may(Action.SAVED_REPLY_READ)], session: Session, service: ServiceCode = None
) -> object:
    """List what one's own office keeps."""
    known = [{"name": name, "meaning": meaning} for name, meaning in BLANKS.items()]
    return {"items": await queries.of_office(session, actor=actor, service=service), "blanks": known}


@router.post("/saved-replies", response_model=ReplyShown, status_code=status.HTTP_201_CREATED)
async def write(
    actor: Annotated[Actor, may(Action.SAVED_REPLY_WRITE)], session: Session, said: inputs.WriteReply
) -> object:
    """Keep a text."""
    return await commands.write(session, actor=actor, said=said)


@router.post("/saved-replies/score", response_model=Scored)
async def score(
    actor: Annotated[Actor, may(Action.SAVED_REPLY_READ, keyed=False)],  # noqa: ARG001  the gate is the point
    said: inputs.ScoreText,
) -> object:
    """Say how plainly a text speaks; nothing of it is kept."""
    return queries.scored(said.body)


@router.put("/saved-replies/{reply_id}", response_model=ReplyShown)
async def change(
    actor: Annotated[Actor, may(Action.SAVED_REPLY_WRITE)],
    session: Session,
    reply_id: UUID,
    expected: ExpectedVersion,
    said: inputs.WriteReply,
    response: Response,
) -> dict[str, Any]:
    """Change a text."""
    shown = await commands.change(session, actor=actor, reply_id=reply_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.delete("/saved-replies/{reply_id}", status_code=status.HTTP_204_NO_CONTENT)
async def retire(actor: Annotated[Actor, may(Action.SAVED_REPLY_WRITE)], session: Session, reply_id: UUID) -> None:
    """Show a text no more."""
    await commands.retire(session, actor=actor, reply_id=reply_id)


@router.get("/requests/{request_id}/saved-replies", response_model=RepliesFilled)
async def for_request(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_READ)], session: Session, request_id: UUID
) -> object:
    """List what fits a request, filled with what names nobody."""
    return {"items": await queries.for_request(session, actor=actor, request_id=request_id)}
