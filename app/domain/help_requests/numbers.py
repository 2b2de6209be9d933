"""Receipt numbers: blocks given out in advance, one used per request, never used twice in a county."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.help_requests import receipt_numbers
from app.errors import Unavailable
from app.models.base import new_id
from app.models.help_requests import ReceiptNumber

BLOCK = 20
VALID = timedelta(days=90)
TRIES = 8


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
    row = await _held(session, county, profile_id, number) if number else None
    kept = row is not None or wanted is None
    if row is None:
        row = await _fresh(session, county, profile_id)
    row.used_at = clock.now()
    session.add(row)
    await session.flush()
    return row.number, kept


async def _held(session: AsyncSession, county: str, profile_id: UUID, number: str) -> ReceiptNumber | None:
    query = (
        select(ReceiptNumber)
        .where(
            col(ReceiptNumber.county) == county,
            col(ReceiptNumber.number) == number,
            col(ReceiptNumber.profile_id) == profile_id,
            col(ReceiptNumber.used_at).is_(None),
            col(ReceiptNumber.expires_at) > clock.now(),
        )
        .with_for_update()
    )
    return (await session.exec(query)).one_or_none()


async def _fresh(session: AsyncSession, county: str, profile_id: UUID) -> ReceiptNumber:
    for _ in range(TRIES):
        rows = await _insert(session, county, profile_id, 1)
        if rows:
            return rows[0]
    raise Unavailable
