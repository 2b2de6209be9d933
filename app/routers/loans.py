"""Loans for everybody: what there is, whether it may fit, what it would cost. Nothing is kept of any question."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.domain.loans import checking, inputs, queries, quoting
from app.http.county import CountyCode, PublicSession
from app.http.published import PublishedResponse, PublishedRoute
from app.schemas.loans import LoanChecked, LoanQuoted, LoansOffered

published = APIRouter(prefix="/v1/loans", tags=["loans"], route_class=PublishedRoute)
asked = APIRouter(prefix="/v1/loans", tags=["loans"])
Seen = Annotated[str | None, Header(alias="If-None-Match", max_length=500)]


@published.get("", responses={200: {"model": LoansOffered}})
async def list_loans(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """List every product, with documents and steps; kept offline by its ETag."""
    return PublishedResponse(await queries.offered(session, county_code=county), seen)


@asked.post("/self-check", response_model=LoanChecked)
async def self_check(session: PublicSession, county: CountyCode, said: inputs.SelfCheck) -> object:
    """Check a few answers; nothing is kept, nobody is told."""
    return await checking.check(session, county_code=county, said=said)


@asked.post("/quote", response_model=LoanQuoted)
async def quote(session: PublicSession, county: CountyCode, said: inputs.Quote) -> object:
    """Work out what a loan would cost."""
    return await quoting.quote(session, county_code=county, said=said)


router = APIRouter()
router.include_router(published)
router.include_router(asked)
