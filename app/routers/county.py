"""What anybody may read: the county, its places, its services."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from app.domain.catalogue import publishing
from app.http.county import CountyCode, PublicSession
from app.http.published import published
from app.schemas.catalogue import Divisions

router = APIRouter(prefix="/v1", tags=["county"])
Seen = Annotated[str | None, Header(alias="If-None-Match")]


@router.get("/county", response_class=Response)
async def show_county(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """Show the county: name, hotlines, dated facts."""
    return published(*await publishing.county_itself(session, county=county), seen)


@router.get("/divisions", response_model=Divisions)
async def list_divisions(
    session: PublicSession,
    county: CountyCode,
    parent: Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")] = None,
) -> object:
    """List the townships, or the villages of one."""
    return {"divisions": await publishing.divisions(session, county=county, parent=parent or county)}


@router.get("/services", response_class=Response)
async def list_services(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """List every service with its card."""
    return published(*await publishing.services(session, county=county), seen)


@router.get("/services/{code}", response_class=Response)
async def show_service(session: PublicSession, county: CountyCode, code: str, seen: Seen = None) -> Response:
    """Show one service: who leads, who helps, by when, what to bring, whom to call."""
    return published(*await publishing.service(session, county=county, code=code), seen)
