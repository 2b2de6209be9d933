"""The desk of the ledger: village, township and county verify in turn."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from app.domain.ledger import inputs, verifying
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.ledger import LedgerRevealed, RegistrationForDesk, Registrations
from app.vocabulary import LedgerState

router = APIRouter(prefix="/v1/desk/registrations", tags=["desk registrations"], route_class=KeyedRoute)


@router.get("", response_model=Registrations)
async def list_registrations(
    actor: Annotated[Actor, may(Action.LEDGER_READ)],
    session: Session,
    state: LedgerState | None = None,
    limit: Limit = 50,
) -> object:
    """List the registrations of one's places, with counts."""
    return await verifying.registrations(session, actor=actor, state=state, limit=limit)


@router.get("/{entry_id}", response_model=RegistrationForDesk)
async def show(
    actor: Annotated[Actor, may(Action.LEDGER_READ)], session: Session, entry_id: UUID, response: Response
) -> object:
    """Show one registration; the look is written down."""
    shown = await verifying.registration(session, actor=actor, entry_id=entry_id)
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/flags", response_model=RegistrationForDesk, status_code=201)
async def flag(
    actor: Annotated[Actor, may(Action.LEDGER_FLAG)], session: Session, entry_id: UUID, said: inputs.Flag
) -> object:
    """Add a key-group fact."""
    return await verifying.flag(session, actor=actor, entry_id=entry_id, said=said)


@router.post("/{entry_id}/reveal", response_model=LedgerRevealed)
async def reveal(
    actor: Annotated[Actor, may(Action.LEDGER_REVEAL)], session: Session, entry_id: UUID, said: inputs.RevealEntry
) -> object:
    """Show name, phone and ID number in full, with a reason."""
    return await verifying.reveal(session, actor=actor, entry_id=entry_id, said=said)


@router.post("/{entry_id}/check-village", response_model=RegistrationForDesk)
async def check_village(
    actor: Annotated[Actor, may(Action.LEDGER_CHECK_VILLAGE)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.CheckVillage,
) -> object:
    """Say the village's word."""
    shown = await verifying.check_village(session, actor=actor, entry_id=entry_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/check-township", response_model=RegistrationForDesk)
async def check_township(
    actor: Annotated[Actor, may(Action.LEDGER_CHECK_TOWNSHIP)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.CheckTownship,
) -> object:
    """Verify for the township."""
    shown = await verifying.check_township(session, actor=actor, entry_id=entry_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/confirm", response_model=RegistrationForDesk)
async def confirm(
    actor: Annotated[Actor, may(Action.LEDGER_CONFIRM)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> object:
    """Enter her into the ledger."""
    shown = await verifying.confirm(session, actor=actor, entry_id=entry_id, expected=expected)
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/return", response_model=RegistrationForDesk)
async def give_back(
    actor: Annotated[Actor, may(Action.LEDGER_RETURN)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.ReturnEntry,
) -> object:
    """Return with a reason she can read."""
    shown = await verifying.give_back(session, actor=actor, entry_id=entry_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/apply-change", response_model=RegistrationForDesk)
async def apply_change(
    actor: Annotated[Actor, may(Action.LEDGER_CHECK_TOWNSHIP)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.DecideChange,
) -> object:
    """Apply a change she asked for."""
    shown = await verifying.decide_change(
        session, actor=actor, entry_id=entry_id, expected=expected, said=said, agree=True
    )
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/reject-change", response_model=RegistrationForDesk)
async def reject_change(
    actor: Annotated[Actor, may(Action.LEDGER_CHECK_TOWNSHIP)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.DecideChange,
) -> object:
    """Refuse a change, with a reason."""
    shown = await verifying.decide_change(
        session, actor=actor, entry_id=entry_id, expected=expected, said=said, agree=False
    )
    tag(response, shown["version"])
    return shown
