"""Entries that look like one woman: listed, merged by two people, put back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from app.domain.ledger import duplicates, inputs
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.ledger import Pairs, PairShown
from app.vocabulary import PairState

router = APIRouter(prefix="/v1/desk/duplicates", tags=["desk registrations"], route_class=KeyedRoute)
Merger = Annotated[Actor, may(Action.LEDGER_MERGE)]


@router.get("", response_model=Pairs)
async def list_pairs(
    actor: Annotated[Actor, may(Action.DUPLICATE_READ)],
    session: Session,
    state: PairState | None = None,
    limit: Limit = 50,
) -> object:
    """List the pairs of which one may see both."""
    return {"items": await duplicates.pairs(session, actor=actor, state=state, limit=limit)}


@router.post("/{pair_id}/propose", response_model=PairShown)
async def propose(actor: Merger, session: Session, pair_id: UUID, said: inputs.ProposeMerge) -> object:
    """Propose which one stays."""
    return await duplicates.propose(session, actor=actor, pair_id=pair_id, said=said)


@router.post("/{pair_id}/decide", response_model=PairShown)
async def decide(actor: Merger, session: Session, pair_id: UUID, said: inputs.DecideMerge) -> object:
    """Agree, or not, to another's merge."""
    return await duplicates.decide(session, actor=actor, pair_id=pair_id, agree=said.agree)


@router.post("/{pair_id}/dismiss", response_model=PairShown)
async def dismiss(actor: Merger, session: Session, pair_id: UUID) -> object:
    """Say that they are two people."""
    return await duplicates.dismiss(session, actor=actor, pair_id=pair_id)


@router.post("/{pair_id}/undo", response_model=PairShown)
async def undo(actor: Merger, session: Session, pair_id: UUID) -> object:
    """Put both back as they were, within thirty days."""
    return await duplicates.undo(session, actor=actor, pair_id=pair_id)
