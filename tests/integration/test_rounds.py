"""The worker's rounds: one thing that cannot be done holds up neither the rest nor the next round."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs import rounds
from tests.world import COUNTY, World


async def test_one_thing_that_fails_is_undone_alone_and_tried_again_next_time(world: World) -> None:
    """Each of three leaves a trace; the second falls after it has left its own."""
    three = [uuid4() for _ in range(3)]
    left = text("""
        INSERT INTO rate_count (county, id, created_at, bucket, window_ends, hits)
        VALUES (:c, :id, now(), 'x', now(), 1)
    """)
    fails = {three[1]}

    async def look(_session: AsyncSession, *, county: str) -> list[UUID]:
        assert county == COUNTY
        return three

    async def work(session: AsyncSession, *, county: str, thing_id: UUID) -> None:
        await session.execute(text("SET LOCAL ROLE owner"))
        await session.execute(left, {"c": county, "id": thing_id})
        if thing_id in fails:
            raise RuntimeError("它做不了")

    async def traces() -> set[UUID]:
        async with world.as_owner() as session:
            return set((await session.execute(text("SELECT id FROM rate_count WHERE bucket = 'x'"))).scalars())

    await rounds.one_by_one(COUNTY, look, work, "thing_id")
    assert await traces() == {three[0], three[2]}
    fails.clear()
    three[:] = [three[1]]
    await rounds.one_by_one(COUNTY, look, work, "thing_id")
    assert len(await traces()) == 3


@pytest.mark.usefixtures("world")
async def test_a_round_goes_to_every_county_with_each_piece_of_work_in_order() -> None:
    seen: list[tuple[str, str]] = []

    async def first(_session: AsyncSession, *, county: str) -> None:
        seen.append((county, "first"))

    async def second(_session: AsyncSession, *, county: str) -> None:
        seen.append((county, "second"))

    await rounds.everywhere(first, second)
    assert seen == [(county, name) for county in await rounds.counties() for name in ("first", "second")]
    assert (COUNTY, "first") in seen
