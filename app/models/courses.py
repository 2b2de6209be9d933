"""Courses and activities: their texts, who enrolled, who came, what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from app.models.base import DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, one_of
from app.vocabulary import (
    AttendanceWay,
    CourseKind,
    CourseState,
    EnrolmentState,
    Outcome,
    ReportReason,
    TextState,
    Topic,
)


class Course(CountyRow, table=True):
    """A course or activity: the text everybody sees, and the columns it is found by.

    `taken` counts seats held (enrolled or offered); `shown` says that the public may see it.
    """

    __tablename__ = "course"
    __table_args__ = (
        child_of("provider", "provider_id"),
        one_of("kind", CourseKind),
        one_of("topic", Topic),
        one_of("state", CourseState),
        CheckConstraint("taken >= 0 AND taken <= seats AND waiting >= 0", name="seats_add_up"),
        Index("ix_course_open", "county", "starts_at", "id", postgresql_where=text("shown AND state = 'published'")),
        Index("ix_course_search", "search", postgresql_using="gin"),
        Index(None, "county", "provider_code", "created_at", "id"),
        Index(None, "county", "state", "ends_at"),
    )

    provider_id: UUID
    provider_code: str = Field(max_length=60)
    provider_name: str = Field(max_length=60)
    kind: CourseKind = Field(sa_type=Word(CourseKind))
    topic: Topic = Field(sa_type=Word(Topic))
    state: CourseState = Field(default=CourseState.DRAFT, sa_type=Word(CourseState))
    shown: bool = False
    content: dict[str, Any] = Field(sa_type=DOCUMENT)
    township_code: str = Field(max_length=12)
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime = Field(sa_type=MOMENT)
    free: bool
    childcare: bool
    half_day: bool
    off_season: bool
    seats: int
    taken: int = 0
    waiting: int = 0
    next_position: int = 1
    search: Any = Field(default="", sa_type=TSVECTOR)
    cancel_reason: str | None = Field(default=None, max_length=200)
    version: int = 1


class CourseText(CountyRow, table=True):
    """One version of a course's text, kept for good: what was shown when, and who looked at it."""

    __tablename__ = "course_text"
    __table_args__ = (
        child_of("course", "course_id"),
        UniqueConstraint("county", "course_id", "number"),
        one_of("state", TextState),
    )

    course_id: UUID
    provider_code: str = Field(max_length=60)
    number: int
    content: dict[str, Any] = Field(sa_type=DOCUMENT)
    state: TextState = Field(sa_type=Word(TextState))
    reason: str | None = Field(default=None, max_length=500)


class Enrolment(CountyRow, table=True):
    """One woman's place in one course; the line is ordered by `position`."""

    __tablename__ = "enrolment"
    __table_args__ = (
        child_of("course", "course_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "course_id", "profile_id"),
        one_of("state", EnrolmentState),
        one_of("topic", Topic),
        Index("ix_enrolment_line", "county", "course_id", "position", postgresql_where=text("state = 'waiting'")),
        Index("ix_enrolment_offers", "county", "offered_until", postgresql_where=text("state = 'offered'")),
        Index(None, "county", "profile_id", "created_at", "id"),
    )

    course_id: UUID
    profile_id: UUID
    provider_code: str = Field(max_length=60)
    topic: Topic = Field(sa_type=Word(Topic))
    state: EnrolmentState = Field(sa_type=Word(EnrolmentState))
    position: int
    offered_until: datetime | None = Field(default=None, sa_type=MOMENT)
    needs_childcare: bool = False
    needs_transport: bool = False
    needs_reading_help: bool = False
    consent_id: UUID | None = None


class Attendance(CountyRow, table=True):
    """She came to one session; written once, by QR or from a list, perhaps late."""

    __tablename__ = "attendance"
    __table_args__ = (
        child_of("course", "course_id"),
        child_of("enrolment", "enrolment_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "enrolment_id", "session_number"),
        one_of("way", AttendanceWay),
        Index(None, "county", "course_id"),
    )

    course_id: UUID
    enrolment_id: UUID
    profile_id: UUID
    provider_code: str = Field(max_length=60)
    session_number: int
    way: AttendanceWay = Field(sa_type=Word(AttendanceWay))
    attended_at: datetime = Field(sa_type=MOMENT)
    late: bool


class Certificate(CountyRow, table=True):
    """She finished a course; anybody who is shown the code may check it."""

    __tablename__ = "certificate"
    __table_args__ = (
        child_of("course", "course_id"),
        child_of("enrolment", "enrolment_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "code"),
        UniqueConstraint("county", "enrolment_id"),
        Index(None, "county", "profile_id"),
    )

    code: str = Field(max_length=12)
    course_id: UUID
    enrolment_id: UUID
    profile_id: UUID
    title: str = Field(max_length=40)
    provider_name: str = Field(max_length=60)
    sessions: int
    holder_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class OutcomeAsk(CountyRow, table=True):
    """One question after one or three months, and her one-tap answer (CRS-06)."""

    __tablename__ = "outcome_ask"
    __table_args__ = (
        child_of("course", "course_id"),
        child_of("enrolment", "enrolment_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "enrolment_id", "month"),
        CheckConstraint("month IN (1, 3)", name="asked_twice"),
        one_of("answer", Outcome),
        Index(None, "county", "profile_id"),
    )

    course_id: UUID
    enrolment_id: UUID
    profile_id: UUID
    month: int
    answer: Outcome | None = Field(default=None, sa_type=Word(Outcome))
    answered_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CourseReport(CountyRow, table=True):
    """One person's word that a course's information is wrong (CRS-09)."""

    __tablename__ = "course_report"
    __table_args__ = (
        child_of("course", "course_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "course_id", "profile_id"),
        one_of("reason", ReportReason),
    )

    course_id: UUID
    profile_id: UUID
    reason: ReportReason = Field(sa_type=Word(ReportReason))
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)
