"""What of the ledger needs looking after, in one's own places."""

from typing import Annotated

from fastapi import APIRouter

from app.domain.figures import quality
from app.domain.places import place_of
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.figures import QualityOverview, QualityPage
from app.vocabulary import QualityKind

router = APIRouter(prefix="/v1/desk/data-quality", tags=["desk figures"], route_class=KeyedRoute)
Reader = Annotated[Actor, may(Action.QUALITY_READ)]


@router.get("", response_model=QualityOverview)
async def show_quality(actor: Reader, session: Session) -> object:
    """Say how much of each kind there is."""
    return await quality.overview(session, actor=actor)


@router.get("/entries", response_model=QualityPage)
async def list_entries(actor: Reader, session: Session, kind: QualityKind, after: After, limit: Limit = 20) -> object:
    """List the entries of one kind, the oldest first."""
    items, last = await quality.entries(session, actor=actor, kind=kind, limit=limit, after=place_of(after))
    return {"kind": kind, "items": items, "next": cursor_of(*last) if last else None}
