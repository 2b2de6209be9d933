"""The desks' side of questions for everybody: write one anew, agree to another's, take one down (MSG-06)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.places import place_of
from app.domain.public_answers import commands, inputs, queries
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.public_answers import PublicAnswers, PublicAnswerShown
from app.vocabulary import PublicAnswerState

router = APIRouter(prefix="/v1/desk/public-answers", tags=["desk public answers"], route_class=KeyedRoute)


@router.get("", response_model=PublicAnswers)
async def list_texts(
    actor: Annotated[Actor, may(Action.PUBLIC_ANSWER_WRITE)],
    session: Session,
    after: After,
    state: PublicAnswerState = PublicAnswerState.WAITING,
    limit: Limit = 20,
) -> object:
    """List texts in one state, the newest first."""
    place = place_of(after)
    items, last = await queries.of_desks(session, actor=actor, state=state, limit=limit, after=place)
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.post("", response_model=PublicAnswerShown, status_code=status.HTTP_201_CREATED)
async def write(
    actor: Annotated[Actor, may(Action.PUBLIC_ANSWER_WRITE)], session: Session, said: inputs.WriteAnswer
) -> object:
    """Write a question anew for everybody."""
    return await commands.write(session, actor=actor, said=said)


@router.post("/{answer_id}/decide", response_model=PublicAnswerShown)
async def decide(
    actor: Annotated[Actor, may(Action.PUBLIC_ANSWER_DECIDE)],
    session: Session,
    answer_id: UUID,
    expected: ExpectedVersion,
    said: inputs.DecideAnswer,
    response: Response,
) -> dict[str, Any]:
    """Agree to what another wrote, or give it back."""
    shown = await commands.decide(session, actor=actor, answer_id=answer_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{answer_id}/take-down", response_model=PublicAnswerShown)
async def take_down(
    actor: Annotated[Actor, may(Action.PUBLIC_ANSWER_WRITE)],
    session: Session,
    answer_id: UUID,
    expected: ExpectedVersion,
    said: inputs.TakeDown,
    response: Response,
) -> dict[str, Any]:
    """Take a text off the page."""
    shown = await commands.take_down(session, actor=actor, answer_id=answer_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown
