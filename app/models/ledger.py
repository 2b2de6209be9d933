"""The ledger of women who register themselves, its steps, and what each of them agreed to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import ConsentChannel, ConsentPurpose, Eligibility, FlagSource, KeyGroup, LedgerState, LedgerStep


class LedgerEntry(CountyRow, table=True):
    """One registered person. Name, phone and ID number are sealed; the ID number is found by blind index only."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("county", "profile_id"),
        UniqueConstraint("county", "id_index"),
        UniqueConstraint("county", "number"),
        child_of("profile", "profile_id"),
        one_of("state", LedgerState),
        one_of("eligibility", Eligibility),
        Index(None, "county", "township_code", "state"),
        Index(None, "county", "village_code", "state"),
    )

    number: str | None = Field(default=None, max_length=9)
    profile_id: UUID
    state: LedgerState = Field(sa_type=Word(LedgerState))
    eligibility: Eligibility = Field(sa_type=Word(Eligibility))
    failing_parts: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    township_code: str = Field(max_length=12)
    village_code: str = Field(max_length=12)
    name_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    phone_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    id_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    id_index: bytes | None = None
    answers_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    change_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    returned: bool = False
    next_review: date | None = None
    version: int = 1


class LedgerEvent(CountyRow, table=True):
    """One step of an entry's verification; a reason for her is sealed."""

    __tablename__ = "ledger_event"
    __table_args__ = (
        child_of("ledger_entry", "entry_id"),
        child_of("profile", "profile_id"),
        one_of("step", LedgerStep),
        one_of("to_state", LedgerState),
        Index(None, "county", "entry_id", "created_at"),
    )

    entry_id: UUID
    profile_id: UUID
    township_code: str = Field(max_length=12)
    village_code: str = Field(max_length=12)
    step: LedgerStep = Field(sa_type=Word(LedgerStep))
    to_state: LedgerState = Field(sa_type=Word(LedgerState))
    actor_kind: str = Field(max_length=20)
    actor_id: UUID
    office_code: str | None = Field(default=None, max_length=60)
    reason_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class LedgerFlag(CountyRow, table=True):
    """One key-group fact about an entry: who says so, from when, until when (LED-04)."""

    __tablename__ = "ledger_flag"
    __table_args__ = (
        child_of("ledger_entry", "entry_id"),
        one_of("key_group", KeyGroup),
        one_of("source", FlagSource),
        Index(None, "county", "entry_id"),
    )

    entry_id: UUID
    profile_id: UUID
    township_code: str = Field(max_length=12)
    village_code: str = Field(max_length=12)
    key_group: KeyGroup = Field(sa_type=Word(KeyGroup))
    source: FlagSource = Field(sa_type=Word(FlagSource))
    seen_on: date
    expires_on: date
    set_by: UUID


class Consent(CountyRow, table=True):
    """One thing she agreed to, for one use, heard aloud or read, withdrawable (SAF-09)."""

    __tablename__ = "consent"
    __table_args__ = (
        child_of("profile", "profile_id"),
        one_of("purpose", ConsentPurpose),
        one_of("channel", ConsentChannel),
        Index(None, "county", "profile_id", "purpose"),
        Index(None, "county", "request_id"),
    )

    profile_id: UUID
    purpose: ConsentPurpose = Field(sa_type=Word(ConsentPurpose))
    channel: ConsentChannel = Field(sa_type=Word(ConsentChannel))
    office_code: str | None = Field(default=None, max_length=60)
    request_id: UUID | None = None
    text_version: str = Field(max_length=20)
    heard: bool
    withdrawn_at: datetime | None = Field(default=None, sa_type=MOMENT)
