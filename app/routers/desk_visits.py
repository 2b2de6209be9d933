"""Visits: planned by village and township, counted for township and county."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from app.domain.visits import commands, coverage, inputs, queries
from app.domain.visits.coverage import Quarter
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.visits import VisitCoverage, VisitForDesk, Visits, VisitsToTakeAlong

router = APIRouter(prefix="/v1/desk", tags=["desk visits"], route_class=KeyedRoute)
QuarterName = Annotated[str, Query(pattern=r"^20[0-9]{2}-Q[1-4]$", description="季度，如 2026-Q4")]


@router.get("/visits", response_model=Visits)
async def list_visits(
    actor: Annotated[Actor, may(Action.VISIT_READ)],
    session: Session,
    quarter: QuarterName | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """List the visits of one's places."""
    chosen = Quarter.parse(quarter) if quarter else None
    return await queries.in_places(session, actor=actor, quarter=chosen, limit=limit)


@router.post("/visits", response_model=VisitForDesk, status_code=status.HTTP_201_CREATED)
async def plan(
    actor: Annotated[Actor, may(Action.VISIT_MAKE)], session: Session, said: inputs.PlanVisit, response: Response
) -> dict[str, Any]:
    """Plan a visit to a woman of the ledger."""
    visit = await commands.plan(session, actor=actor, said=said)
    tag(response, visit.version)
    return await queries.shown(session, actor=actor, visit=visit)


@router.get("/visits/to-take-along", response_model=VisitsToTakeAlong)
async def take_along(actor: Annotated[Actor, may(Action.VISIT_MAKE)], session: Session) -> dict[str, Any]:
    """List one's own planned visits for a telephone without a signal."""
    return await queries.to_take_along(session, actor=actor)


@router.put("/visits/{visit_id}", response_model=VisitForDesk)
async def beside(
    actor: Annotated[Actor, may(Action.VISIT_MAKE)],
    session: Session,
    visit_id: UUID,
    said: inputs.VisitBeside,
    response: Response,
) -> dict[str, Any]:
    """Write down a visit nobody had planned, under the telephone's own id."""
    visit = await commands.beside(session, actor=actor, visit_id=visit_id, said=said)
    tag(response, visit.version)
    return await queries.shown(session, actor=actor, visit=visit)


@router.get("/visits/{visit_id}", response_model=VisitForDesk)
async def show(
    actor: Annotated[Actor, may(Action.VISIT_READ)], session: Session, visit_id: UUID, response: Response
) -> dict[str, Any]:
    """Show one visit; the look is written down."""
    shown = await queries.one(session, actor=actor, visit_id=visit_id)
    tag(response, shown["version"])
    return shown


@router.post("/visits/{visit_id}/made", response_model=VisitForDesk)
async def made(
    actor: Annotated[Actor, may(Action.VISIT_MAKE)],
    session: Session,
    visit_id: UUID,
    expected: ExpectedVersion,
    said: inputs.VisitMade,
    response: Response,
) -> dict[str, Any]:
    """Write down one's own visit."""
    visit = await commands.made(session, actor=actor, visit_id=visit_id, expected=expected, said=said)
    tag(response, visit.version)
    return await queries.shown(session, actor=actor, visit=visit)


@router.post("/visits/{visit_id}/not-made", response_model=VisitForDesk)
async def not_made(
    actor: Annotated[Actor, may(Action.VISIT_MAKE)],
    session: Session,
    visit_id: UUID,
    expected: ExpectedVersion,
    said: inputs.VisitNotMade,
    response: Response,
) -> dict[str, Any]:
    """Write down why a visit was not made."""
    visit = await commands.not_made(session, actor=actor, visit_id=visit_id, expected=expected, said=said)
    tag(response, visit.version)
    return await queries.shown(session, actor=actor, visit=visit)


@router.get("/visit-coverage", response_model=VisitCoverage)
async def count(
    actor: Annotated[Actor, may(Action.VISIT_COUNT)], session: Session, quarter: QuarterName
) -> dict[str, Any]:
    """Count a quarter's visits by village; small numbers are hidden."""
    return await coverage.by_village(session, actor=actor, quarter=Quarter.parse(quarter))
