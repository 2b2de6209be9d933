"""Loans: her application and its steps, a self-check she let us keep, tips on agents. Nobody else is in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import MOMENT, SEALED, CountyRow, Word, child_of, one_of
from app.vocabulary import AgentWants, AgentWay, LoanSource, LoanStage, TipState


class LoanApplication(CountyRow, table=True):
    """Her way to a loan, as the office that keeps the tracker knows it; one alive at a time."""

    __tablename__ = "loan_application"
    __table_args__ = (
        child_of("profile", "profile_id"),
        one_of("stage", LoanStage),
        UniqueConstraint("county", "number"),
        Index(
            "uq_loan_application_alive",
            "county",
            "profile_id",
            unique=True,
            postgresql_where=text("stage NOT IN ('disbursed', 'rejected', 'withdrawn')"),
        ),
        Index(None, "county", "profile_id", "created_at"),
        Index(None, "county", "reader", "due_at", "id"),
        Index(None, "county", "next_climb_at", postgresql_where=text("next_climb_at IS NOT NULL")),
    )

    profile_id: UUID
    reader: str = Field(max_length=60)
    number: str = Field(max_length=9)
    product: str = Field(max_length=40)
    stage: LoanStage = Field(sa_type=Word(LoanStage))
    township_code: str | None = Field(default=None, max_length=9)
    due_at: datetime = Field(sa_type=MOMENT)
    climbed: int = 0
    next_climb_at: datetime | None = Field(default=None, sa_type=MOMENT)
    name_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    phone_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    wish_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    version: int = 1


class LoanStep(CountyRow, table=True):
    """One stage she came to: which office, on which day, until when; a note for her where it did not go on."""

    __tablename__ = "loan_step"
    __table_args__ = (
        child_of("loan_application", "application_id"),
        one_of("stage", LoanStage),
        one_of("source", LoanSource),
        UniqueConstraint("county", "application_id", "seq"),
    )

    application_id: UUID
    profile_id: UUID
    reader: str = Field(max_length=60)
    seq: int
    stage: LoanStage = Field(sa_type=Word(LoanStage))
    office_name: str = Field(max_length=60)
    reached_on: date
    due_at: datetime | None = Field(default=None, sa_type=MOMENT)
    source: LoanSource = Field(sa_type=Word(LoanSource))
    note_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class LoanCheck(CountyRow, table=True):
    """A self-check she asked us to keep, under a consent of its own; gone when she says so."""

    __tablename__ = "loan_check"
    __table_args__ = (
        child_of("profile", "profile_id"),
        child_of("consent", "consent_id"),
        UniqueConstraint("county", "profile_id"),
    )

    profile_id: UUID
    consent_id: UUID
    answers_sealed: bytes = Field(sa_type=SEALED)


class LoanTip(CountyRow, table=True):
    """What somebody told of an unknown agent; it does not know, and cannot know, who told."""

    __tablename__ = "loan_tip"
    __table_args__ = (
        one_of("way", AgentWay),
        one_of("wants", AgentWants),
        one_of("state", TipState),
        Index(None, "county", "reader", "state", "due_at", "id"),
        Index(None, "county", "next_climb_at", postgresql_where=text("next_climb_at IS NOT NULL")),
    )

    reader: str = Field(max_length=60)
    way: AgentWay = Field(sa_type=Word(AgentWay))
    wants: AgentWants = Field(sa_type=Word(AgentWants))
    township_code: str | None = Field(default=None, max_length=9)
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    agent_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    outcome_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    state: TipState = Field(default=TipState.OPEN, sa_type=Word(TipState))
    due_at: datetime = Field(sa_type=MOMENT)
    climbed: int = 0
    next_climb_at: datetime | None = Field(default=None, sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1
