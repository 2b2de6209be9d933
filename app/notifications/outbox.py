"""Saying that something happened: a notice row and its job, in the transaction of the thing itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db, enqueue
from app.models.base import new_id
from app.vocabulary import NoticeKind, TaskName

WRITE = db.hot("""
    INSERT INTO notice (county, id, created_at, profile_id, reader, kind, request_id, facts, dedupe_key, state,
                        visible_from)
    SELECT :county, one.id, :now, one.profile_id, one.reader, one.kind, one.request_id, one.facts, one.dedupe_key,
           'queued', one.visible_from
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one(id uuid, profile_id uuid, reader text, kind text,
         request_id uuid, facts jsonb, dedupe_key text, visible_from timestamptz)
    ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said to whom: her profile, or a reader token. `facts` hold a number and a date at most."""

    kind: NoticeKind
    dedupe_key: str
    profile_id: UUID | None = None
    reader: str | None = None
    request_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    visible_from: datetime | None = None


async def announce(session: AsyncSession, *, county: str, notes: Iterable[Note]) -> None:
    """Write each notice once (by its dedupe key) with a job to deliver it; nothing leaves before the commit."""
    now = clock.now()
    rows = [_row(note, now) for note in notes]
    if not rows:
        return
    await db.fetch(session, WRITE, {"county": county, "now": now, "rows": orjson.dumps(rows, default=str).decode()})
    jobs: list[tuple[dict[str, str], datetime | None]] = [
        ({"notice": str(row["id"])}, row["visible_from"] if row["visible_from"] > now else None) for row in rows
    ]
    await enqueue.defer_many(session, TaskName.DELIVER_NOTICE, county=county, jobs=jobs)


def _row(note: Note, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "profile_id": note.profile_id,
        "reader": note.reader,
        "kind": note.kind.value,
        "request_id": note.request_id,
        "facts": note.facts,
        "dedupe_key": note.dedupe_key,
        "visible_from": note.visible_from or now,
    }
