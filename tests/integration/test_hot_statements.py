"""Hot statements refuse as the library's do: a twin is a conflict, anything else of the database is no answer."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import db
from app.domain import answers
from app.domain.answers import About, Answer, AnswerKey
from app.http.actor import context_of
from tests.world import COUNTY, World


async def test_OFF_02_a_twin_that_was_kept_meanwhile_is_a_conflict_and_not_a_failure(world: World) -> None:
    her = await world.woman()
    key = AnswerKey(COUNTY, uuid4(), her.id, b"what was sent", "a-key-of-hers")

    async def keep() -> None:
        async with db.transaction(context_of(her)) as session:
            await answers.keep(session, key, Answer(201, {}, b"{}"), About())

    await keep()
    with pytest.raises(IntegrityError):
        await keep()


async def test_what_the_database_cannot_do_is_an_error_of_the_database(world: World) -> None:
    async with db.transaction(context_of(await world.woman())) as session:
        with pytest.raises(DBAPIError) as refused:
            await db.fetch(session, db.hot("SELECT 1 / :none"), {"none": 0})
        await session.rollback()
    assert not isinstance(refused.value, IntegrityError)


async def test_names_become_positions_once_and_casts_stay_casts(world: World) -> None:
    statement = db.hot("SELECT :a::text AS first, CAST(:b AS text) || :a AS second")
    assert (statement.sql, statement.names) == (
        "SELECT $1::text AS first, CAST($2 AS text) || $1 AS second",
        ("a", "b"),
    )
    async with db.transaction(context_of(await world.woman())) as session:
        (row,) = await db.fetch(session, statement, {"a": "x", "b": "y", "more": 1})
    assert (row["first"], row["second"]) == ("x", "yx")
