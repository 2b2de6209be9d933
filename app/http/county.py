"""Which county a call belongs to, known before its first statement."""

import time
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.db import Context
from app.errors import UnknownCounty
from app.http.session import Session
from app.settings import settings
from app.vocabulary import Audience

KNOWN_FOR_SECONDS = 5.0
_known: tuple[float, frozenset[str]] = (-KNOWN_FOR_SECONDS, frozenset())


async def loaded_counties() -> frozenset[str]:
    """Give the counties this installation serves; looked up at most every few seconds."""
    global _known  # noqa: PLW0603  one small memory per process, renewed by time
    looked, counties = _known
    if time.monotonic() - looked < KNOWN_FOR_SECONDS and counties:
        return counties
    async with db.transaction(Context(Audience.PUBLIC, "000000")) as session:
        connection = await session.connection()
        counties = frozenset((await connection.execute(text("SELECT code FROM county"))).scalars())
    _known = (time.monotonic(), counties)
    return counties


async def find_county(request: Request, named: str | None) -> str:
    """Find the county: by host, else the only one loaded, else the one named. Raises UnknownCounty (421)."""
    by_host = settings().hosts.get(request.url.hostname or "")
    counties = await loaded_counties()
    if by_host is not None:
        named = by_host
    elif named is None and len(counties) == 1:
        (named,) = counties
    if named is None or named not in counties:
        raise UnknownCounty
    return named


async def _county(request: Request, county: Annotated[str | None, Query(pattern=r"^\d{6}$")] = None) -> str:
    return await find_county(request, county)


CountyCode = Annotated[str, Depends(_county)]


async def _public_session(session: Session, county: CountyCode) -> AsyncSession:
    """Give a transaction that may read what the county publishes, and nothing else."""
    await db.enter(session, Context(Audience.PUBLIC, county))
    return session


PublicSession = Annotated[AsyncSession, Depends(_public_session)]


def forget_counties() -> None:
    """Look again at the next call: a county was just loaded, or the database changed."""
    global _known  # noqa: PLW0603  see loaded_counties
    _known = (-KNOWN_FOR_SECONDS, frozenset())
