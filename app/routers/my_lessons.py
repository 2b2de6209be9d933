"""Her own way through the lessons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from app.domain.lessons import following, inputs
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.lessons import MyLessons, ProgressShown

router = APIRouter(prefix="/v1", tags=["my lessons"], route_class=KeyedRoute)
Woman = Annotated[Actor, may(Action.LESSON_FOLLOW)]


@router.get("/my/lessons", response_model=MyLessons)
async def list_mine(actor: Woman, session: Session) -> object:
    """List what she has begun, and what may suit her house."""
    return await following.mine(session, actor=actor)


@router.get("/lessons/{lesson_id}/progress", response_model=ProgressShown)
async def show(actor: Woman, session: Session, lesson_id: UUID) -> object:
    """Say where she stopped."""
    return await following.show(session, actor=actor, lesson_id=lesson_id)


@router.put("/lessons/{lesson_id}/progress", response_model=ProgressShown)
async def keep(actor: Woman, session: Session, lesson_id: UUID, said: inputs.Played) -> object:
    """Put together what this phone has played with what others have."""
    return await following.keep(session, actor=actor, lesson_id=lesson_id, said=said)
