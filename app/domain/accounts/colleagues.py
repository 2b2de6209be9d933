"""What colleagues are called, opened for whoever works beside them."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import Place
from app.domain.keys import vault_of
from app.models.accounts import Staff
from app.vocabulary import DataClass


async def names(session: AsyncSession, *, county: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Open the names of these workers, in one statement."""
    vault = await vault_of(session, county)
    query = select(Staff.id, Staff.name_sealed).where(col(Staff.county) == county, col(Staff.id).in_(ids))
    return {
        key: vault.open(DataClass.IDENTITY, Place("staff", "name_sealed", key), bytes(sealed))
        for key, sealed in await session.exec(query)
    }
