"""Which start is refused, with the real roles of a real database (R46)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app import clock, db
from app.crypto import KeyFileFault
from app.domain import keys
from app.http import starting, tokens
from app.settings import settings
from tests.server import TestDatabase


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[None]:
    """A process's database of its own, put back afterwards."""
    before = db.database.engine, db.database.maker
    db.database.open(url, pool_size=1)
    yield
    await db.database.close()
    db.database.engine, db.database.maker = before


@pytest.mark.parametrize("role", ["api_login", "worker_login"])
async def test_R46_the_two_login_roles_may_start(database: TestDatabase, role: str) -> None:
    async with opened(database.url(role)):
        await db.refuse_unsafe_login()
        await db.refuse_wrong_clock()


async def test_R46_a_superuser_or_an_owner_of_tables_may_not(database: TestDatabase) -> None:
    plain = make_url(database.superuser).set(drivername="postgresql+asyncpg", database=database.name)
    for url in (plain.render_as_string(hide_password=False), database.url("owner")):
        async with opened(url):
            with pytest.raises(RuntimeError, match="权限过大"):
                await db.refuse_unsafe_login()


@pytest.mark.parametrize("wrong", [timedelta(minutes=2), timedelta(minutes=-2), timedelta(days=365)])
async def test_R46_a_machine_whose_clock_is_off_may_not_start(database: TestDatabase, wrong: timedelta) -> None:
    async with opened(database.url("api_login")):
        with clock.turned(wrong), pytest.raises(RuntimeError, match="时钟"):
            await starting.refuse_unsafe_start()


@pytest.mark.parametrize("fault", ["missing", "readable by others", "not keys"])
async def test_R46_production_does_not_start_with_keys_it_cannot_trust(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    file = tmp_path / "keys.json"
    if fault != "missing":
        file.write_text("{}")
        file.chmod(0o644 if fault == "readable by others" else 0o400)
    told = settings().model_copy(update={"production": True, "key_file": file, "token_key_file": file})
    for module in (starting, keys, tokens):
        monkeypatch.setattr(module, "settings", lambda: told)
    keys.own_keys.cache_clear()
    async with opened(database.url("api_login")):
        with pytest.raises(KeyFileFault):
            await starting.refuse_unsafe_start()
    keys.own_keys.cache_clear()
