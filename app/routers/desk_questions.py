"""The desk's anonymous questions: list, look, answer, close."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.domain.places import place_of
from app.domain.questions import answering, inputs
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.questions import QuestionForDesk, QuestionPage
from app.vocabulary import QuestionState

router = APIRouter(prefix="/v1/desk/questions", tags=["desk questions"], route_class=KeyedRoute)


@router.get("", response_model=QuestionPage)
async def list_questions(
    actor: Annotated[Actor, may(Action.QUESTION_READ)],
    session: Session,
    after: After,
    state: QuestionState = QuestionState.OPEN,
    limit: Limit = 20,
) -> object:
    """List the desk's questions, nearest due first."""
    place = place_of(after)
    items, last = await answering.page(session, actor=actor, state=state, limit=limit, after=place)
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.get("/{question_id}", response_model=QuestionForDesk)
async def read(
    actor: Annotated[Actor, may(Action.QUESTION_READ)], session: Session, question_id: UUID, response: Response
) -> dict[str, Any]:
    """Show one question."""
    shown = await answering.look(session, actor=actor, question_id=question_id)
    tag(response, shown["version"])
    return shown


@router.post("/{question_id}/answer", response_model=QuestionForDesk)
async def answer(
    actor: Annotated[Actor, may(Action.QUESTION_ANSWER)],
    session: Session,
    question_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.AnswerQuestion,
) -> dict[str, Any]:
    """Answer it."""
    shown = await answering.answer(session, actor=actor, question_id=question_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{question_id}/close", response_model=QuestionForDesk)
async def close(
    actor: Annotated[Actor, may(Action.QUESTION_ANSWER)],
    session: Session,
    question_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> dict[str, Any]:
    """Take it off the desk."""
    shown = await answering.close(session, actor=actor, question_id=question_id, expected=expected)
    tag(response, shown["version"])
    return shown
