"""The county's settings and contacts as the administrator sees them whole: the matrix, what differs, taking back."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from app.domain.catalogue import differences
from app.domain.governance import contact_matrix, inputs, proposals, settings
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.governance import Confirmed, ContactMatrix, ProposalShown, RolledBack, SettingsDifference

router = APIRouter(prefix="/v1/admin", tags=["admin settings"], route_class=KeyedRoute)
Version = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/contact-matrix", response_model=ContactMatrix)
async def show_matrix(actor: Annotated[Actor, may(Action.COVERAGE_READ)], session: Session) -> object:
    """Draw service × township: who answers, and where nobody does."""
    return await contact_matrix.matrix(session, actor=actor)


@router.post("/office-changes", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def change_offices(
    actor: Annotated[Actor, may(Action.OFFICE_MANAGE)], session: Session, said: inputs.ChangeOffices
) -> object:
    """Propose that offices are renamed or merged on a day; another administrator has to agree."""
    return await proposals.propose_office_change(session, actor=actor, said=said)


@router.post("/contacts/confirm", response_model=Confirmed)
async def confirm(
    actor: Annotated[Actor, may(Action.CONTACT_MANAGE)], session: Session, said: inputs.ConfirmContacts
) -> object:
    """Say of contacts that they are still right this month."""
    return {"confirmed": await contact_matrix.confirm(session, actor=actor, said=said)}


@router.get("/versions/{older}/differences/{newer}", response_model=SettingsDifference)
async def compare(
    actor: Annotated[Actor, may(Action.COUNTY_VERSION_MANAGE)], session: Session, older: Version, newer: Version
) -> object:
    """Say what differs between two versions of the settings."""
    return await differences.between(session, county=actor.county, older=older, newer=newer)


@router.post("/versions/roll-back", response_model=RolledBack)
async def roll_back(
    actor: Annotated[Actor, may(Action.COUNTY_VERSION_MANAGE)], session: Session, said: inputs.RollBack
) -> object:
    """Take the last settings back in one act."""
    return await settings.roll_back(session, actor=actor, said=said)
