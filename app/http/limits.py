"""How often something may be tried: counted and committed before the refusal is spoken (security §6.4)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db, limits
from app.crypto import Vault
from app.db import Context
from app.domain.keys import vault_of
from app.errors import TooMany
from app.vocabulary import Audience


@asynccontextmanager
async def signing_in(county: str) -> AsyncIterator[tuple[AsyncSession, Vault]]:
    """Give a transaction as the sign-in audience, and the county's vault."""
    async with db.transaction(Context(Audience.PUBLIC, county)) as session:
        vault = await vault_of(session, county)
        await db.enter(session, Context(Audience.SIGN_IN, county))
        yield session, vault


async def hold(county: str, *buckets: tuple[str, int, int]) -> None:
    """Count a try in every bucket (name:what, seconds, most), then refuse with the longest wait. Raises TooMany."""
    waits = [0]
    async with signing_in(county) as (session, vault):
        for bucket, seconds, most in buckets:
            name = f"{bucket.partition(':')[0]}:{vault.blind_index('limit', bucket).hex()}"
            waits.append(await limits.count(session, county=county, bucket=name, seconds=seconds, most=most))
    if max(waits):
        raise TooMany(retry_after=max(waits))


def origin(request: Request) -> str:
    """Say from which address a call came."""
    return request.client.host if request.client else "unknown"
