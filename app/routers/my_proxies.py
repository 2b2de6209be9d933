"""Who acts in her name, and taking her own entry over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.ledger import inputs, proxies
from app.http import claims
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.ledger import Claimed, ProxyConsents, ProxyConsentShown

router = APIRouter(prefix="/v1/my", tags=["my registration"], route_class=KeyedRoute)


@router.post("/registration/claim", response_model=Claimed)
async def claim(
    request: Request, actor: Annotated[Actor, may(Action.LEDGER_REGISTER)], session: Session, said: inputs.Claim
) -> Response:
    """Take over what was entered for her: her code, and one thing that matches."""
    return await claims.claim(request, session, actor, said)


@router.get("/proxies", response_model=ProxyConsents)
async def list_proxies(actor: Annotated[Actor, may(Action.PROXY_MANAGE)], session: Session) -> object:
    """List who may act in her name."""
    return {"items": await proxies.mine(session, actor=actor)}


@router.post("/proxies/{consent_id}/renew", response_model=ProxyConsentShown)
async def renew(
    actor: Annotated[Actor, may(Action.PROXY_MANAGE)], session: Session, consent_id: UUID, said: inputs.RenewProxy
) -> object:
    """Let somebody go on acting for her."""
    return await proxies.renew(session, actor=actor, consent_id=consent_id, said=said)


@router.post("/proxies/{consent_id}/end", response_model=ProxyConsentShown)
async def end(actor: Annotated[Actor, may(Action.PROXY_MANAGE)], session: Session, consent_id: UUID) -> object:
    """Let somebody act for her no more."""
    return await proxies.end(session, actor=actor, consent_id=consent_id)
