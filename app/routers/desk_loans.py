"""The desk's loans: applications and their steps for 人社局, tips on unknown agents for 公安局."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.loans import handling, importing, inputs, lateness, tips
from app.domain.places import place_of
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.loan_tracker import LatePage, LoanForDesk, LoanPage, SheetTaken, TipPage, TipShown
from app.vocabulary import LoanStage, TipState

router = APIRouter(prefix="/v1/desk/loans", tags=["desk loans"], route_class=KeyedRoute)
Worker = Annotated[Actor, may(Action.LOAN_WORK)]
Police = Annotated[Actor, may(Action.LOAN_TIP_WORK)]


@router.get("", response_model=LoanPage)
async def list_applications(
    actor: Worker, session: Session, after: After, stage: LoanStage | None = None, limit: Limit = 20
) -> object:
    """List applications, nearest due first."""
    items, last = await handling.page(session, actor=actor, stage=stage, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.post("", response_model=LoanForDesk, status_code=status.HTTP_201_CREATED)
async def begin_for_her(actor: Worker, session: Session, said: inputs.BeginForHer, response: Response) -> object:
    """Begin an application for a woman known by her telephone."""
    shown = await handling.begin_for_her(session, actor=actor, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/imports", response_model=SheetTaken)
async def import_sheet(actor: Worker, session: Session, said: inputs.ImportSheet) -> object:
    """Look a sheet of steps over; then take it in."""
    return await importing.take_sheet(session, actor=actor, said=said)


@router.get("/late", response_model=LatePage)
async def list_late(
    actor: Annotated[Actor, may(Action.LOAN_OVERSEE)], session: Session, after: After, limit: Limit = 20
) -> object:
    """List what offices left lying until it climbed to the county desk."""
    items, last = await lateness.page(session, actor=actor, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.get("/tips", response_model=TipPage)
async def list_tips(
    actor: Police, session: Session, after: After, state: TipState = TipState.OPEN, limit: Limit = 20
) -> object:
    """List tips on unknown agents."""
    items, last = await tips.page(session, actor=actor, state=state, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.get("/tips/{tip_id}", response_model=TipShown)
async def read_tip(actor: Police, session: Session, tip_id: UUID, response: Response) -> object:
    """Show one tip."""
    shown = await tips.read(session, actor=actor, tip_id=tip_id)
    tag(response, shown["version"])
    return shown


@router.post("/tips/{tip_id}/settle", response_model=TipShown)
async def settle_tip(
    actor: Police,
    session: Session,
    tip_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.SettleTip,
) -> object:
    """Write down what was done about it."""
    shown = await tips.settle(session, actor=actor, tip_id=tip_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.get("/{application_id}", response_model=LoanForDesk)
async def read(actor: Worker, session: Session, application_id: UUID, response: Response) -> object:
    """Show one application."""
    shown = await handling.read(session, actor=actor, application_id=application_id)
    tag(response, shown["version"])
    return shown


@router.post("/{application_id}/steps", response_model=LoanForDesk)
async def take_step(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.TakeStep,
) -> object:
    """Write down the stage she came to."""
    shown = await handling.step(session, actor=actor, application_id=application_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown
