"""Receipt numbers: blocks given out in advance, one used per telling or registration, never twice in a county."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain import receipt_numbers
from app.errors import Unavailable
from app.models.base import new_id
from app.models.help_requests import ReceiptNumber

BLOCK = 20
VALID = timedelta(days=90)
TRIES = 8
FRESH = db.hot("""
    INSERT INTO receipt_number (county, id, created_at, number, profile_id, expires_at, used_at)
    VALUES (:county, :id, :now, :number, :profile, :expires, :now)
    ON CONFLICT (county, number) DO NOTHING RETURNING id
""")


async def give_block(session: AsyncSession, *, county: str, profile_id: UUID) -> list[ReceiptNumber]:
    """Give twenty fresh numbers, bound to the profile, valid 90 days."""
    given: list[ReceiptNumber] = []
    for _ in range(TRIES):
        given += await _insert(session, county, profile_id, BLOCK - len(given))
        if len(given) == BLOCK:
            return given
    raise Unavailable


async def _insert(session: AsyncSession, county: str, profile_id: UUID, count: int) -> list[ReceiptNumber]:
    """Draw and store numbers; those the county already knows are passed over by the unique key."""
    now = clock.now()
    rows = [
        {
            "county": county,
            "id": new_id(),
            "created_at": now,
            "number": number,
            "profile_id": profile_id,
            "expires_at": now + VALID,
        }
        for number in receipt_numbers.draw(count)
    ]
    await session.exec(insert(ReceiptNumber).values(rows).on_conflict_do_nothing())
    ids = [row["id"] for row in rows]
    found = await session.exec(
        select(ReceiptNumber).where(col(ReceiptNumber.county) == county, col(ReceiptNumber.id).in_(ids))
    )
    return list(found.all())


async def use(session: AsyncSession, *, county: str, profile_id: UUID, wanted: str | None) -> tuple[str, bool]:
    """Use the number she already holds, or a fresh one; say whether hers was taken as it is.

    A foreign, used or expired number is answered with a fresh one: nothing is lost and nothing is told (design §10.9).
    """
    number = receipt_numbers.parse(wanted) if wanted else None
    if number is not None and await _spend(session, county, profile_id, number):
        return number, True
    return await _fresh(session, county, profile_id), wanted is None


async def _spend(session: AsyncSession, county: str, profile_id: UUID, number: str) -> bool:
    """Mark a number of hers as used; whoever comes second finds nothing left to mark."""
    now = clock.now()
    own = update(ReceiptNumber).where(
        col(ReceiptNumber.county) == county,
        col(ReceiptNumber.number) == number,
        col(ReceiptNumber.profile_id) == profile_id,
        col(ReceiptNumber.used_at).is_(None),
        col(ReceiptNumber.expires_at) > now,
    )
    marked = own.values(used_at=now).returning(col(ReceiptNumber.id)).execution_options(synchronize_session=False)
    return (await session.exec(marked)).first() is not None


async def _fresh(session: AsyncSession, county: str, profile_id: UUID) -> str:
    """Draw a number and use it at once; one the county already knows is passed over by the unique key."""
    for _ in range(TRIES):
        (number,), now = receipt_numbers.draw(1), clock.now()
        values = {"county": county, "id": new_id(), "now": now, "number": number, "profile": profile_id}
        row = await db.fetch(session, FRESH, values | {"expires": now + VALID})
        if row:
            return number
    raise Unavailable
