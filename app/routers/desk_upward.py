"""Problems, good practice and advice reported to the county, with what came of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.places import place_of
from app.domain.upward import commands, inputs, queries
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.figures import UpwardPage, UpwardShown
from app.vocabulary import UpwardState

router = APIRouter(prefix="/v1/desk/upward-reports", tags=["desk upward"], route_class=KeyedRoute)
Sender = Annotated[Actor, may(Action.UPWARD_SEND)]
Desk = Annotated[Actor, may(Action.UPWARD_ANSWER)]


@router.get("", response_model=UpwardPage)
async def list_reports(
    actor: Sender, session: Session, after: After, state: UpwardState | None = None, limit: Limit = 20
) -> object:
    """List one's own reports; the county's desk lists all."""
    items, last = await queries.page(session, actor=actor, state=state, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*last) if last else None}


@router.post("", response_model=UpwardShown, status_code=status.HTTP_201_CREATED)
async def send(actor: Sender, session: Session, said: inputs.SendUp, response: Response) -> object:
    """Report to the county."""
    row = await commands.send(session, actor=actor, said=said)
    tag(response, row.version)
    return await queries.shown(session, actor=actor, row=row)


@router.get("/{report_id}", response_model=UpwardShown)
async def show(actor: Sender, session: Session, report_id: UUID, response: Response) -> object:
    """Show one report."""
    shown = await queries.one(session, actor=actor, report_id=report_id)
    tag(response, shown["version"])
    return shown


@router.post("/{report_id}/take-up", response_model=UpwardShown)
async def take_up(
    actor: Desk, session: Session, report_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Say that the county looks into it."""
    row = await commands.take_up(session, actor=actor, report_id=report_id, expected=expected)
    tag(response, row.version)
    return await queries.shown(session, actor=actor, row=row)


@router.post("/{report_id}/answer", response_model=UpwardShown)
async def answer(
    actor: Desk,
    session: Session,
    report_id: UUID,
    expected: ExpectedVersion,
    said: inputs.AnswerUp,
    response: Response,
) -> object:
    """Answer it."""
    row = await commands.answer(session, actor=actor, report_id=report_id, expected=expected, said=said)
    tag(response, row.version)
    return await queries.shown(session, actor=actor, row=row)
