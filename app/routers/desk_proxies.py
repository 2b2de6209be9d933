"""Entering a woman with her consent, and asking for help in her name."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from app.domain.help_requests import proxying
from app.domain.help_requests.inputs import PreviewRequest, ProxyRequest
from app.domain.ledger import inputs, proxies
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.ledger import ClaimShown, EnteredFor, ProxyConsentShown
from app.schemas.requests import Preview, ProxyReceipt

router = APIRouter(prefix="/v1/desk/registrations", tags=["desk registrations"], route_class=KeyedRoute)
Proxy = Annotated[Actor, may(Action.LEDGER_ENTER_FOR)]


@router.post("", response_model=EnteredFor, status_code=status.HTTP_201_CREATED)
async def enter_for(actor: Proxy, session: Session, said: inputs.EnterFor) -> object:
    """Enter a woman with her consent; her claim code is shown this once."""
    return await proxies.enter_for(session, actor=actor, said=said)


@router.post("/{entry_id}/consents", response_model=ProxyConsentShown, status_code=status.HTTP_201_CREATED)
async def renew(actor: Proxy, session: Session, entry_id: UUID, said: inputs.ConsentRecord) -> object:
    """Write down a fresh consent of hers."""
    return await proxies.renew_at_desk(session, actor=actor, entry_id=entry_id, said=said)


@router.post("/{entry_id}/claim-code", response_model=ClaimShown, status_code=status.HTTP_201_CREATED)
async def new_code(actor: Proxy, session: Session, entry_id: UUID) -> object:
    """Give a fresh claim code."""
    return await proxies.new_code(session, actor=actor, entry_id=entry_id)


@router.post("/{entry_id}/requests/preview", response_model=Preview)
async def preview(
    actor: Annotated[Actor, may(Action.LEDGER_ENTER_FOR, keyed=False)],
    session: Session,
    entry_id: UUID,
    said: PreviewRequest,
) -> object:
    """Say who would hear of it, to be read to her first."""
    return await proxying.preview(session, actor=actor, entry_id=entry_id, said=said)


@router.post("/{entry_id}/requests", response_model=ProxyReceipt, status_code=status.HTTP_201_CREATED)
async def submit(actor: Proxy, session: Session, entry_id: UUID, said: ProxyRequest) -> object:
    """Ask for help in her name."""
    return await proxying.submit(session, actor=actor, entry_id=entry_id, said=said)


@router.get("/{entry_id}/requests", response_model=ProxyReceipt)
async def told_by_me(actor: Proxy, session: Session, entry_id: UUID) -> object:
    """List what one told in her name."""
    return await proxying.told_by_me(session, actor=actor, entry_id=entry_id)
