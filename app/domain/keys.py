"""The county's vault: its data keys are unwrapped and kept in memory only, and looked up anew every few seconds."""

import time
from functools import lru_cache
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import CannotOpen, CaseVault, Keys, RingRow, Vault, load_keys, new_ring_row, vault_from_rows
from app.models.help_requests import CaseKey
from app.models.records import DataKey
from app.settings import settings
from app.vocabulary import DataClass

# A rotation waits longer than this before it seals with a key that other processes have not seen, or destroys one.
LOOK_AGAIN_SECONDS = 10.0
_vaults: dict[str, tuple[float, Vault]] = {}


@lru_cache(maxsize=1)
def own_keys() -> Keys:
    """Read this process's key file, once."""
    return load_keys(settings().key_file)


async def vault_of(session: AsyncSession, county: str) -> Vault:
    """Give the county's vault. Raises CannotOpen when its keys belong to another key file."""
    known = _vaults.get(county)
    if known is not None and time.monotonic() - known[0] < LOOK_AGAIN_SECONDS:
        return known[1]
    rows = await session.exec(select(DataKey).where(col(DataKey.county) == county))
    ring = [RingRow(row.klass, row.generation, row.wrapped, row.active) for row in rows]
    vault = vault_from_rows(county, own_keys(), ring)
    if ring:
        _vaults[county] = (time.monotonic(), vault)
    return vault


async def case_vault(session: AsyncSession, county: str, case_id: UUID) -> CaseVault:
    """Give the vault of one closed request, if the actor may read its key. Raises CannotOpen otherwise."""
    vault = await vault_of(session, county)
    found = await session.exec(select(CaseKey).where(col(CaseKey.county) == county, col(CaseKey.id) == case_id))
    row = found.one_or_none()
    if row is None or row.wrapped is None:
        raise CannotOpen
    return vault.with_case(case_id, row.wrapped)


async def ensure_keys(session: AsyncSession, county: str) -> int:
    """Make the data keys a county still lacks, one per class; give how many were made."""
    found = await session.exec(select(DataKey).where(col(DataKey.county) == county))
    have = {row.klass for row in found}
    missing = [klass for klass in DataClass if klass not in have and klass is not DataClass.CASE]
    for klass in missing:
        row = new_ring_row(own_keys(), county=county, klass=klass, generation=1)
        session.add(DataKey(county=county, klass=klass, generation=1, wrapped=row.wrapped, active=True))
    return len(missing)


def forget_vaults() -> None:
    """Drop the vaults kept in memory: after a rotation, and between test databases."""
    _vaults.clear()
    own_keys.cache_clear()
