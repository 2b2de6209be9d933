"""The cluster-wide roles, made idempotently under an advisory lock and outside the migrations (design §10.13)."""

import os
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import make_url

ROLE_LOCK = 5002302
AUDIENCES = (
    "aud_sign_in",
    "aud_public",
    "aud_woman",
    "aud_cadre",
    "aud_town",
    "aud_dept",
    "aud_desk",
    "aud_case",
    "aud_route",
    "aud_provider",
    "aud_admin",
    "aud_auditor",
    "aud_figures",
    "aud_worker",
)
NOLOGIN = (*AUDIENCES, "definer", "jobs_definer")


@dataclass(frozen=True, slots=True)
class Login:
    """One login role and the password the service will use for it."""

    name: str
    password: str | None


def logins_from_environment() -> tuple[Login, Login, Login]:
    """Read owner, API and worker logins out of the three database URLs. KeyError names the missing variable."""
    urls = [make_url(os.environ[name]) for name in ("DATABASE_OWNER_URL", "DATABASE_URL", "WORKER_DATABASE_URL")]
    owner, api, worker = (Login(url.username or "", str(url.password) if url.password else None) for url in urls)
    return owner, api, worker


def make_roles(superuser_url: str, owner: Login, api: Login, worker: Login) -> None:
    """Make every role and its memberships; running it again changes nothing but passwords."""
    url = make_url(superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (ROLE_LOCK,))
        for name in NOLOGIN:
            _ensure(connection, name, "NOLOGIN")
        _ensure(connection, "backup", "NOLOGIN BYPASSRLS")
        for login in (owner, api, worker):
            _ensure(connection, login.name, "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS", login.password)
        _grant(connection, api.name, [name for name in AUDIENCES if name != "aud_worker"])
        # her copy and her evidence are gathered under her own rights: the worker enters her audience for that alone;
        # months are counted by a role that reads no closed row and no sealed column
        _grant(connection, worker.name, ["aud_worker", "aud_route", "aud_woman", "aud_figures"])
        _grant(connection, owner.name, ["definer", "jobs_definer"])


def make_database(superuser_url: str, name: str, owner: str) -> None:
    """Make the database if it is missing; PUBLIC may do nothing in it."""
    url = make_url(superuser_url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                    sql.Identifier(name), sql.Identifier(owner)
                )
            )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        for role in ("api_login", "worker_login", "backup"):
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(role))
            )


def _ensure(connection: psycopg.Connection, name: str, options: str, password: str | None = None) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    verb = "ALTER" if known else "CREATE"
    command = sql.SQL("{} ROLE {} {}").format(sql.SQL(verb), sql.Identifier(name), sql.SQL(options))
    if password is not None:
        command += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    connection.execute(command)


def _grant(connection: psycopg.Connection, member: str, roles: list[str]) -> None:
    for role in roles:
        connection.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(sql.Identifier(role), sql.Identifier(member))
        )
