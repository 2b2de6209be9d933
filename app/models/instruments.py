"""The dated instruments beside a request, and the alarms the worker gives about them, each once."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import AlarmKind, InstrumentKind, InstrumentState


class Instrument(CountyRow, table=True):
    """One warning, protection order, mandatory report, land dispute or mediation: dates in the open, words sealed.

    Who made a mandatory report is sealed apart from the rest and shown to the police's own people alone.
    """

    __tablename__ = "instrument"
    __table_args__ = (
        child_of("help_request", "request_id"),
        one_of("kind", InstrumentKind),
        one_of("state", InstrumentState),
        Index(None, "county", "request_id", "created_at"),
    )

    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    kind: InstrumentKind = Field(sa_type=Word(InstrumentKind))
    state: InstrumentState = Field(sa_type=Word(InstrumentState))
    urgent: bool = False
    oral: bool = False
    began_at: datetime = Field(sa_type=MOMENT)
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    valid_until: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=MOMENT)
    extended: int = 0
    party: str | None = Field(default=None, max_length=40)
    receipt: str | None = Field(default=None, max_length=80)
    screened_at: datetime | None = Field(default=None, sa_type=MOMENT)
    screened_by: UUID | None = None
    details_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    reporter_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    version: int = 1


class InstrumentAlarm(CountyRow, table=True):
    """One alarm: due at a moment, given once, cancelled where its instrument changed; a visit is also ticked."""

    __tablename__ = "instrument_alarm"
    __table_args__ = (
        child_of("instrument", "instrument_id"),
        child_of("help_request", "request_id"),
        one_of("kind", AlarmKind),
        UniqueConstraint("county", "instrument_id", "kind", "due_at"),
        Index(
            "ix_instrument_alarm_waiting",
            "county",
            "due_at",
            postgresql_where=text("fired_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    instrument_id: UUID
    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    kind: AlarmKind = Field(sa_type=Word(AlarmKind))
    due_at: datetime = Field(sa_type=MOMENT)
    fired_at: datetime | None = Field(default=None, sa_type=MOMENT)
    cancelled_at: datetime | None = Field(default=None, sa_type=MOMENT)
    done_on: date | None = None
    safe: bool | None = None
