"""The desk's queues: what is due first, counted exactly to 999, closed cases merged in for their named people only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.help_requests.narrowing import EVERYTHING, Narrowed
from app.permissions.actors import Actor
from app.vocabulary import Audience

MOST_COUNTED = 999
SOON = timedelta(hours=24)
EARLIEST = datetime(2000, 1, 1, tzinfo=clock.COUNTY_ZONE)
LATEST = datetime(9999, 1, 1, tzinfo=clock.COUNTY_ZONE)


class Queue(StrEnum):
    """The tabs of the desk (QUE-01)."""

    TO_ACCEPT = "to_accept"
    MINE = "mine"
    HELPING = "helping"
    WAITING = "waiting"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REOPENED = "reopened"
    CALL_BACK = "call_back"


NAMES: dict[Queue, str] = {
    Queue.TO_ACCEPT: "待受理",
    Queue.MINE: "我的",
    Queue.HELPING: "协办",
    Queue.WAITING: "等补充",
    Queue.DUE_SOON: "快到期",
    Queue.OVERDUE: "已超期",
    Queue.REOPENED: "重开",
    Queue.CALL_BACK: "待回访",
}
_ALIVE = "t.request_state NOT IN ('resolved', 'rejected', 'closed', 'withdrawn')"
CONDITIONS: dict[Queue, str] = {
    Queue.TO_ACCEPT: (
        "((t.part IN ('lead', 'ruling') AND t.request_state IN ('submitted', 'triage', 'ruling'))"
        " OR t.part IN ('referral', 'review', 'approval'))"
    ),
    Queue.MINE: f"t.staff_id = :me AND {_ALIVE}",
    Queue.HELPING: f"t.part IN ('co', 'township', 'supervise') AND {_ALIVE}",
    Queue.WAITING: "t.part = 'lead' AND t.request_state = 'waiting'",
    Queue.DUE_SOON: f"t.due_at >= :now AND t.due_at < :soon AND {_ALIVE}",
    Queue.OVERDUE: f"t.due_at < :now AND {_ALIVE}",
    Queue.REOPENED: "t.part = 'lead' AND t.request_state = 'reopened'",
    Queue.CALL_BACK: "t.part IN ('call_back', 'liaison')",
}
_OPEN = "t.county = :county AND t.reader = ANY(:team) AND t.state = 'open'"
_CLOSED = "t.county = :county AND t.level = 'closed' AND t.state = 'open'"
_COUNT = "(SELECT count(*) FROM (SELECT 1 FROM request_task t WHERE {scope} AND {condition} LIMIT 1000) c)"
_CUT = """
    SELECT t.* FROM request_task t
    WHERE {scope} AND {condition} AND (COALESCE(t.due_at, :latest), t.id) > (:after_due, :after_id)
    ORDER BY t.due_at, t.id LIMIT :limit
"""
# Each of the actor's tokens gives its first rows in the order of the index; the page is cut before the requests are
# joined: an office's open tasks are thousands, a page is twenty.
_BY_READER = "SELECT t.* FROM unnest(CAST(:team AS text[])) one(reader) CROSS JOIN LATERAL ({cut}) t"
_OF_READER = "t.county = :county AND t.reader = one.reader AND t.state = 'open'"
_COLUMNS = """
    t.id, t.request_id, t.part, t.office_code, t.staff_id, t.due_at, t.request_state, t.level, t.from_office,
    r.number, r.service_code, r.township_code, r.village_code, r.created_at, r.version, r.lead_office, r.reopens,
    e.created_at AS changed_at, e.actor_id AS changed_by
"""
_LAST_EVENT = """
    LEFT JOIN request_event e ON e.county = r.county AND e.request_id = r.id AND e.seq = r.version
"""
_PAGE = """
    SELECT {columns}
    FROM (SELECT * FROM ({tasks}) t ORDER BY t.due_at, t.id LIMIT :limit) t
    JOIN help_request r ON r.county = t.county AND r.id = t.request_id {last_event}
    ORDER BY t.due_at, t.id
"""
# A narrowed page asks the request too before it is cut; a filter that was not named lets everything through.
_NARROWED = """
    SELECT {columns}
    FROM request_task t JOIN help_request r ON r.county = t.county AND r.id = t.request_id {last_event}
    WHERE {scope} AND {condition} AND (COALESCE(t.due_at, :latest), t.id) > (:after_due, :after_id)
      AND (CAST(:states AS text[]) IS NULL OR t.request_state = ANY(:states))
      AND (CAST(:levels AS text[]) IS NULL OR t.level = ANY(:levels))
      AND (CAST(:services AS text[]) IS NULL OR r.service_code = ANY(:services))
      AND (CAST(:townships AS text[]) IS NULL OR r.township_code = ANY(:townships))
      AND (CAST(:due_from AS timestamptz) IS NULL OR t.due_at >= :due_from)
      AND (CAST(:due_to AS timestamptz) IS NULL OR t.due_at < :due_to)
      AND (t.due_at IS NULL OR NOT CAST(:undated AS boolean))
    ORDER BY t.due_at, t.id LIMIT :limit
"""


def _counts_of(scope: str) -> db.Hot:
    columns = (_COUNT.format(scope=scope, condition=CONDITIONS[queue]) + f" AS {queue.value}" for queue in Queue)
    return db.hot("SELECT " + ", ".join(columns))


COUNT_OPEN, COUNT_CLOSED = _counts_of(_OPEN), _counts_of(_CLOSED)


def _page_of(tasks: str, scope: str, queue: Queue) -> db.Hot:
    cut = _CUT.format(scope=scope, condition=CONDITIONS[queue])
    return db.hot(_PAGE.format(tasks=tasks.format(cut=cut), columns=_COLUMNS, last_event=_LAST_EVENT))


PAGE_OPEN = {queue: _page_of(_BY_READER, _OF_READER, queue) for queue in Queue}
PAGE_CLOSED = {queue: _page_of("{cut}", _CLOSED, queue) for queue in Queue}


def _narrowed_of(scope: str, queue: Queue) -> db.Hot:
    joined = {"columns": _COLUMNS, "last_event": _LAST_EVENT}
    return db.hot(_NARROWED.format(scope=scope, condition=CONDITIONS[queue], **joined))


NARROWED_OPEN = {queue: _narrowed_of(_OPEN, queue) for queue in Queue}
NARROWED_CLOSED = {queue: _narrowed_of(_CLOSED, queue) for queue in Queue}


def _values(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    return {"county": actor.county, "team": list(actor.team), "me": actor.id, "now": now, "soon": now + SOON}


async def counts(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """Count every queue of this worker, exactly up to 999; `more` says that there are at least a thousand."""
    values = _values(actor)
    (open_row,) = await db.fetch(session, COUNT_OPEN, values)
    await go_on_as_member(session)
    (closed_row,) = await db.fetch(session, COUNT_CLOSED, values)
    answer = []
    for queue in Queue:
        found = int(open_row[queue.value]) + int(closed_row[queue.value])
        answer.append(
            {"queue": queue, "name": NAMES[queue], "count": min(found, MOST_COUNTED), "more": found > MOST_COUNTED}
        )
    return answer


async def go_on_as_member(session: AsyncSession) -> None:
    """Go on under the case audience for the rest of the call: the way back would be one more question for nothing."""
    await db.enter(session, replace(session.info["context"], audience=Audience.CASE))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of which queue."""

    queue: Queue
    limit: int
    after: tuple[datetime, UUID] | None = None
    narrowed: Narrowed = EVERYTHING


async def page(session: AsyncSession, *, actor: Actor, asked: Asked) -> list[Any]:
    """Fetch one page of a queue, nearest due first: two statements, the office's and the named person's, merged.

    Goes on under the case audience. The look is one row, however many requests it shows.
    """
    due, last = asked.after or (EARLIEST, UUID(int=0))
    values = _values(actor) | {"after_due": due, "after_id": last, "latest": LATEST, "limit": asked.limit}
    values |= asked.narrowed.values(values["now"])
    narrow = asked.narrowed != EVERYTHING
    mine, closed = (NARROWED_OPEN, NARROWED_CLOSED) if narrow else (PAGE_OPEN, PAGE_CLOSED)
    rows = await db.fetch(session, mine[asked.queue], values)
    await go_on_as_member(session)
    rows += await db.fetch(session, closed[asked.queue], values)
    rows.sort(key=_order)
    facts = {"queue": asked.queue.value, "rows": min(len(rows), asked.limit)}
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="queue:read", about=about, facts=facts)
    return rows[: asked.limit]


def _order(row: Mapping[str, Any]) -> tuple[datetime, UUID]:
    return (row["due_at"] or LATEST, row["id"])
