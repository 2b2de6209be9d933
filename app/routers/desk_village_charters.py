"""村规民约: recorded by village and township, listed where the clause of care is missing."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status

from app.domain.visits import charters, inputs
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.visits import CharterHistory, VillagesWithout

router = APIRouter(prefix="/v1/desk/village-charters", tags=["desk village charters"], route_class=KeyedRoute)


@router.get("/without-clause", response_model=VillagesWithout)
async def without_clause(
    actor: Annotated[Actor, may(Action.VILLAGE_CHARTER_READ)],
    session: Session,
    after: Annotated[str, Query(pattern=r"^([0-9]{12})?$")] = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the villages without a clause of care, or without any record."""
    return await charters.without_clause(session, actor=actor, after=after, limit=limit)


@router.post("", response_model=CharterHistory, status_code=status.HTTP_201_CREATED)
async def record(
    actor: Annotated[Actor, may(Action.VILLAGE_CHARTER_RECORD)], session: Session, said: inputs.RecordCharter
) -> dict[str, Any]:
    """Record what a village's charter says; earlier records stay."""
    return await charters.record(session, actor=actor, said=said)


@router.get("/{village}", response_model=CharterHistory)
async def history(
    actor: Annotated[Actor, may(Action.VILLAGE_CHARTER_READ)],
    session: Session,
    village: Annotated[str, Path(pattern=r"^[0-9]{12}$")],
) -> dict[str, Any]:
    """Show one village's records, the newest first."""
    return await charters.history(session, actor=actor, village=village)
