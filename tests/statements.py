"""What a call did in the database, statement by statement, without its values."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import Context


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the text of every statement, and every change of audience, while this lasts."""
    seen: list[str] = []
    tell = Context.statements

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(re.sub(r"sa_savepoint_\d+", "savepoint", " ".join(statement.split())))

    def note_entry(context: Context) -> str:
        seen.append(f"ENTER {context.audience.value}")
        return tell(context)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    Context.statements = note_entry  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Context.statements = tell  # type: ignore[method-assign]
        event.remove(engine.sync_engine, "before_cursor_execute", note)
