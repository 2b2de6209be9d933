"""The reviewing desk of 人社局 and 妇联: providers, courses, reports of wrong information."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, StringConstraints

from app import clock
from app.domain import deciding, reviews
from app.domain.places import place_of
from app.domain.plain_text import PLAIN
from app.domain.providers import applying, inputs
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.reviews import ApplicationTaken, ReviewDetail, ReviewPage, ReviewSettled

router = APIRouter(prefix="/v1/desk/reviews", tags=["desk reviews"], route_class=KeyedRoute)


class GiveBack(BaseModel):
    """Why it cannot stay as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500, pattern=PLAIN)]


class Accept(BaseModel):
    """Whether what was reported is a scam; of other reviews nothing needs to be said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scam: bool = False


@router.get("", response_model=ReviewPage)
async def list_reviews(
    actor: Annotated[Actor, may(Action.REVIEW_READ)], session: Session, after: After, limit: Limit = 20
) -> object:
    """List what waits, the first due first."""
    rows = await reviews.waiting(session, actor=actor, limit=limit + 1, after=place_of(after))
    last = rows[limit - 1] if len(rows) > limit else None
    items = [reviews.shown(row, clock.now()) for row in rows[:limit]]
    return {"items": items, "next": cursor_of(last.due_at, last.id) if last else None}


@router.get("/{review_id}", response_model=ReviewDetail)
async def show_review(
    actor: Annotated[Actor, may(Action.REVIEW_DECIDE)], session: Session, review_id: UUID, response: Response
) -> object:
    """Show one with all that has to be checked."""
    shown = await deciding.detail(session, actor=actor, review_id=review_id)
    tag(response, shown["version"])
    return shown


@router.post("/providers", response_model=ApplicationTaken, status_code=status.HTTP_201_CREATED)
async def invite_provider(
    actor: Annotated[Actor, may(Action.REVIEW_DECIDE)], session: Session, said: inputs.Organisation
) -> object:
    """Write down an organisation this office asks to post; it is checked like any other."""
    return await applying.invite(session, actor=actor, said=said)


@router.post("/{review_id}/accept", response_model=ReviewSettled)
async def accept(
    actor: Annotated[Actor, may(Action.REVIEW_DECIDE)],
    session: Session,
    review_id: UUID,
    expected: ExpectedVersion,
    said: Accept | None = None,
) -> object:
    """Say yes; reports are right, or even a scam."""
    scam = said is not None and said.scam
    return await deciding.accept(session, actor=actor, review_id=review_id, expected=expected, scam=scam)


@router.post("/{review_id}/return", response_model=ReviewSettled)
async def give_back(
    actor: Annotated[Actor, may(Action.REVIEW_DECIDE)],
    session: Session,
    review_id: UUID,
    expected: ExpectedVersion,
    said: GiveBack,
) -> object:
    """Say no, with a reason."""
    return await deciding.give_back(session, actor=actor, review_id=review_id, expected=expected, reason=said.reason)
