"""Checking a certificate: anybody who was shown the code."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.courses import certifying
from app.http.county import CountyCode
from app.http.open_calls import anybody
from app.limits import MINUTE
from app.schemas.courses import CertificateChecked

router = APIRouter(prefix="/v1/certificates", tags=["certificates"])


@router.get("/{certificate_code}", response_model=CertificateChecked)
async def check(
    session: Annotated[AsyncSession, anybody("certificate", seconds=MINUTE, most=30)],
    county: CountyCode,
    certificate_code: Annotated[str, Path(min_length=12, max_length=20, description="十二位编号，横线可有可无")],
) -> object:
    """Say what a code stands for; unknown ones all get the same answer."""
    return await certifying.check(session, county=county, code=certificate_code)
