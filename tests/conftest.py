"""One PostgreSQL per run, one database per worker, one outer transaction per test; other sockets stay shut."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.crypto import create_key_file
from app.crypto.suites import AES, BY_LETTER
from app.domain import keys
from app.domain.catalogue import queries
from app.http import county
from app.integrations.storage import Storage, storage_of
from app.main import create_app
from app.settings import settings
from tests import server
from tests.server import TestDatabase
from tests.visits import Visits
from tests.world import World

RUN = "SHOUWANG_TEST_RUN"
SUITE = "SHOUWANG_TEST_SUITE"  # B runs everything with the national suite; `make soak` does
# The one outer transaction of a test is the test's own and may rest as long as a busy machine needs: the service opens
# none. What is committed runs under the service's own limits, and a test holds them to what they are.
PATIENT = db.STATEMENT_LIMITS | {"idle_in_transaction_session_timeout": "120000"}
_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder with a key file and, unless only unit tests run, a server; workers inherit both."""
    if hasattr(config, "workerinput") or RUN in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="shouwang-test-"))
    create_key_file(folder / "keys.json", BY_LETTER[os.environ.get(SUITE, AES.letter)])
    os.environ[RUN] = str(folder)
    os.environ["SHOUWANG_KEY_FILE"] = str(folder / "keys.json")
    unit_only = bool(config.args) and all("unit" in Path(arg.split("::")[0]).parts for arg in config.args)
    if not unit_only and "SHOUWANG_TEST_SERVER" not in os.environ:
        from launch.scratch import scratch_server

        os.environ["SHOUWANG_TEST_SERVER"] = _running.enter_context(scratch_server()).superuser_url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server this process started."""
    if not hasattr(config, "workerinput"):
        _running.close()


@pytest.fixture(autouse=True)
def only_this_machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Shut sockets to everything but this machine; for unit tests also the database."""
    import pytest_socket

    if "unit" in request.path.parts:
        pytest_socket.disable_socket(allow_unix_socket=True)
    else:
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """The folder every process of the run shares."""
    return Path(os.environ[RUN])


@pytest.fixture(scope="session")
def database(run_folder: Path, worker_id: str) -> Iterator[TestDatabase]:
    """This worker's own copy of the migrated, loaded database."""
    made = server.copy_template(server.superuser_url(run_folder), run_folder, f"t_{worker_id}_{os.getpid()}")
    yield made
    server.drop_database(made)


@pytest.fixture(scope="session")
async def engine(database: TestDatabase) -> AsyncIterator[AsyncEngine]:
    """Connections as the tester: no rights of its own, may become the owner or any audience."""
    made = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": PATIENT})
    yield made
    await made.dispose()


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One outer transaction, rolled back at the end; the service's own commits are savepoints in it."""
    async with engine.connect() as held:
        outer = await held.begin()
        # The outer transaction idles while a process beside it works (a sound, a file): on a laden machine for long.
        await held.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '90s'")
        db.database.engine = engine
        db.database.maker = sessionmaker(
            held, class_=AsyncSession, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        keys.forget_vaults()
        county.forget_counties()
        queries.forget()
        yield held
        db.database.engine = db.database.maker = None
        await outer.rollback()


@pytest.fixture
async def world(connection: AsyncConnection) -> World:
    """Builders of people and things, written as the owner of the tables."""
    return World(connection)


@pytest.fixture(scope="session")
def web() -> FastAPI:
    """The application, once per worker."""
    settings.cache_clear()
    return create_app()


@pytest.fixture
def visit(web: FastAPI, connection: AsyncConnection) -> Visits:
    """Give clients that already are someone, inside an async with."""
    return Visits(web, connection)


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Storage:
    """A store of private objects in memory, for the application and for the worker's side of a test."""
    made = storage_of("memory:")
    for place in (
        "http.files",
        "http.ranges",
        "routers.files",
        "routers.my_rights",
        "routers.desk_rights",
        "routers.desk_figures",
    ):
        monkeypatch.setattr(f"app.{place}.storage", lambda: made)
    return made
