"""Sheets an administrator brings in: contacts, townships and villages, days off; looked over first."""

from typing import Annotated

from fastapi import APIRouter

from app.domain.imports import contacts, divisions, taking, work_days
from app.domain.imports.inputs import SendSheet
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.loan_tracker import SheetTaken

router = APIRouter(prefix="/v1/admin/imports", tags=["admin"], route_class=KeyedRoute)
County = Annotated[Actor, may(Action.COUNTY_VERSION_MANAGE)]


@router.post("/contacts", response_model=SheetTaken)
async def import_contacts(
    actor: Annotated[Actor, may(Action.CONTACT_MANAGE)], session: Session, said: SendSheet
) -> object:
    """Look a sheet of contacts over; then take it in."""
    return await taking.take(session, actor=actor, sheet=contacts.SHEET, said=said)


@router.post("/divisions", response_model=SheetTaken)
async def import_divisions(actor: County, session: Session, said: SendSheet) -> object:
    """Look a sheet of townships and villages over; then take it in."""
    return await taking.take(session, actor=actor, sheet=divisions.SHEET, said=said)


@router.post("/work-days", response_model=SheetTaken)
async def import_work_days(actor: County, session: Session, said: SendSheet) -> object:
    """Look a sheet of days off over; then take it in."""
    return await taking.take(session, actor=actor, sheet=work_days.SHEET, said=said)
