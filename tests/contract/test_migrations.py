"""Migrations go up, down and up again, and the models say nothing they do not."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests import server

VERSIONS = server.ROOT / "alembic" / "versions"


def alembic(database: server.TestDatabase, *command: str) -> str:
    environment = os.environ | {"DATABASE_OWNER_URL": database.url("owner"), "PYTHONPATH": str(server.ROOT)}
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "alembic.config", *command],
        cwd=server.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_up_down_up_as_a_role_without_special_rights_and_nothing_is_left_to_generate(run_folder: Path) -> None:
    superuser = server.superuser_url(run_folder)
    server.ensure_template(superuser, run_folder)
    database = server.TestDatabase(superuser, f"updown_{os.getpid()}")
    server.roles.make_database(superuser, database.name, "owner")
    try:
        alembic(database, "upgrade", "head")
        alembic(database, "downgrade", "base")
        alembic(database, "upgrade", "head")
        assert "No new upgrade operations" in alembic(database, "check")
    finally:
        server.drop_database(database)


def test_every_migration_is_dated_says_why_and_leaves_the_application_alone() -> None:
    files = sorted(VERSIONS.glob("*.py"))
    assert len(files) >= 6
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert re.fullmatch(r"\d{4}_\d{2}_\d{2}_\d{4}_[a-z_]+\.py", path.name), path.name
        assert "Why:" in text, path.name
        assert not re.search(r"^\s*(from|import) app\b", text, re.MULTILINE), path.name
        assert "lock_timeout" in text, path.name
        assert "statement_timeout" in text, path.name
