"""The administrator's list of agencies and counsellors, with papers that a second administrator checks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, status

from app.domain.counselling import counsellors, inputs
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.counselling_county import Added, AgencyShown, Counsellors, PaperShown

router = APIRouter(prefix="/v1/admin", tags=["admin counselling"], route_class=KeyedRoute)
Admin = Annotated[Actor, may(Action.COUNSELLOR_MANAGE)]


@router.get("/counsellors", response_model=Counsellors)
async def list_counsellors(actor: Admin, session: Session) -> dict[str, Any]:
    """List agencies and counsellors, and who may be booked today."""
    return await counsellors.listed(session, actor=actor)


@router.post("/counsellors", response_model=Added, status_code=status.HTTP_201_CREATED)
async def add_counsellor(actor: Admin, session: Session, said: inputs.AddCounsellor) -> dict[str, Any]:
    """Put a worker on the list."""
    return {"id": await counsellors.add(session, actor=actor, said=said)}


@router.post("/counsellors/{counsellor_id}/end", status_code=status.HTTP_204_NO_CONTENT)
async def end_counsellor(actor: Admin, session: Session, counsellor_id: UUID) -> None:
    """Take a counsellor off the list."""
    await counsellors.end(session, actor=actor, counsellor_id=counsellor_id)


@router.post("/counselling-agencies", response_model=AgencyShown, status_code=status.HTTP_201_CREATED)
async def add_agency(actor: Admin, session: Session, said: inputs.AddAgency) -> dict[str, Any]:
    """Put an agency on the list."""
    return await counsellors.add_agency(session, actor=actor, said=said)


@router.post("/counselling-qualifications", response_model=PaperShown, status_code=status.HTTP_201_CREATED)
async def add_qualification(actor: Admin, session: Session, said: inputs.AddQualification) -> dict[str, Any]:
    """Enter a certificate; it counts once another administrator has checked it."""
    return await counsellors.add_qualification(session, actor=actor, said=said)


@router.post("/counselling-qualifications/{qualification_id}/check", response_model=PaperShown)
async def check_qualification(actor: Admin, session: Session, qualification_id: UUID) -> dict[str, Any]:
    """Say, as another administrator, that the paper was seen."""
    return await counsellors.check_qualification(session, actor=actor, qualification_id=qualification_id)
