"""Questions and answers for everybody, written anew so that nobody is named (MSG-06)."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.domain.places import place_of
from app.domain.public_answers import queries
from app.http.county import CountyCode, PublicSession
from app.http.paging import After, Limit, cursor_of
from app.schemas.public_answers import AnswersForEverybody

router = APIRouter(prefix="/v1/answers", tags=["answers"])
ServiceCode = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]


@router.get("", response_model=AnswersForEverybody)
async def list_answers(
    session: PublicSession, county: CountyCode, after: After, service: ServiceCode = None, limit: Limit = 20
) -> object:
    """List what was asked and answered before."""
    place = place_of(after)
    items, last = await queries.public(session, county=county, service=service, limit=limit, after=place)
    return {"items": items, "next": cursor_of(*last) if last else None}
