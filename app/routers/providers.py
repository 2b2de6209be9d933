"""An organisation without an account asks to post courses."""

from typing import Annotated

from fastapi import APIRouter, status
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.providers import applying, inputs
from app.http.county import CountyCode
from app.http.idempotency import KeyedRoute
from app.http.open_calls import anybody
from app.limits import HOUR
from app.schemas.reviews import ApplicationTaken

router = APIRouter(prefix="/v1/providers", tags=["providers"], route_class=KeyedRoute)


@router.post("/applications", response_model=ApplicationTaken, status_code=status.HTTP_201_CREATED)
async def apply(
    session: Annotated[AsyncSession, anybody("provider-application", seconds=HOUR, most=10)],
    county: CountyCode,
    said: inputs.Apply,
) -> object:
    """Ask to post; the same key gets the same answer."""
    return await applying.apply(session, county=county, said=said)
