"""What she first told stays as it was told, whoever writes to the database."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.crypto import Place
from app.db import Context
from app.vocabulary import Audience, DataClass
from tests import aid
from tests.visits import Visits
from tests.world import COUNTY, World

WORDS = (("help_request", "telling_sealed"), ("aid_application", "story_sealed"))


async def put(session: AsyncSession, table: str, column: str, sealed: bytes | None) -> None:
    """Put something in the place of her words."""
    await session.execute(text(f"UPDATE {table} SET {column} = :b"), {"b": sealed})  # noqa: S608  our own names


@pytest.mark.parametrize(("table", "column"), WORDS)
async def test_SAF_13_the_database_refuses_other_words_in_place_of_the_first(
    table: str, column: str, world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        await aid.apply(she, what_happened="原话")
    vault = await world.vault()
    async with world.as_owner() as session:
        row = (await session.execute(text(f"SELECT id FROM {table}"))).scalar_one()  # noqa: S608  our own names
    other = vault.seal(DataClass.REQUEST, Place(table, column, row), "改过的话")
    for audience in (Audience.ROUTE, Audience.WORKER):
        async with db.transaction(Context(audience, COUNTY)) as session:
            with pytest.raises(IntegrityError, match="never replaced"):
                await put(session, table, column, other)
            await session.rollback()
    async with world.as_owner() as session:
        await put(session, table, column, None)
        with pytest.raises(IntegrityError, match="never replaced"):  # what was erased does not come back as other words
            await put(session, table, column, other)
        await session.rollback()
