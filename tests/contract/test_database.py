"""What must be true of every table, policy and stored word."""

import re
from datetime import UTC, datetime

import pytest
from procrastinate import RetryStrategy
from procrastinate.jobs import Job
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app import enqueue
from app.db import Database
from app.jobs.registry import tasks
from app.models.base import Word, metadata
from app.vocabulary import TaskName
from tests.server import TestDatabase
from tests.world import COUNTY, World

REFERENCE = {"county", "division"}
OWNED = sorted(set(metadata.tables) - REFERENCE)


def test_every_county_owned_row_has_county_and_id_as_its_key_and_its_children_carry_the_county() -> None:
    for name in OWNED:
        table = metadata.tables[name]
        assert [column.name for column in table.primary_key] == ["county", "id"], name
        for constraint in table.foreign_key_constraints:
            assert "county" in constraint.column_keys, f"{name}: {constraint.column_keys}"


async def test_every_word_equals_its_check_in_the_migrated_database(connection: AsyncConnection) -> None:
    query = text("SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
    checks = (await connection.execute(query)).all()
    looked = 0
    for name in OWNED:
        for column in metadata.tables[name].columns:
            if isinstance(column.type, Word):
                words = {word.value for word in column.type.words}
                held = [
                    set(re.findall(r"'([^']+)'", definition))
                    for table, definition in checks
                    if table == name and re.search(rf"\(+{column.name}\)", definition)
                ]
                assert words in held, f"{name}.{column.name}"
                looked += 1
    assert looked > 25


async def test_row_level_security_is_forced_on_every_owned_table(connection: AsyncConnection) -> None:
    query = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert set(OWNED) <= set((await connection.execute(query)).scalars())


async def test_policies_are_one_simple_predicate_without_or_or_exists(connection: AsyncConnection) -> None:
    query = text("SELECT tablename, policyname, COALESCE(qual, '') || COALESCE(with_check, '') FROM pg_policies")
    rows = (await connection.execute(query)).all()
    assert len(rows) > 80
    for table, policy, predicate in rows:
        assert not re.search(r"\bOR\b|EXISTS", predicate), f"{table}.{policy}: {predicate}"


async def test_with_no_context_every_table_is_empty(connection: AsyncConnection) -> None:
    roles = ("aud_woman", "aud_town", "aud_dept", "aud_desk", "aud_case", "aud_admin", "aud_auditor", "aud_route")
    for role in roles:
        for name in OWNED:
            async with connection.begin_nested() as nested:
                await connection.execute(text(f"SET LOCAL ROLE {role}"))
                may = text(f"SELECT has_table_privilege('{role}', '{name}', 'SELECT')")
                if (await connection.execute(may)).scalar_one():
                    assert (await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one() == 0  # noqa: S608  our own table names
                await nested.rollback()


async def test_no_login_role_owns_a_table_or_bypasses_the_walls(connection: AsyncConnection) -> None:
    query = text("""
        SELECT r.rolname FROM pg_roles r WHERE r.rolname IN ('api_login', 'worker_login')
          AND (r.rolsuper OR r.rolbypassrls OR r.rolinherit
               OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
               OR pg_has_role(r.oid, 'owner', 'MEMBER'))
    """)
    assert (await connection.execute(query)).scalars().all() == []


@pytest.mark.committed
async def test_every_connection_of_the_service_gives_up_in_seconds_whatever_a_test_allows_itself(
    database: TestDatabase,
) -> None:
    held = Database()
    held.open(database.url("api_login"))
    assert held.engine is not None
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "TimeZone")
    async with held.engine.connect() as connection:
        shown = [(await connection.execute(text(f"SHOW {name}"))).scalar_one() for name in names]
    await held.close()
    assert shown == ["5s", "2s", "10s", "UTC"]


async def test_what_climbs_goes_before_every_notice_however_many_wait(world: World) -> None:
    async with world.as_worker() as session:
        for task in (TaskName.DELIVER_NOTICE, TaskName.HANDLE_PUSH):
            await enqueue.defer(session, task, county=COUNTY, notice="n")
    async with world.as_owner() as session:
        rows = await session.execute(text("SELECT task_name, priority FROM jobs.procrastinate_jobs ORDER BY priority"))
        weighed = {row.task_name: row.priority for row in rows}
    first = {task.priority for name, task in tasks.tasks.items() if "climb" in name or "hand_over" in name}
    assert weighed == {"deliver_notice": 0, "handle_push": 5}
    assert first == {10}


def test_no_job_of_the_services_own_gives_up_within_an_hour() -> None:
    """A store, a gateway or WeChat may be away for a while: what was acknowledged waits for them."""
    looked = 0
    for name, task in tasks.tasks.items():
        if isinstance(task.retry_strategy, RetryStrategy):
            waits, attempts = 0.0, 0
            while True:
                job = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name=name, attempts=attempts)
                again = task.retry_strategy.get_retry_decision(exception=RuntimeError(), job=job)
                if again is None or again.retry_at is None:
                    break
                waits = (again.retry_at - datetime.now(UTC)).total_seconds() + waits
                attempts += 1
            assert waits > 3600, name
            looked += 1
    assert looked > 5


def test_task_names_are_the_registered_tasks() -> None:
    assert {name.removeprefix(":") for name in tasks.tasks} == {task.value for task in TaskName}
