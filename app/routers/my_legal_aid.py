"""Her legal aid: the form, her application, and her own steps."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from app.domain.legal_aid import applying, complaining, deciding, inputs, papers, showing
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.legal_aid import AidForm, AidForWoman, MoneyReported, MyAid

router = APIRouter(prefix="/v1/my/legal-aid", tags=["my legal aid"], route_class=KeyedRoute)
Her = Annotated[Actor, may(Action.LEGAL_AID_APPLY)]


@router.get("/form", response_model=AidForm)
async def form(actor: Her, session: Session) -> object:
    """Give the form: numbers to call first, and no question about income."""
    return await showing.form(session, actor=actor)


@router.get("", response_model=MyAid)
async def list_mine(actor: Annotated[Actor, may(Action.LEGAL_AID_READ)], session: Session) -> object:
    """List her applications."""
    return {"items": await showing.my_list(session, actor=actor)}


@router.post("", response_model=AidForWoman, status_code=status.HTTP_201_CREATED)
async def apply(actor: Her, session: Session, said: inputs.ApplyForAid) -> object:
    """Apply, by form or by voice."""
    applied = await applying.apply(session, actor=actor, said=said)
    return await showing.for_her(applied.aid)


@router.get("/{application_id}", response_model=AidForWoman)
async def read(actor: Annotated[Actor, may(Action.LEGAL_AID_READ)], session: Session, application_id: UUID) -> object:
    """Show one application."""
    return await showing.mine(session, actor=actor, application_id=application_id)


@router.post("/{application_id}/supply-papers", response_model=AidForWoman)
async def supply_papers(actor: Her, session: Session, application_id: UUID, said: inputs.SupplyPapers) -> object:
    """Say that what was missing is there."""
    aid = await papers.supply(session, actor=actor, application_id=application_id, said=said)
    return await showing.for_her(aid)


@router.post("/{application_id}/object", response_model=AidForWoman)
async def object_to(actor: Her, session: Session, application_id: UUID) -> object:
    """Ask another person to look at a refusal."""
    return await showing.for_her(await deciding.object_to(session, actor=actor, application_id=application_id))


@router.post("/{application_id}/withdraw", response_model=AidForWoman)
async def withdraw(actor: Her, session: Session, application_id: UUID) -> object:
    """Take the application back; the request goes on."""
    return await showing.for_her(await deciding.withdraw(session, actor=actor, application_id=application_id))


@router.post("/{application_id}/report-money", response_model=MoneyReported, status_code=status.HTTP_201_CREATED)
async def report_money(actor: Her, session: Session, application_id: UUID, said: inputs.ReportMoney) -> object:
    """Report that somebody asked for money."""
    return await complaining.report_money(session, actor=actor, application_id=application_id, said=said)
