"""A request: the row, its tasks at offices, its life as events, its thread, its ratings, its case members."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import CODES, DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, no_facts, one_of
from app.vocabulary import (
    Channel,
    Face,
    Level,
    MessageAudience,
    RequestState,
    Step,
    TaskPart,
    TaskState,
    WithdrawKind,
)

COUNTED = "'resolve', 'approve', 'return', 'reopen', 'classify'"


class HelpRequest(CountyRow, table=True):
    """What she asked, where it is, and which clocks run. `readers` decides which rows an office sees."""

    __tablename__ = "help_request"
    __table_args__ = (
        child_of("profile", "profile_id"),
        child_of("county_version", "catalogue_id", ondelete="RESTRICT"),
        UniqueConstraint("county", "number"),
        one_of("level", Level),
        one_of("state", RequestState),
        one_of("channel", Channel),
        one_of("withdraw_kind", WithdrawKind),
        one_of("pending", Step),
        Index(None, "county", "profile_id", "created_at", "id"),
        Index(None, "county", "created_at"),
        Index(None, "county", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
        Index(None, "county", "phone_index", postgresql_where=text("phone_index IS NOT NULL")),
        Index(None, "county", "state", "confirm_due"),
        Index(None, "county", "next_climb_at", postgresql_where=text("next_climb_at IS NOT NULL")),
    )

    number: str = Field(max_length=9)
    profile_id: UUID
    catalogue_id: UUID
    service_code: str = Field(max_length=40)
    level: Level = Field(sa_type=Word(Level))
    state: RequestState = Field(sa_type=Word(RequestState))
    channel: Channel = Field(sa_type=Word(Channel))
    village_code: str = Field(max_length=12)
    township_code: str = Field(max_length=12)
    lead_office: str = Field(max_length=60)
    owner_id: UUID | None = None
    proxy_id: UUID | None = None
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    telling_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    name_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    phone_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    phone_index: bytes | None = None
    needs: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    topics: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    parent_id: UUID | None = None
    told_together: int = 1
    about_lesson_id: UUID | None = None
    about_minute: int | None = None
    shares_with: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    tells_only_when_open: bool = False

    clock_started_at: datetime | None = Field(default=None, sa_type=MOMENT)
    climb_due: datetime | None = Field(default=None, sa_type=MOMENT)
    climbed: int = 0
    next_climb_at: datetime | None = Field(default=None, sa_type=MOMENT)
    first_due: datetime | None = Field(default=None, sa_type=MOMENT)
    first_replied_at: datetime | None = Field(default=None, sa_type=MOMENT)
    finish_due: datetime | None = Field(default=None, sa_type=MOMENT)
    statutory_due: datetime | None = Field(default=None, sa_type=MOMENT)
    statutory_from: datetime | None = Field(default=None, sa_type=MOMENT)
    paused_at: datetime | None = Field(default=None, sa_type=MOMENT)
    confirm_due: datetime | None = Field(default=None, sa_type=MOMENT)
    resolved_at: datetime | None = Field(default=None, sa_type=MOMENT)
    closed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    closed_automatically: bool = False
    extension_asked_at: datetime | None = Field(default=None, sa_type=MOMENT)
    extension_until: datetime | None = Field(default=None, sa_type=MOMENT)
    extension_granted_at: datetime | None = Field(default=None, sa_type=MOMENT)

    returns: int = 0
    reopens: int = 0
    finishes: int = 0
    review_used: bool = False
    pending: Step | None = Field(default=None, sa_type=Word(Step))
    pending_by: UUID | None = None
    rejected_by: UUID | None = None
    approved_by: UUID | None = None
    extension_by: UUID | None = None
    about_office: str | None = Field(default=None, max_length=60)
    reject_reason: str | None = Field(default=None, max_length=40)
    withdraw_kind: WithdrawKind | None = Field(default=None, sa_type=Word(WithdrawKind))
    erased_at: datetime | None = Field(default=None, sa_type=MOMENT)
    restricted_at: datetime | None = Field(default=None, sa_type=MOMENT)
    override_until: datetime | None = Field(default=None, sa_type=MOMENT)
    override_by: UUID | None = None
    asks_once: bool = False
    version: int = 1


class RequestTask(CountyRow, table=True):
    """One office's part. `reader` may list it: an office, `staff:<id>` or `head:<office>`; none at closed level."""

    __tablename__ = "request_task"
    __table_args__ = (
        child_of("help_request", "request_id"),
        one_of("part", TaskPart),
        one_of("state", TaskState),
        one_of("request_state", RequestState),
        one_of("level", Level),
        Index(None, "county", "request_id"),
        Index(None, "county", "staff_id", postgresql_where=text("state = 'open'")),
        Index(
            "ix_request_task_queue",
            "county",
            "reader",
            "state",
            "due_at",
            "id",
        ),
    )

    request_id: UUID
    profile_id: UUID
    part: TaskPart = Field(sa_type=Word(TaskPart))
    state: TaskState = Field(sa_type=Word(TaskState))
    office_code: str = Field(max_length=60)
    reader: str | None = Field(default=None, max_length=80)
    staff_id: UUID | None = None
    from_office: str | None = Field(default=None, max_length=60)
    due_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    rule_code: str = Field(max_length=60)
    rule_version: int
    request_state: RequestState = Field(sa_type=Word(RequestState))
    level: Level = Field(sa_type=Word(Level))


class RequestEvent(CountyRow, table=True):
    """One move of a request's life, never changed; replaying them gives the stored state."""

    __tablename__ = "request_event"
    __table_args__ = (
        child_of("help_request", "request_id"),
        UniqueConstraint("county", "request_id", "seq"),
        one_of("step", Step),
        one_of("to_state", RequestState),
        Index(
            "ix_request_event_counted", "county", "step", "created_at", postgresql_where=text(f"step IN ({COUNTED})")
        ),
    )

    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    seq: int
    step: Step = Field(sa_type=Word(Step))
    to_state: RequestState = Field(sa_type=Word(RequestState))
    actor_kind: str = Field(max_length=20)
    actor_id: UUID | None = None
    office_code: str | None = Field(default=None, max_length=60)
    facts: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    note_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    shown_to_her: bool = True


class RequestMessage(CountyRow, table=True):
    """One line of the thread. A reply becomes visible to her 15 seconds after it was sent, so it can be taken back."""

    __tablename__ = "request_message"
    __table_args__ = (
        child_of("help_request", "request_id"),
        one_of("audience", MessageAudience),
        Index(None, "county", "request_id", "created_at", "id"),
    )

    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    audience: MessageAudience = Field(sa_type=Word(MessageAudience))
    by_her: bool
    author_id: UUID | None = None
    author_shown: bool = False
    office_code: str | None = Field(default=None, max_length=60)
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    visible_from: datetime = Field(sa_type=MOMENT)
    taken_back_at: datetime | None = Field(default=None, sa_type=MOMENT)


class RequestRating(CountyRow, table=True):
    """Her face for one finish, tied to the office that led at that time (REQ-12)."""

    __tablename__ = "request_rating"
    __table_args__ = (
        child_of("help_request", "request_id"),
        UniqueConstraint("county", "request_id", "finish"),
        one_of("face", Face),
        Index(None, "county", "created_at"),
    )

    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    finish: int
    face: Face = Field(sa_type=Word(Face))
    lead_office: str = Field(max_length=60)


class CaseMember(CountyRow, table=True):
    """A named person who may open one closed request; membership is the only key."""

    __tablename__ = "case_member"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("staff", "staff_id"),
        UniqueConstraint("county", "request_id", "staff_id"),
        Index(None, "county", "staff_id"),
    )

    request_id: UUID
    staff_id: UUID
    part: str = Field(max_length=20)
    until: datetime | None = Field(default=None, sa_type=MOMENT)


class CaseKey(CountyRow, table=True):
    """The wrapped data key of one closed request; `id` is the request's id. Destroying it forgets the case."""

    __tablename__ = "case_key"
    __table_args__ = (child_of("help_request", "id"),)

    profile_id: UUID
    wrapped: bytes | None = Field(default=None, sa_type=SEALED)
    escrowed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    destroy_after: datetime | None = Field(default=None, sa_type=MOMENT)


class ReceiptNumber(CountyRow, table=True):
    """A number given out before it is needed, bound to one person, valid 90 days (design §10.9)."""

    __tablename__ = "receipt_number"
    __table_args__ = (
        UniqueConstraint("county", "number"),
        child_of("profile", "profile_id"),
        Index(None, "county", "profile_id"),
    )

    number: str = Field(max_length=9)
    profile_id: UUID
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)
