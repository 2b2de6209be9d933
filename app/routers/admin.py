"""The administrator's side: offices, people, contacts, rosters, absences, gaps, versions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.governance import duty, holds, inputs, people, proposals, settings
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.governance import (
    ContactShown,
    Gaps,
    Invited,
    OfficeShown,
    Planned,
    Proposals,
    ProposalShown,
    ShiftShown,
    StaffShown,
    VersionShown,
)
from app.schemas.rights import Holds

router = APIRouter(prefix="/v1/admin", tags=["admin"], route_class=KeyedRoute)


@router.get("/offices", response_model=list[OfficeShown])
async def list_offices(actor: Annotated[Actor, may(Action.OFFICE_MANAGE)], session: Session) -> object:
    """List every office."""
    return await settings.offices(session, actor=actor)


@router.put("/offices/{code}", response_model=OfficeShown)
async def edit_office(
    actor: Annotated[Actor, may(Action.OFFICE_MANAGE)],
    session: Session,
    code: str,
    expected: ExpectedVersion,
    said: inputs.EditOffice,
    response: Response,
) -> object:
    """Change an office's phone or its end."""
    shown = await settings.edit_office(session, actor=actor, code=code, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.get("/staff", response_model=list[StaffShown])
async def list_staff(
    actor: Annotated[Actor, may(Action.STAFF_MANAGE)], session: Session, office: str | None = None, limit: Limit = 50
) -> object:
    """List workers with their posts."""
    return await people.staff(session, actor=actor, office=office, limit=limit)


@router.post("/staff/invitations", response_model=Invited, status_code=status.HTTP_201_CREATED)
async def invite(actor: Annotated[Actor, may(Action.STAFF_MANAGE)], session: Session, said: inputs.Invite) -> object:
    """Invite a worker; the code is shown this once."""
    return await proposals.invite(session, actor=actor, said=said)


@router.post("/staff/{staff_id}/grants", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def grant(
    actor: Annotated[Actor, may(Action.STAFF_MANAGE)], session: Session, staff_id: UUID, said: inputs.Grant
) -> object:
    """Propose one more post for a worker; another administrator has to agree."""
    return await proposals.propose_grant(session, actor=actor, staff_id=staff_id, said=said)


@router.delete("/staff/{staff_id}/grants/{grant_id}", status_code=status.HTTP_204_NO_CONTENT)
async def revoke(
    actor: Annotated[Actor, may(Action.STAFF_MANAGE)], session: Session, staff_id: UUID, grant_id: UUID
) -> None:
    """Take a post away."""
    await people.revoke(session, actor=actor, staff_id=staff_id, grant_id=grant_id)


@router.post("/staff/{staff_id}/disable", status_code=status.HTTP_204_NO_CONTENT)
async def disable(actor: Annotated[Actor, may(Action.STAFF_MANAGE)], session: Session, staff_id: UUID) -> None:
    """Let a worker act no more."""
    await people.disable(session, actor=actor, staff_id=staff_id)


@router.get("/contacts", response_model=list[ContactShown])
async def list_contacts(
    actor: Annotated[Actor, may(Action.CONTACT_MANAGE)],
    session: Session,
    service: str | None = None,
    limit: Limit = 50,
) -> object:
    """List who answers for which service where."""
    return await settings.contacts(session, actor=actor, service=service, limit=limit)


@router.put("/contacts", response_model=ContactShown)
async def name_contact(
    actor: Annotated[Actor, may(Action.CONTACT_MANAGE)], session: Session, said: inputs.NameContact
) -> object:
    """Name who answers for a service."""
    return await settings.name_contact(session, actor=actor, said=said)


@router.delete("/contacts/{contact_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_contact(
    actor: Annotated[Actor, may(Action.CONTACT_MANAGE)], session: Session, contact_id: UUID
) -> None:
    """Take a contact off the list."""
    await settings.remove_contact(session, actor=actor, contact_id=contact_id)


@router.put("/rosters", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def name_roster(
    actor: Annotated[Actor, may(Action.ROSTER_MANAGE)], session: Session, said: inputs.NameRoster
) -> object:
    """Propose the people of a closed service in a township; another administrator has to agree."""
    return await proposals.propose_roster(session, actor=actor, said=said)


@router.get("/proposals", response_model=Proposals)
async def list_proposals(
    actor: Annotated[Actor, may(Action.PROPOSAL_DECIDE)], session: Session, limit: Limit = 50
) -> object:
    """List what waits for a second person."""
    return {"items": await proposals.waiting(session, actor=actor, limit=limit)}


@router.post("/proposals/{proposal_id}/decide", response_model=ProposalShown)
async def decide(
    actor: Annotated[Actor, may(Action.PROPOSAL_DECIDE)], session: Session, proposal_id: UUID, said: inputs.Decide
) -> object:
    """Agree, or not, to another's proposal."""
    return await proposals.decide(session, actor=actor, proposal_id=proposal_id, agree=said.agree)


@router.post("/absences", response_model=Planned, status_code=status.HTTP_201_CREATED)
async def plan_absence(
    actor: Annotated[Actor, may(Action.ABSENCE_MANAGE)], session: Session, said: inputs.Away
) -> object:
    """Say who stands in for whom."""
    return {"id": await settings.plan_absence(session, actor=actor, said=said)}


@router.get("/duty-shifts", response_model=list[ShiftShown])
async def list_shifts(
    actor: Annotated[Actor, may(Action.ROSTER_MANAGE)], session: Session, limit: Limit = 50
) -> object:
    """List the duty shifts to come."""
    return await duty.shifts(session, actor=actor, limit=limit)


@router.post("/duty-shifts", response_model=ShiftShown, status_code=status.HTTP_201_CREATED)
async def plan_shift(
    actor: Annotated[Actor, may(Action.ROSTER_MANAGE)], session: Session, said: inputs.PlanShift
) -> object:
    """Put a worker on duty."""
    return await duty.plan(session, actor=actor, said=said)


@router.delete("/duty-shifts/{shift_id}", status_code=status.HTTP_204_NO_CONTENT)
async def cancel_shift(actor: Annotated[Actor, may(Action.ROSTER_MANAGE)], session: Session, shift_id: UUID) -> None:
    """Take a shift off the plan."""
    await duty.cancel(session, actor=actor, shift_id=shift_id)


@router.get("/coverage-gaps", response_model=Gaps)
async def list_gaps(actor: Annotated[Actor, may(Action.COVERAGE_READ)], session: Session) -> object:
    """List each service × township nobody answers for."""
    items = await settings.gaps(session, actor=actor)
    return {"count": len(items), "items": items}


@router.get("/versions", response_model=list[VersionShown])
async def list_versions(actor: Annotated[Actor, may(Action.COUNTY_VERSION_MANAGE)], session: Session) -> object:
    """List the county's versions."""
    return await settings.versions(session, actor=actor)


@router.get("/legal-holds", response_model=Holds)
async def list_holds(actor: Annotated[Actor, may(Action.HOLD_READ)], session: Session, limit: Limit = 50) -> object:
    """List every order to keep."""
    return {"items": await holds.holds(session, actor=actor, limit=limit)}


@router.post("/legal-holds", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def place_hold(
    actor: Annotated[Actor, may(Action.HOLD_MANAGE)], session: Session, said: inputs.PlaceHold
) -> object:
    """Propose an order to keep; another administrator has to agree."""
    return await proposals.propose_hold(session, actor=actor, said=said)


@router.post("/legal-holds/{hold_id}/release", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def release_hold(
    actor: Annotated[Actor, may(Action.HOLD_MANAGE)], session: Session, hold_id: UUID, said: inputs.ReleaseHold
) -> object:
    """Propose to end an order to keep; another administrator has to agree."""
    return await proposals.propose_release(session, actor=actor, hold_id=hold_id, said=said)
