"""What an order to keep covers at this moment."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

REQUESTS = text("""
    SELECT r.id FROM help_request r JOIN legal_hold h ON h.county = r.county AND h.number = r.number
    WHERE r.county = :county AND h.released_at IS NULL
""")
PROFILES = text("""
    SELECT e.profile_id FROM ledger_entry e JOIN legal_hold h ON h.county = e.county AND h.number = e.number
    WHERE e.county = :county AND h.released_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class Held:
    """Requests and persons of whom nothing may be forgotten."""

    requests: frozenset[UUID]
    profiles: frozenset[UUID]

    def covers(self, *, profile_id: UUID | None, request_id: UUID | None = None) -> bool:
        """Say whether this is kept by an order, whatever the limits say."""
        return profile_id in self.profiles or request_id in self.requests


async def held(session: AsyncSession, *, county: str) -> Held:
    """Look up what is held now."""
    requests = (await session.execute(REQUESTS, {"county": county})).scalars().all()
    profiles = (await session.execute(PROFILES, {"county": county})).scalars().all()
    return Held(frozenset(requests), frozenset(profiles))
