"""Which database we serve from: the addresses of its roles, whether it is new enough, and which one it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psycopg

from launch.faults import StepFailed
from launch.postgres import SUPERUSER, Running
from launch.secrets import Secrets

DATABASE = "shouwang"
OLDEST_SERVER = 150_000
URL_NAMES = ("DATABASE_URL", "WORKER_DATABASE_URL", "DATABASE_OWNER_URL")
SUPERUSER_URL = "DATABASE_SUPERUSER_URL"
_SCHEME = re.compile(r"^postgres(ql)?(\+\w+)?://")
_IDENTITY = """
    SELECT s.system_identifier || '/' || d.oid FROM pg_control_system() s, pg_database d WHERE d.datname = %s
"""


@dataclass(frozen=True, slots=True)
class Urls:
    """The three addresses of the service's database; the superuser's only where we may make roles."""

    api: str = field(repr=False)
    worker: str = field(repr=False)
    owner: str = field(repr=False)
    superuser: str | None = field(default=None, repr=False)

    def named(self) -> dict[str, str]:
        """The three addresses under their names."""
        return dict(zip(URL_NAMES, (self.api, self.worker, self.owner), strict=True))

    @property
    def asked(self) -> str:
        """The address the launcher itself asks: before roles exist only the superuser can answer."""
        return _SCHEME.sub("postgresql://", self.superuser or self.owner)


def embedded_urls(running: Running, secrets: Secrets) -> Urls:
    """The addresses of the server we started ourselves."""
    driver = "postgresql+asyncpg"
    return Urls(
        api=running.url("api_login", secrets.api_login, DATABASE, driver),
        worker=running.url("worker_login", secrets.worker_login, DATABASE, driver),
        owner=running.url("owner", secrets.owner, DATABASE, driver),
        superuser=running.url(SUPERUSER, secrets.superuser, "postgres"),
    )


def given_urls(environment: Mapping[str, str]) -> Urls | None:
    """The addresses of a server the operator brings, None when there is none; all three or nothing."""
    given = [name for name in URL_NAMES if environment.get(name)]
    if not given:
        return None
    missing = [name for name in URL_NAMES if name not in given]
    if missing:
        raise StepFailed(
            f"设置了 {'、'.join(given)}，还缺 {'、'.join(missing)}。",
            "用自己的 PostgreSQL 要三个都设置；用内置数据库就一个都不设置。",
        )
    api, worker, owner = (_SCHEME.sub("postgresql+asyncpg://", environment[name]) for name in URL_NAMES)
    return Urls(api, worker, owner, environment.get(SUPERUSER_URL) or None)


def refuse_old_server(urls: Urls) -> None:
    """StepFailed unless the operator's server answers and is PostgreSQL 15 or newer."""
    try:
        with psycopg.connect(urls.asked, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as fault:
        raise StepFailed(
            f"连不上给定的数据库：{str(fault).strip().splitlines()[0]}",
            "请检查地址、端口、用户名和密码；或者取消三个 DATABASE 变量，改用内置数据库。",
        ) from None
    refuse_old_version(version)


def refuse_old_version(version: int) -> None:
    """StepFailed for a server number such as 140011; 150000 and later pass."""
    if version < OLDEST_SERVER:
        raise StepFailed(
            f"给定的 PostgreSQL 是 {version // 10_000} 版，至少要 15 版。",
            "请升级数据库；或者取消三个 DATABASE 变量，改用内置数据库。",
        )


def identity(urls: Urls) -> str | None:
    """Which database this is, so that a new one under an old address is noticed; None while it does not exist."""
    name = urlsplit(urls.owner).path.lstrip("/")
    with psycopg.connect(urls.asked, connect_timeout=10) as connection:
        row = connection.execute(_IDENTITY, (name,)).fetchone()
    return str(row[0]) if row else None
