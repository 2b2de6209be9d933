"""The run's PostgreSQL: started once, migrated once into a template, copied once per worker."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fasteners
import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from app.cli import roles

ROOT = Path(__file__).resolve().parent.parent
COUNTY = "500230"
TEMPLATE = "shouwang_template"
TESTER = "tester"
PASSWORDS = {"owner": "owner-test", "api_login": "api-test", "worker_login": "worker-test", TESTER: "tester-test"}


@dataclass(frozen=True)
class TestDatabase:
    """One worker's database, reachable as any of the run's roles."""

    superuser: str
    name: str

    __test__ = False

    def url(self, role: str, driver: str = "postgresql+asyncpg") -> str:
        """The database's address as one role."""
        base = make_url(self.superuser).set(drivername=driver, database=self.name)
        address: URL = base.set(username=role, password=PASSWORDS[role])
        return address.render_as_string(hide_password=False)


def superuser_url(folder: Path) -> str:
    """The address of the run's server, as its superuser; started by the first process that asks."""
    given = os.environ.get("SHOUWANG_TEST_SERVER")
    return given or (folder / "server").read_text()


def ensure_template(superuser: str, folder: Path) -> None:
    """Make roles and a migrated, loaded template database; the first worker does it, the others wait."""
    done = folder / "template-done"
    with fasteners.InterProcessLock(folder / "template.lock"):
        if done.exists():
            return
        logins = [roles.Login(name, PASSWORDS[name]) for name in ("owner", "api_login", "worker_login")]
        roles.make_roles(superuser, *logins)
        _make_tester(superuser)
        name = f"{TEMPLATE}_{os.getpid()}"
        roles.make_database(superuser, name, "owner")
        _migrate(TestDatabase(superuser, name), folder)
        done.write_text(name)


def copy_template(superuser: str, folder: Path, name: str) -> TestDatabase:
    """Make a database from the template, replacing one of the same name."""
    ensure_template(superuser, folder)
    template = (folder / "template-done").read_text()
    with fasteners.InterProcessLock(folder / "copy.lock"), _admin(superuser) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER owner").format(sql.Identifier(name), sql.Identifier(template))
        )
    return TestDatabase(superuser, name)


def drop_database(database: TestDatabase) -> None:
    """Remove a worker's database."""
    with _admin(database.superuser) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database.name)))


@contextlib.contextmanager
def _admin(superuser: str) -> Iterator[psycopg.Connection]:
    url = make_url(superuser).set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def _make_tester(superuser: str) -> None:
    """Make the role of the integration tests: owns and inherits nothing, may become owner, backup or an audience."""
    with _admin(superuser) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (TESTER,)).fetchone()
        verb = "ALTER" if known else "CREATE"
        connection.execute(f"{verb} ROLE {TESTER} LOGIN NOINHERIT PASSWORD '{PASSWORDS[TESTER]}'")  # type: ignore[arg-type]
        for role in (*roles.AUDIENCES, "owner", "backup"):
            connection.execute(f"GRANT {role} TO {TESTER} WITH INHERIT FALSE, SET TRUE")  # type: ignore[arg-type]


def _migrate(database: TestDatabase, folder: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_OWNER_URL": database.url("owner"),
        "SHOUWANG_KEY_FILE": str(folder / "keys.json"),
        "PYTHONPATH": str(ROOT),
    }
    for command in (["db", "migrate"], ["county", "load", f"counties/{COUNTY}"]):
        done = subprocess.run(  # noqa: S603  our own command, our own arguments
            [sys.executable, "-m", "app.cli", *command], cwd=ROOT, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
    with _admin(database.superuser) as connection:
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC").format(sql.Identifier(database.name)))
