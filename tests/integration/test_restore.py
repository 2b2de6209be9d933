"""A restore drill in small: dumped by the backup role, restored elsewhere, proved by what it holds (R33).

What she said stands readable in no dump and in no write-ahead log (R34), and rotating a key loses nothing (R36).
"""

import asyncio
import os
import secrets
import subprocess
import sys
from base64 import b64encode
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
from app.permissions.actors import Actor
from app.vocabulary import Audience, Role
from launch.programs import programs, server_account
from tests import server
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.ledger import register
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


def spellings(word: str) -> list[bytes]:
    """A word as it might stand in a dump, a log or a page of the database."""
    raw = word.encode()
    return [raw, raw.hex().encode(), b64encode(raw)[: len(raw) // 3 * 4], word.encode("unicode_escape")]


def log_since(connection: psycopg.Connection, first: str) -> Iterator[bytes]:
    """The write-ahead log from a file on, as it lies on the disk."""
    names = "SELECT name FROM pg_ls_waldir() WHERE name >= %s AND name <= pg_walfile_name(pg_current_wal_lsn())"
    for (name,) in connection.execute(names, (first,)).fetchall():
        yield connection.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", (name,)).fetchall()[0][0]


@pytest.mark.committed
async def test_R34_neither_a_dump_with_its_jobs_nor_the_write_ahead_log_holds_what_she_said(
    two: tuple[TestDatabase, TestDatabase], web: FastAPI, run_folder: Path, tmp_path: Path
) -> None:
    lived, visit, mark = two[0], Visits(web, None), f"{secrets.randbelow(10**8):08d}"
    name, phone = f"金丝雀{mark}", f"199{mark}"
    said = [f"他打了我{mark}", f"想找活做{mark}", f"补一句{mark}", f"我们帮您问{mark}", f"能不能离{mark}"]
    with psycopg.connect(address(lived, None), autocommit=True) as connection:
        begun = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchall()[0][0]
        async with serving(lived) as world:
            named = await trio(world, "womens_federation")
            await roster(world, "law.dv", *named)
            handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
            her = await world.woman(name=name, phone=phone)
            async with visit(her) as she, visit(handler) as client, visit() as nobody:
                await register(she, name=name, phone=phone)
                await ask_for(she, "law.dv", telling=said[0])
                asked = await ask_for(she, "job.match", telling=said[1])
                await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": said[2]})
                await must(client, asked["id"], "accept")
                await must(client, asked["id"], "reply", body=said[3])
                await nobody.post("/v1/questions", json={"service": "law.ask", "body": said[4]})
        written = list(log_since(connection, begun))
    dump = tmp_path / "dump.sql"
    tools = programs(server_account(), run_folder / "programs")
    run(str(tools / "pg_dump"), "-Fp", "--role=backup", f"--file={dump}", address(lived, server.TESTER))
    found = [dump.read_bytes(), *written]
    assert counts(lived)["jobs.procrastinate_jobs"] > 0, "there are jobs to look at"
    assert b"COPY jobs.procrastinate_jobs" in found[0]
    for seen in (her.id.bytes, str(her.id).encode()):
        assert any(seen in one for one in found), "what is not sealed is found, in both spellings"
    for word in (name, phone, *said):
        assert not [one for spelt in spellings(word) for one in found if spelt in one], word


class Town:
    """Some women who ask and read back what they asked; what each said is known here in the clear."""

    def __init__(self, visit: Visits, women: list[Actor]) -> None:
        self._visit, self.women = visit, women
        self.said: dict[str, tuple[Actor, str]] = {}
        self.over = asyncio.Event()

    async def ask(self, her: Actor) -> None:
        """Ask once, and read it back."""
        said = f"第{len(self.said)}句，{secrets.token_hex(4)}"
        async with self._visit(her) as she:
            asked = await ask_for(she, "job.match", telling=said)
        self.said[asked["id"]] = her, said
        await self.read(asked["id"])

    async def read(self, request: str) -> None:
        """Read one back."""
        her, said = self.said[request]
        async with self._visit(her) as she:
            seen = await she.get(f"/v1/my/requests/{request}")
        assert (seen.status_code, seen.json()["telling"]) == (200, said)

    async def live(self, her: Actor) -> None:
        """Ask and read, again and again, until it is over."""
        while not self.over.is_set():
            await self.ask(her)
            await asyncio.sleep(0.3)  # people are slower than processors; the rotation needs one of two


@pytest.mark.committed
async def test_R36_a_key_is_rotated_while_people_write_and_read_and_nothing_is_lost(
    two: tuple[TestDatabase, TestDatabase], web: FastAPI, run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = two[0]
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", 0.2)
    addresses = {"DATABASE_OWNER_URL": lived.url("owner"), "WORKER_DATABASE_URL": lived.url("worker_login")}
    environment = os.environ | addresses | {"SHOUWANG_KEY_FILE": str(run_folder / "keys.json")}
    command = [sys.executable, "-m", "app.cli", "keys", "rotate", "--class", "request", "--county", COUNTY]
    command += ["--settle", "1", "--batch", "5"]
    async with serving(lived) as world:
        town = Town(Visits(web, None), [await world.woman() for _ in range(2)])
        for her in town.women * 3:
            await town.ask(her)
        before = len(town.said)
        rotation = await asyncio.create_subprocess_exec(*command, cwd=server.ROOT, env=environment)
        living = [asyncio.create_task(town.live(her)) for her in town.women]
        assert await rotation.wait() == 0
        town.over.set()
        await asyncio.gather(*living)
        assert len(town.said) > before, "there was traffic while the key was changed"
        keys.forget_vaults()
        for request in town.said:
            await town.read(request)
    with psycopg.connect(address(lived, None)) as connection:
        ring = connection.execute("SELECT generation FROM data_key WHERE klass = 'request'").fetchall()
        marks = connection.execute("SELECT DISTINCT get_byte(telling_sealed, 2) FROM help_request").fetchall()
    assert (ring, marks) == ([(2,)], [(2,)]), "the old key is gone, and nothing needs it"
