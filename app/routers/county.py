"""What anybody may read: the county's services, itself, its places; the most asked route comes first."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from app.domain.catalogue import publishing
from app.http.county import CountyCode, PublicSession
from app.http.published import PublishedResponse, PublishedRoute
from app.schemas.catalogue import Consents, CountyShown, Divisions, ServiceCard, Services

router = APIRouter(prefix="/v1", tags=["county"], route_class=PublishedRoute)
Seen = Annotated[str | None, Header(alias="If-None-Match", max_length=500)]


@router.get("/services", responses={200: {"model": Services}})
async def list_services(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """List every service with its card."""
    return PublishedResponse(await publishing.services(session, county=county), seen)


@router.get("/services/{code}", responses={200: {"model": ServiceCard}})
async def show_service(
    session: PublicSession, county: CountyCode, code: Annotated[str, Path(max_length=40)], seen: Seen = None
) -> Response:
    """Show one service: who leads, who helps, by when, what to bring, whom to call."""
    return PublishedResponse(await publishing.service(session, county=county, code=code), seen)


@router.get("/county", responses={200: {"model": CountyShown}})
async def show_county(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """Show the county: name, hotlines, dated facts."""
    return PublishedResponse(await publishing.county_itself(session, county=county), seen)


@router.get("/consents", responses={200: {"model": Consents}})
async def list_consents(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """List what is said before she agrees, use by use."""
    return PublishedResponse(await publishing.consents(session, county=county), seen)


@router.get("/divisions", responses={200: {"model": Divisions}})
async def list_divisions(
    session: PublicSession,
    county: CountyCode,
    parent: Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")] = None,
    seen: Seen = None,
) -> Response:
    """List the townships, or the villages of one."""
    return PublishedResponse(await publishing.divisions(session, county=county, parent=parent or county), seen)
