"""Legal aid: applications inside a request, the roster of lawyers, and what binds a lawyer to the other side."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import AidChannel, AidResult, AidState, LawyerKind, Pledge, RejectReason, TieKind, Urgency


class Lawyer(CountyRow, table=True):
    """One lawyer or agency the county may assign; name and telephone are sealed, the firm is public."""

    __tablename__ = "lawyer"
    __table_args__ = (
        one_of("kind", LawyerKind),
        UniqueConstraint("county", "licence"),
    )

    kind: LawyerKind = Field(sa_type=Word(LawyerKind))
    name_sealed: bytes = Field(sa_type=SEALED)
    phone_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    firm: str = Field(max_length=80)
    firm_key: str = Field(max_length=80)
    licence: str = Field(max_length=40)
    checked_on: date
    valid_until: date
    woman: bool = False
    dialects: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    matters: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    retired_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1


class LawyerTie(CountyRow, table=True):
    """A person a lawyer acts for or is related to: found by blind index, sealed so that the index can be made anew."""

    __tablename__ = "lawyer_tie"
    __table_args__ = (
        child_of("lawyer", "lawyer_id"),
        one_of("kind", TieKind),
        UniqueConstraint("county", "lawyer_id", "kind", "party_index"),
        Index(None, "county", "party_index"),
    )

    lawyer_id: UUID
    kind: TieKind = Field(sa_type=Word(TieKind))
    party_index: bytes
    party_sealed: bytes = Field(sa_type=SEALED)


class AidApplication(CountyRow, table=True):
    """Her application for legal aid; it lives inside a request and is seen by exactly its readers.

    There is no column for income: the law asks none on these grounds, and a signed pledge is enough on all others.
    """

    __tablename__ = "aid_application"
    __table_args__ = (
        child_of("help_request", "request_id"),
        child_of("lawyer", "lawyer_id", ondelete="RESTRICT"),
        one_of("channel", AidChannel),
        one_of("urgency", Urgency),
        one_of("state", AidState),
        one_of("pledge", Pledge),
        one_of("refuse_reason", RejectReason),
        one_of("result", AidResult),
        Index(None, "county", "request_id", "created_at"),
        Index(None, "county", "profile_id", "created_at"),
        Index(None, "county", "lawyer_id"),
        Index(None, "county", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    )

    request_id: UUID
    profile_id: UUID
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    channel: AidChannel = Field(sa_type=Word(AidChannel))
    state: AidState = Field(sa_type=Word(AidState))
    matter: str = Field(max_length=40)
    ground: str | None = Field(default=None, max_length=40)
    ground_from_ledger: bool = False
    urgency: Urgency = Field(sa_type=Word(Urgency))
    pledge: Pledge | None = Field(default=None, sa_type=Word(Pledge))
    voice_file_id: UUID | None = None
    applied_by: UUID | None = None
    consent_id: UUID | None = None
    story_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    outcome_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    limitation_ends: date | None = None
    must_preserve: bool = False
    provisional: bool = False

    papers_told_at: datetime | None = Field(default=None, sa_type=MOMENT)
    papers_due: datetime | None = Field(default=None, sa_type=MOMENT)
    papers_supplied_at: datetime | None = Field(default=None, sa_type=MOMENT)
    papers_taken_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reminders: int = 0
    look_at: datetime | None = Field(default=None, sa_type=MOMENT)

    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    decided_by: UUID | None = None
    refuse_reason: RejectReason | None = Field(default=None, sa_type=Word(RejectReason))
    objected_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reviewed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reviewed_by: UUID | None = None
    lawyer_id: UUID | None = None
    assigned_at: datetime | None = Field(default=None, sa_type=MOMENT)
    met_on: date | None = None
    filed_on: date | None = None
    hearing_at: datetime | None = Field(default=None, sa_type=MOMENT)
    concluded_on: date | None = None
    result: AidResult | None = Field(default=None, sa_type=Word(AidResult))
    version: int = 1
