"""The score sheet of offices and townships, its formula, and what a unit says to its own line."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from app.domain.assessing import inputs, scores
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.figures import ScoreSheet

router = APIRouter(prefix="/v1/desk/scores", tags=["desk figures"], route_class=KeyedRoute)
MonthName = Annotated[
    str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="整月，如 2026-10；不写就是上个月")
]


@router.get("", response_model=ScoreSheet)
async def show_scores(
    actor: Annotated[Actor, may(Action.SCORE_READ)], session: Session, month: MonthName | None = None
) -> object:
    """Show a month's sheet."""
    return await scores.sheet(session, actor=actor, month=month)


@router.post("/comments", response_model=ScoreSheet, status_code=status.HTTP_201_CREATED)
async def comment(actor: Annotated[Actor, may(Action.SCORE_COMMENT)], session: Session, said: inputs.Comment) -> object:
    """Say something to one's own line."""
    await scores.comment(session, actor=actor, said=said)
    return await scores.sheet(session, actor=actor, month=said.month)
