"""The desk's list of applications: what is due first, closed ones merged in for their named people only."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.domain import receipt_numbers
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.help_requests.queues import LATEST, go_on_as_member
from app.domain.legal_aid import steps
from app.permissions.actors import Actor
from app.vocabulary import AidState, Level

ROWS = text("""
    SELECT a.id, a.request_id, a.state, a.matter, a.urgency, a.created_at, a.version, a.papers_due,
           a.papers_supplied_at, r.number, r.level, r.statutory_due
    FROM aid_application a JOIN help_request r ON r.county = a.county AND r.id = a.request_id
    WHERE a.county = :county AND (r.level = 'closed') = :closed AND r.erased_at IS NULL
      AND r.state <> 'withdrawn'
      AND (CAST(:request AS uuid) IS NULL OR a.request_id = :request)
      AND (a.state = ANY(:states) OR CAST(:request AS uuid) IS NOT NULL)
    ORDER BY r.statutory_due NULLS LAST, a.id LIMIT :limit
""")


async def at_desk(session: AsyncSession, *, actor: Actor, request_id: UUID | None, limit: int) -> list[dict[str, Any]]:
    """List what is alive, or everything of one request: the office's, then the named person's, merged."""
    values = {
        "county": actor.county,
        "request": request_id,
        "states": [one.value for one in steps.ALIVE],
        "limit": limit,
    }
    rows = list((await session.execute(ROWS, values | {"closed": False})).mappings())
    await go_on_as_member(session)
    rows += list((await session.execute(ROWS, values | {"closed": True})).mappings())
    rows.sort(key=lambda row: (row["statutory_due"] or LATEST, row["id"]))
    folder = (await catalogue.current(session, actor.county)).folder
    about = About("staff", actor.id, None)
    facts = {"rows": min(len(rows), limit)}
    await audit.record_read(session, actor=actor, action="legal_aid:list", about=about, facts=facts)
    return [_shown(row, folder) for row in rows[:limit]]


def _shown(row: RowMapping, folder: Folder) -> dict[str, Any]:
    state, found = AidState(row["state"]), county.matter(folder, row["matter"])
    return {
        "id": row["id"],
        "request_id": row["request_id"],
        "number": receipt_numbers.shown(row["number"]),
        "level": Level(row["level"]),
        "state": state,
        "state_words": steps.WORDS[state],
        "matter_name": found.name if found else row["matter"],
        "urgency": row["urgency"],
        "received_at": row["created_at"],
        "due_at": row["statutory_due"] if state in steps.CLOCKS else None,
        "version": row["version"],
    }
