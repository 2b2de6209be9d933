"""Saying that something happened: a notice row and its job, in the transaction of the thing itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, enqueue
from app.models.base import new_id
from app.models.notices import Notice
from app.vocabulary import NoticeKind, NoticeState, TaskName


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
    rows = [_row(county, note, now) for note in notes]
    if not rows:
        return
    await session.execute(insert(Notice).values(rows).on_conflict_do_nothing())
    jobs: list[tuple[dict[str, str], datetime | None]] = [
        ({"notice": str(row["id"])}, row["visible_from"] if row["visible_from"] > now else None) for row in rows
    ]
    await enqueue.defer_many(session, TaskName.DELIVER_NOTICE, county=county, jobs=jobs)


def _row(county: str, note: Note, now: datetime) -> dict[str, Any]:
    return {
        "county": county,
        "id": new_id(),
        "created_at": now,
        "profile_id": note.profile_id,
        "reader": note.reader,
        "kind": note.kind,
        "request_id": note.request_id,
        "facts": note.facts,
        "dedupe_key": note.dedupe_key,
        "state": NoticeState.QUEUED,
        "visible_from": note.visible_from or now,
    }
