"""Connections and transactions: one unit of work per call, always inside a county and an audience."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from asyncpg import IntegrityConstraintViolationError, InterfaceError, PostgresError
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as sessionmaker
from sqlalchemy.orm import Session, SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.settings import settings
from app.vocabulary import Audience

STATEMENT_LIMITS = {
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
    "timezone": "UTC",
    "jit": "off",
}
MOST_APART = timedelta(minutes=1)
DRIVER = "driver"
_COUNTY = re.compile(r"[0-9]{6}")
_NAME = re.compile(r"(?<!:):([a-z_]+)")
_TOKEN = re.compile(r"[A-Za-z0-9_:\-]{1,80}")


@dataclass(frozen=True, slots=True)
class Context:
    """Under which audience, and as whom, a transaction runs. Everything here ends up in SET LOCAL."""

    audience: Audience
    county: str
    actor: UUID | None = None
    profile: UUID | None = None
    readers: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()

    def statements(self) -> str:
        """The context as SET LOCAL commands, built from checked literals only (Citus carries no set_config)."""
        parts = {
            "app.county": _checked(_COUNTY, self.county),
            "app.actor": str(self.actor or ""),
            "app.profile": str(self.profile or ""),
            "app.readers": _array(self.readers),
            "app.team": _array(self.team),
            "app.towns": _array(self.towns),
            "app.villages": _array(self.villages),
        }
        sets = "; ".join(f"SET LOCAL {name} = '{value}'" for name, value in parts.items())
        return f"SET LOCAL ROLE {self.audience.value}; {sets}"


def _checked(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError("a context value may not carry that character")
    return value


def _array(values: Iterable[str]) -> str:
    return "{" + ",".join(f'"{_checked(_TOKEN, value)}"' for value in values) + "}"


@dataclass
class Database:
    """The engine and session maker of one process; tests put their own in place."""

    engine: AsyncEngine | None = None
    maker: sessionmaker[AsyncSession] | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def open(self, url: str, **options: Any) -> None:
        """Make the engine; nothing is connected yet."""
        self.engine = create_async_engine(
            url,
            pool_pre_ping=False,
            hide_parameters=True,  # an error names its statement, never what was in it
            connect_args={"server_settings": STATEMENT_LIMITS, "prepared_statement_cache_size": 500},
            **options,
        )
        self.maker = sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)

    async def close(self) -> None:
        """Close every connection."""
        if self.engine is not None:
            await self.engine.dispose()
        self.engine = self.maker = None


database = Database()


def open_database() -> None:
    """Open this process's database as the API's login role."""
    database.open(settings().database_url, pool_size=settings().pool_size, max_overflow=0, pool_timeout=5)


@asynccontextmanager
async def transaction(context: Context | None = None) -> AsyncIterator[AsyncSession]:
    """One unit of work: commits on a clean exit, rolls back on any error."""
    if database.maker is None:
        raise RuntimeError("the database is not open")
    async with database.maker() as session:
        if context is not None:
            session.info["context"] = context
        try:
            yield session
            await session.commit()
        except BaseException:
            await session.rollback()
            raise


async def enter(session: AsyncSession, context: Context) -> None:
    """Change audience inside the running transaction; a new transaction of this session starts with it too."""
    session.info["context"] = context
    if session.in_transaction():
        await (await _driver(session)).execute(context.statements())


@dataclass(frozen=True, slots=True)
class Hot:
    """A constant statement on the shortest way to the database: its `:names` stand as the driver's positions."""

    sql: str
    names: tuple[str, ...]


def hot(query: str) -> Hot:
    """Make a hot statement of a constant query with `:names`."""
    names = tuple(dict.fromkeys(_NAME.findall(query)))
    return Hot(_NAME.sub(lambda found: f"${names.index(found[1]) + 1}", query), names)


async def fetch(session: AsyncSession, statement: Hot, values: Mapping[str, object]) -> list[Any]:
    """Fetch rows by the driver's own prepared statement, inside the session's transaction; rows read like mappings.

    For what is asked on every call: half the cost of the same statement through the library. It refuses as the library
    does: IntegrityError where a rule of the tables is broken, else DBAPIError.
    """
    driver = await _driver(session)
    try:
        return list(await driver.fetch(statement.sql, *(values[name] for name in statement.names)))
    except IntegrityConstraintViolationError as broken:
        raise IntegrityError(statement.sql, None, broken) from broken
    except (PostgresError, InterfaceError) as refusal:
        raise DBAPIError(statement.sql, None, refusal) from refusal


async def _driver(session: AsyncSession) -> Any:
    """Give the driver's connection, remembered for as long as the session's transaction lasts."""
    if not session.in_transaction() or DRIVER not in session.info:
        connection = await session.connection()
        raw = await connection.get_raw_connection()
        if raw.driver_connection is None:
            raise RuntimeError("the connection is gone")
        session.info[DRIVER] = raw.driver_connection
    return session.info[DRIVER]


async def keep_so_far(session: AsyncSession) -> None:
    """Commit what was counted before the act: it stays whatever becomes of the rest, which goes on in a new one."""
    await session.commit()


@asynccontextmanager
async def acting_as(session: AsyncSession, audience: Audience, *, profile: UUID | None = None) -> AsyncIterator[None]:
    """Do one part of the work under another audience (routing writes, closed cases), then come back.

    `profile` names the woman in whose rows a worker writes with her consent; whoever acts stays who they are.
    """
    before: Context = session.info["context"]
    await session.flush()
    await enter(session, replace(before, audience=audience, profile=profile or before.profile))
    yield  # an error leaves the audience as it is: the transaction is about to be rolled back
    await session.flush()
    await enter(session, before)


@event.listens_for(Session, "after_begin")
def _enter_context(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Put the session's context on each new transaction; without one the login role sees nothing."""
    context: Context | None = session.info.get("context")
    if context is None:
        return
    # The dialect begins lazily: this first statement makes it send BEGIN, so the raw SETs below are local to it.
    connection.exec_driver_sql(f"SET LOCAL ROLE {context.audience.value}")
    if context.audience is Audience.SIGN_IN:
        return  # owns no row, and its functions are told the county: there is nothing to set
    adapted = connection.connection.dbapi_connection
    if adapted is None:
        raise RuntimeError("the connection is gone")
    adapted.run_async(lambda driver: driver.execute(context.statements()))


@event.listens_for(Session, "after_transaction_end")
def _forget_driver(session: Session, _transaction: SessionTransaction) -> None:
    """Forget the driver's connection: the next transaction may have another."""
    session.info.pop(DRIVER, None)


async def refuse_unsafe_login() -> None:
    """Refuse to run as a superuser, as a role that bypasses row-level security, or as an owner of tables."""
    query = """
        SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid AND relkind = 'r')
        FROM pg_roles r WHERE r.rolname = session_user
    """
    async with transaction() as session:
        connection = await session.connection()
        if (await connection.exec_driver_sql(query)).scalar_one():
            raise RuntimeError("数据库登录角色权限过大：请用 api_login / worker_login，不要用超级用户或表的所有者。")


async def refuse_wrong_clock() -> None:
    """Refuse to run when this machine and the database tell different times: every deadline would be wrong."""
    async with transaction() as session:
        connection = await session.connection()
        there = (await connection.exec_driver_sql("SELECT clock_timestamp()")).scalar_one()
        zone = (await connection.exec_driver_sql("SHOW timezone")).scalar_one()
    if abs(there - clock.now()) > MOST_APART or zone != "UTC":
        raise RuntimeError("这台机器和数据库的时钟差了一分钟以上，或数据库不是 UTC：请先对好时钟。")
