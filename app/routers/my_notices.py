"""Her notices."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field

from app.domain.inboxes import page
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.notifications import inbox
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.notices import Notices

router = APIRouter(prefix="/v1/my/notices", tags=["my notices"], route_class=KeyedRoute)


class Read(BaseModel):
    """Which notices were read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]


@router.get("", response_model=Notices)
async def list_notices(
    actor: Annotated[Actor, may(Action.NOTICE_READ)], session: Session, after: After, limit: Limit = 20
) -> object:
    """List notices, newest first."""
    items, last = await page(session, actor=actor, limit=limit, after=after)
    unread = await inbox.unread(session, actor=actor)
    return {"items": items, "next": cursor_of(*last) if last else None, "unread": unread}


@router.post("/read", status_code=status.HTTP_204_NO_CONTENT)
async def mark_read(actor: Annotated[Actor, may(Action.NOTICE_READ)], session: Session, read: Read) -> None:
    """Mark notices as read."""
    await inbox.mark_read(session, actor=actor, ids=list(read.ids))
