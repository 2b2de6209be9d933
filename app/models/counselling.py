"""What passes between her and her counsellor: who it is, appointments, notes, the plan, danger and every call."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import (
    Answered,
    BookingKind,
    BookingState,
    CrisisCause,
    CrisisState,
    FigureMeasure,
    HandOverState,
    SeatEnd,
    SessionWay,
)


class OfARequest(CountyRow):
    """A row beside one counselling request. `readers` names people, never offices; empty in a closed case."""

    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)


class CounsellingSeat(OfARequest, table=True):
    """Who counsels her in this request, from when to when; one at a time."""

    __tablename__ = "counselling_seat"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("counsellor", "counsellor_id"),
        one_of("ended_because", SeatEnd),
        Index(
            "ix_counselling_seat_one",
            "county",
            "request_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    counsellor_id: UUID
    staff_id: UUID
    supervisor_id: UUID
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ended_because: SeatEnd | None = Field(default=None, sa_type=Word(SeatEnd))
    reason_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    with_notes: bool = False


class CounsellingBooking(OfARequest, table=True):
    """An appointment: a slot she took, or hours in which she asked to be called; a slot is booked once."""

    __tablename__ = "counselling_booking"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("counselling_slot", "slot_id"),
        one_of("kind", BookingKind),
        one_of("way", SessionWay),
        one_of("state", BookingState),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index(
            "ix_counselling_booking_slot",
            "county",
            "slot_id",
            unique=True,
            postgresql_where=text("slot_id IS NOT NULL AND state <> 'cancelled'"),
        ),
        Index(None, "county", "request_id"),
        Index(None, "county", "state", "starts_at"),
        Index(None, "county", "staff_id", "starts_at"),
    )

    kind: BookingKind = Field(sa_type=Word(BookingKind))
    slot_id: UUID | None = None
    staff_id: UUID | None = None
    way: SessionWay = Field(sa_type=Word(SessionWay))
    place_code: str | None = Field(default=None, max_length=40)
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime = Field(sa_type=MOMENT)
    state: BookingState = Field(default=BookingState.BOOKED, sa_type=Word(BookingState))
    cancelled_by: str | None = Field(default=None, max_length=20)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    remind_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reminded_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CounsellingNote(OfARequest, table=True):
    """A counsellor's own note of a session: sealed, for its writer and their supervisor and nobody else."""

    __tablename__ = "counselling_note"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("counselling_booking", "booking_id"),
        CheckConstraint("cardinality(readers) > 0", name="has_readers"),
        Index(None, "county", "request_id", "created_at"),
    )

    booking_id: UUID | None = None
    author_id: UUID
    closed: bool
    note_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class CounsellingPlan(OfARequest, table=True):
    """What they agreed on, sealed; she reads the same words as her counsellor. Each change is the next version."""

    __tablename__ = "counselling_plan"
    __table_args__ = (child_of("help_request", "request_id"), UniqueConstraint("county", "request_id", "version"))

    version: int
    author_id: UUID
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class MoodCheck(OfARequest, table=True):
    """A mood check she sent herself; there is no other way for one to come here."""

    __tablename__ = "counselling_mood_check"
    __table_args__ = (
        child_of("help_request", "request_id"),
        Index(None, "county", "request_id", "created_at"),
    )

    questions_version: int
    danger: bool
    answers_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class CounsellingCrisis(OfARequest, table=True):
    """Danger was heard: who calls, by when, and whom it climbs to until somebody has spoken with her."""

    __tablename__ = "counselling_crisis"
    __table_args__ = (
        child_of("help_request", "request_id"),
        one_of("cause", CrisisCause),
        one_of("state", CrisisState),
        Index(
            "ix_counselling_crisis_open",
            "county",
            "request_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "county", "next_climb_at", postgresql_where=text("state = 'open'")),
    )

    cause: CrisisCause = Field(sa_type=Word(CrisisCause))
    state: CrisisState = Field(default=CrisisState.OPEN, sa_type=Word(CrisisState))
    staff_id: UUID | None = None
    nobody_on_duty: bool = False
    due_at: datetime = Field(sa_type=MOMENT)
    rung: int = 0
    failed: int = 0
    next_climb_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reached_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CounsellingAttempt(OfARequest, table=True):
    """One call that was tried: when, and who answered. She sees every one."""

    __tablename__ = "counselling_attempt"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("counselling_crisis", "crisis_id"),
        child_of("counselling_booking", "booking_id"),
        one_of("answered", Answered),
        Index(None, "county", "request_id", "created_at"),
    )

    crisis_id: UUID | None = None
    booking_id: UUID | None = None
    staff_id: UUID
    answered: Answered = Field(sa_type=Word(Answered))
    safe: bool


class CounsellingHandOver(OfARequest, table=True):
    """A counsellor asks her whether another may go on; without her yes nothing changes."""

    __tablename__ = "counselling_hand_over"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("counsellor", "to_id"),
        one_of("state", HandOverState),
        Index(
            "ix_counselling_hand_over_asked",
            "county",
            "request_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    to_id: UUID
    asked_by: UUID
    reason_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    state: HandOverState = Field(default=HandOverState.ASKED, sa_type=Word(HandOverState))
    answered_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CounsellingFigure(CountyRow, table=True):
    """A month's count as it may be shown: small numbers are gone before the county's desk can look."""

    __tablename__ = "counselling_figure"
    __table_args__ = (one_of("measure", FigureMeasure), UniqueConstraint("county", "month", "measure"))

    month: date
    measure: FigureMeasure = Field(sa_type=Word(FigureMeasure))
    shown: str = Field(max_length=20)
