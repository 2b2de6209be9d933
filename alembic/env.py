"""How migrations run: as the owner role, one at a time (advisory lock), one transaction each."""

import os
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

import app.models  # noqa: F401  importing the package declares every table
from app.models.base import Word, metadata

MIGRATION_LOCK = 5002301


def plain_types(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy types into migrations: they never import the application."""
    if kind == "type" and isinstance(thing, Word):
        return f"sa.String(length={thing.impl.length})"
    if kind == "type" and type(thing).__name__ == "AutoString":
        return f"sa.String(length={thing.length})" if thing.length else "sa.String()"
    return False


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:  # noqa: FBT001  Alembic calls it by position
    """Compare only the tables of our own schema."""
    return not (kind == "table" and name == "alembic_version")


def run() -> None:
    """Run what is asked on DATABASE_OWNER_URL."""
    url = sa.make_url(os.environ["DATABASE_OWNER_URL"]).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_item=plain_types,
            include_object=ours,
            transaction_per_migration=True,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
    engine.dispose()


run()
