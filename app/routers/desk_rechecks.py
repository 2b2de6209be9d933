"""The desk of the ledger after entry: re-checks that are due, and leaving and coming back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from app.domain.ledger import inputs, leaving, rechecks
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.ledger import Rechecks, RegistrationForDesk
from app.vocabulary import LedgerStep

router = APIRouter(prefix="/v1/desk/registrations", tags=["desk registrations"], route_class=KeyedRoute)


@router.get("/rechecks", response_model=Rechecks)
async def list_rechecks(
    actor: Annotated[Actor, may(Action.LEDGER_RECHECK)], session: Session, limit: Limit = 50
) -> object:
    """List what is due to be looked at again."""
    return await rechecks.due(session, actor=actor, limit=limit)


@router.post("/{entry_id}/recheck", response_model=RegistrationForDesk)
async def recheck(
    actor: Annotated[Actor, may(Action.LEDGER_RECHECK)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.CheckVillage,
) -> object:
    """Say that it still holds."""
    shown = await rechecks.confirm(session, actor=actor, entry_id=entry_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/suspend", response_model=RegistrationForDesk)
async def suspend(
    actor: Annotated[Actor, may(Action.LEDGER_EXIT)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.LeaveEntry,
) -> object:
    """Stop counting her for now."""
    shown = await leaving.exit_by_desk(
        session, actor=actor, entry_id=entry_id, expected=expected, step=LedgerStep.SUSPEND, said=said
    )
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/remove", response_model=RegistrationForDesk)
async def remove(
    actor: Annotated[Actor, may(Action.LEDGER_EXIT)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.LeaveEntry,
) -> object:
    """Take her out of the ledger."""
    shown = await leaving.exit_by_desk(
        session, actor=actor, entry_id=entry_id, expected=expected, step=LedgerStep.REMOVE, said=said
    )
    tag(response, shown["version"])
    return shown


@router.post("/{entry_id}/restore", response_model=RegistrationForDesk)
async def restore(
    actor: Annotated[Actor, may(Action.LEDGER_RESTORE)],
    session: Session,
    entry_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.RestoreEntry,
) -> object:
    """Take her back in."""
    shown = await leaving.restore(session, actor=actor, entry_id=entry_id, expected=expected, said=said)
    tag(response, shown["version"])
    return shown
