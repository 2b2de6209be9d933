"""The roster of lawyers and agencies, kept by the administrator."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.legal_aid import inputs, lawyers
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.legal_aid import LawyerForAdmin, Roster, TieShown

router = APIRouter(prefix="/v1/admin/lawyers", tags=["admin lawyers"], route_class=KeyedRoute)
Admin = Annotated[Actor, may(Action.LAWYER_MANAGE)]


@router.get("", response_model=Roster)
async def list_lawyers(actor: Admin, session: Session, limit: Limit = 50) -> object:
    """List the roster."""
    return {"items": await lawyers.roster(session, actor=actor, limit=limit)}


@router.post("", response_model=LawyerForAdmin, status_code=status.HTTP_201_CREATED)
async def enter(actor: Admin, session: Session, said: inputs.EnterLawyer) -> object:
    """Put a lawyer on the roster."""
    return await lawyers.enter(session, actor=actor, said=said)


@router.put("/{lawyer_id}", response_model=LawyerForAdmin)
async def change(
    actor: Admin,
    session: Session,
    lawyer_id: UUID,
    expected: ExpectedVersion,
    said: inputs.EnterLawyer,
    response: Response,
) -> object:
    """Change what is known of a lawyer."""
    shown = await lawyers.change(session, actor=actor, lawyer_id=lawyer_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{lawyer_id}/retire", status_code=status.HTTP_204_NO_CONTENT)
async def retire(actor: Admin, session: Session, lawyer_id: UUID) -> None:
    """Take a lawyer off the roster."""
    await lawyers.retire(session, actor=actor, lawyer_id=lawyer_id)


@router.post("/{lawyer_id}/ties", response_model=TieShown, status_code=status.HTTP_201_CREATED)
async def declare(actor: Admin, session: Session, lawyer_id: UUID, said: inputs.DeclareTie) -> object:
    """Declare whom a lawyer acts for or is related to."""
    return await lawyers.declare(session, actor=actor, lawyer_id=lawyer_id, said=said)


@router.delete("/{lawyer_id}/ties/{tie_id}", status_code=status.HTTP_204_NO_CONTENT)
async def release(actor: Admin, session: Session, lawyer_id: UUID, tie_id: UUID) -> None:
    """Take a tie back."""
    await lawyers.release(session, actor=actor, lawyer_id=lawyer_id, tie_id=tie_id)
