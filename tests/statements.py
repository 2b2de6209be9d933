"""What a call did in the database, statement by statement, without its values."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app import db
from app.db import Context, Hot
from app.domain.catalogue import queries
from app.http import county

A_LONG_TIME = 3600.0


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the text of every statement, hot ones too, and every change of audience, while this lasts.

    What a process remembers for seconds stays remembered: a slow machine is no difference between two calls.
    """
    seen: list[str] = []
    tell, fetch = Context.statements, db.fetch
    memories = (county.KNOWN_FOR_SECONDS, queries.LOOK_AGAIN_SECONDS)

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(re.sub(r"sa_savepoint_\d+", "savepoint", " ".join(statement.split())))

    def note_entry(context: Context) -> str:
        seen.append(f"ENTER {context.audience.value}")
        return tell(context)

    async def note_hot(session: Any, statement: Hot, values: Any) -> list[Any]:
        seen.append(" ".join(statement.sql.split()))
        return await fetch(session, statement, values)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    Context.statements = note_entry  # type: ignore[method-assign]
    db.fetch = note_hot
    county.KNOWN_FOR_SECONDS = queries.LOOK_AGAIN_SECONDS = A_LONG_TIME
    try:
        yield seen
    finally:
        Context.statements, db.fetch = tell, fetch  # type: ignore[method-assign]
        county.KNOWN_FOR_SECONDS, queries.LOOK_AGAIN_SECONDS = memories
        event.remove(engine.sync_engine, "before_cursor_execute", note)


class Fault(RuntimeError):
    """What is thrown between two statements."""


@contextmanager
def broken_at(engine: AsyncEngine, nth: int) -> Iterator[list[str]]:
    """Throw instead of the nth statement, counted from 1; gives what was asked until then."""
    seen: list[str] = []
    fetch = db.fetch

    def strike(statement: str) -> None:
        seen.append(statement)
        if len(seen) == nth:
            raise Fault

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "SAVEPOINT" not in statement and not statement.startswith("SET LOCAL ROLE"):
            strike(statement)

    async def note_hot(session: Any, statement: Hot, values: Any) -> list[Any]:
        strike(statement.sql)
        return await fetch(session, statement, values)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    db.fetch = note_hot
    try:
        yield seen
    finally:
        db.fetch = fetch
        event.remove(engine.sync_engine, "before_cursor_execute", note)
