"""Loans for everybody: what there is, whether it may fit, what it would cost. Nothing is kept of any question."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response, status
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.loans import checking, inputs, queries, quoting, tips
from app.http.county import CountyCode, PublicSession
from app.http.idempotency import KeyedRoute
from app.http.open_calls import anybody
from app.http.published import PublishedResponse, PublishedRoute
from app.limits import HOUR
from app.schemas.loan_tracker import AgentReported
from app.schemas.loans import LoanChecked, LoanQuoted, LoansOffered

published = APIRouter(prefix="/v1/loans", tags=["loans"], route_class=PublishedRoute)
asked = APIRouter(prefix="/v1/loans", tags=["loans"])
told = APIRouter(prefix="/v1/loans", tags=["loans"], route_class=KeyedRoute)
SampleCode = Annotated[str, Path(pattern=r"^[a-z][a-z0-9\-]{2,39}$")]
PICTURE = {"image/svg+xml": {"schema": {"type": "string"}}}
Seen = Annotated[str | None, Header(alias="If-None-Match", max_length=500)]


@published.get("", responses={200: {"model": LoansOffered}})
async def list_loans(session: PublicSession, county: CountyCode, seen: Seen = None) -> Response:
    """List every product, with documents and steps; kept offline by its ETag."""
    return PublishedResponse(await queries.offered(session, county_code=county), seen)


@published.get("/samples/{sample}", response_class=Response, responses={200: {"content": PICTURE}})
async def show_sample(session: PublicSession, county: CountyCode, sample: SampleCode, seen: Seen = None) -> Response:
    """Show what one document looks like: a drawing marked as a sample, kept offline by its ETag."""
    return PublishedResponse(await queries.sample(session, county_code=county, code=sample), seen)


@asked.post("/self-check", response_model=LoanChecked)
async def self_check(session: PublicSession, county: CountyCode, said: inputs.SelfCheck) -> object:
    """Check a few answers; nothing is kept, nobody is told."""
    return await checking.check(session, county_code=county, said=said)


@asked.post("/quote", response_model=LoanQuoted)
async def quote(session: PublicSession, county: CountyCode, said: inputs.Quote) -> object:
    """Work out what a loan would cost."""
    return await quoting.quote(session, county_code=county, said=said)


@told.post("/agent-reports", response_model=AgentReported, status_code=status.HTTP_201_CREATED)
async def report_agent(
    session: Annotated[AsyncSession, anybody("loan-agent", seconds=HOUR, most=20)],
    county: CountyCode,
    said: inputs.ReportAgent,
) -> object:
    """Tell of an unknown agent without saying who tells."""
    return await tips.report(session, county_code=county, said=said)


router = APIRouter()
router.include_router(published)
router.include_router(asked)
router.include_router(told)
