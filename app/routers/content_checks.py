"""The one-object link by which WeChat fetches a public picture or sound it is asked to judge."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.http.content_checks import linked
from app.http.county import CountyCode, PublicSession

router = APIRouter(prefix="/v1/content-checks", tags=["content checks"])
Link = Annotated[str, Path(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get("/{link}", response_class=Response)
async def fetch(request: Request, session: PublicSession, county: CountyCode, link: Link) -> Response:
    """Give the object of a link that still lives; it leads nowhere else, and ends after 45 minutes."""
    return await linked(request, session, county=county, link=link)
