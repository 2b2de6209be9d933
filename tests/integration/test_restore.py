"""A restore drill in small: dumped by the backup role, restored elsewhere, proved by what it holds (R33)."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import async_sessionmaker as sessionmaker
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.cli import roles
from app.crypto import CannotOpen, create_key_file, load_keys
from app.db import Context
from app.domain import keys
from app.domain.catalogue import queries
from app.domain.keys import vault_of
from app.http import county
from app.vocabulary import Audience, Role
from launch.programs import programs, server_account
from tests import server
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.server import TestDatabase
from tests.visits import Visits
from tests.world import COUNTY, World

SAID = "他昨晚又打我了"
TABLES = """
    SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'jobs') ORDER BY 1, 2
"""


@pytest.fixture
def two(run_folder: Path, worker_id: str) -> Iterator[tuple[TestDatabase, TestDatabase]]:
    """A database that is lived in, and an empty one."""
    superuser, name = server.superuser_url(run_folder), f"{worker_id}_{os.getpid()}"
    lived = server.copy_template(superuser, run_folder, f"lived_{name}")
    empty = TestDatabase(superuser, f"restored_{name}")
    roles.make_database(superuser, empty.name, "owner")
    with psycopg.connect(address(empty, None), autocommit=True) as connection:
        grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
        connection.execute(grant.format(sql.Identifier(empty.name), sql.Identifier(server.TESTER)))
    yield lived, empty
    server.drop_database(lived)
    server.drop_database(empty)


@asynccontextmanager
async def serving(database: TestDatabase) -> AsyncIterator[World]:
    """Let the application of this process serve one database, with real commits; nothing remembered of another."""
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    before = db.database.engine, db.database.maker
    db.database.engine, db.database.maker = engine, sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
    for forget in (keys.forget_vaults, county.forget_counties, queries.forget):
        forget()
    try:
        async with engine.connect() as connection:
            yield World(connection)
    finally:
        db.database.engine, db.database.maker = before
        await engine.dispose()


def address(database: TestDatabase, role: str | None) -> str:
    """The address PostgreSQL's own programs take; the superuser's without a role."""
    url = database.url(role, "postgresql") if role else database.superuser
    return make_url(url).set(drivername="postgresql", database=database.name).render_as_string(hide_password=False)


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  PostgreSQL's own programs
    assert done.returncode == 0, done.stderr


def counts(database: TestDatabase) -> dict[str, int]:
    """How many rows every table has."""
    with psycopg.connect(address(database, None)) as connection:
        found = {}
        for schema, name in connection.execute(TABLES).fetchall():
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))
            found[f"{schema}.{name}"] = connection.execute(query).fetchall()[0][0]
        return found


@pytest.mark.committed
async def test_R33_what_the_backup_role_dumps_is_restored_whole_with_its_walls_chains_and_words(
    two: tuple[TestDatabase, TestDatabase], web: FastAPI, run_folder: Path, tmp_path: Path
) -> None:
    lived, empty = two
    visit = Visits(web, None)
    async with serving(lived) as world:
        named = await trio(world, "womens_federation")
        await roster(world, "law.dv", *named)
        her, stranger = await world.woman(), await world.staff(Role.DEPARTMENT_HEAD, "justice")
        async with visit(her) as she:
            asked = await ask_for(she, "law.dv", telling=SAID)
        async with world.as_worker() as session:
            assert await audit.seal_pending(session, county=COUNTY) > 0
    account, dump = server_account(), tmp_path / "dump"
    tools = programs(account, run_folder / "programs")
    run(str(tools / "pg_dump"), "-Fc", "--role=backup", f"--file={dump}", address(lived, server.TESTER))
    assert SAID.encode() not in dump.read_bytes()
    run(str(tools / "pg_restore"), "--exit-on-error", f"--dbname={address(empty, None)}", str(dump))
    assert counts(empty) == counts(lived)
    async with serving(empty) as world:
        async with world.as_worker() as session:
            assert await audit.verify(session, county=COUNTY) == []
        async with visit(named[0]) as client, visit(stranger) as other:
            assert (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["telling"] == SAID
            assert (await other.get(f"/v1/desk/requests/{asked['id']}")).status_code == 404, "the walls came along"
        await _without_the_keys(tmp_path)


async def _without_the_keys(folder: Path) -> None:
    """The same rows under another key file open nothing."""
    create_key_file(folder / "others.json")
    others = load_keys(folder / "others.json")
    keys.forget_vaults()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keys, "own_keys", lambda: others)
        async with db.transaction(Context(Audience.PUBLIC, COUNTY)) as session:
            with pytest.raises(CannotOpen):
                await vault_of(session, COUNTY)
    keys.forget_vaults()
