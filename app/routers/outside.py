"""Bodies outside answer here, and she lets one hear of a request."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, status

from app.domain.help_requests import inputs, queries
from app.domain.help_requests import outside as handing
from app.http import outside
from app.http.county import CountyCode
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.outside import OutsideHeard
from app.schemas.requests import RequestForWoman

router = APIRouter(prefix="/v1", tags=["outside"], route_class=KeyedRoute)


@router.post("/outside/{body}/answers", response_model=OutsideHeard)
async def take_answer(
    request: Request, session: Session, county: CountyCode, body: Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")]
) -> object:
    """Take an answer in, signed by the body; each of its events is heard once."""
    return {"state": await outside.take(request, session, county=county, body=body)}


@router.post(
    "/my/requests/{request_id}/outside-consents", response_model=RequestForWoman, status_code=status.HTTP_201_CREATED
)
async def consent(
    actor: Annotated[Actor, may(Action.CONSENT_MANAGE)], session: Session, request_id: UUID, said: inputs.OutsideConsent
) -> dict[str, Any]:
    """Let one outside body hear of this request, with her words, name and number."""
    request = await handing.consent(session, actor=actor, request_id=request_id, said=said)
    return await queries.for_her(session, actor=actor, request=request)
