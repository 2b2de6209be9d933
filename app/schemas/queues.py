"""What goes out about the desk's queues: tabs, rows, what was found, who could take a part, what became of many."""

from datetime import date
from uuid import UUID

from app.domain.help_requests.queues import Queue
from app.schemas.out import Moment, Out
from app.vocabulary import Level, RequestState, TaskPart


class QueueCount(Out):
    """One tab of the desk."""

    queue: Queue
    name: str
    count: int
    more: bool


class Queues(Out):
    """Every tab of the desk."""

    queues: list[QueueCount]


class QueueRow(Out):
    """One task in a queue; no word of hers, no name."""

    task_id: UUID
    id: UUID
    number: str
    service: str
    service_name: str
    level: Level
    part: TaskPart
    state: RequestState
    state_words: str
    office: str
    office_name: str
    lead_name: str
    staff_id: UUID | None
    staff_name: str | None
    township: str
    township_name: str
    village: str
    village_name: str
    created_at: Moment
    changed_at: Moment
    unread: bool
    due_at: Moment | None
    due_words: str | None
    overdue: bool
    reopens: int
    version: int


class QueuePage(Out):
    """One page of a queue, nearest due first."""

    items: list[QueueRow]
    next: str | None


class RequestFound(Out):
    """A request found by its number or its asker's; where it is, no word of hers."""

    id: UUID
    number: str
    service: str
    service_name: str
    level: Level
    state: RequestState
    state_words: str
    lead_office: str
    lead_name: str
    township: str
    created_at: Moment
    due_at: Moment | None
    due_words: str | None
    version: int


class RequestsFound(Out):
    """What was found, the newest first; at most twenty."""

    items: list[RequestFound]


class HandOver(Out):
    """Open work of somebody who is away, and who stands in."""

    task_id: UUID
    id: UUID
    number: str
    service_name: str
    staff_id: UUID
    deputy_id: UUID
    away_until: date
    due_at: Moment | None


class HandOvers(Out):
    """The open work of colleagues who are away today."""

    items: list[HandOver]


class OneAssigned(Out):
    """What became of one of many; `line` says why it was not given."""

    id: UUID
    done: bool
    version: int | None
    code: str | None
    line: str


class ManyAssigned(Out):
    """What became of each."""

    items: list[OneAssigned]


class Assignee(Out):
    """Somebody of the office with what they already have; `heavy` asks to think twice."""

    staff_id: UUID
    name: str
    open: int
    overdue: int
    away: bool
    heavy: bool


class Assignees(Out):
    """Who could take a part."""

    items: list[Assignee]
