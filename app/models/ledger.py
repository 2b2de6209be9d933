"""The ledger of women who register themselves, its steps, and what each of them agreed to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import (
    ConsentChannel,
    ConsentEvidence,
    ConsentForm,
    ConsentGiver,
    ConsentMeans,
    ConsentPurpose,
    Eligibility,
    ExitReason,
    FlagSource,
    KeyGroup,
    LedgerState,
    LedgerStep,
    PairKind,
    PairState,
    ProxyEnd,
    RecheckState,
)


class LedgerEntry(CountyRow, table=True):
    """One registered person. Name, phone and ID number are sealed; the ID number is found by blind index only."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("county", "profile_id"),
        UniqueConstraint("county", "number"),
        child_of("profile", "profile_id"),
        one_of("state", LedgerState),
        one_of("eligibility", Eligibility),
        one_of("left_because", ExitReason),
        Index(None, "county", "id_index"),
        Index(None, "county", "twin_index"),
        Index(None, "county", "township_code", "state"),
        Index(None, "county", "village_code", "state"),
        Index("ix_ledger_entry_due", "county", "next_review", postgresql_where=text("state = 'active'")),
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
    twin_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    twin_index: bytes | None = None
    answers_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    change_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    returned: bool = False
    next_review: date | None = None
    left_because: ExitReason | None = Field(default=None, sa_type=Word(ExitReason))
    left_on: date | None = None
    proxy_by: UUID | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ask_contact: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    version: int = 1


class LedgerEvent(CountyRow, table=True):
    """One step of an entry's verification; a reason for her is sealed."""

    __tablename__ = "ledger_event"
    __table_args__ = (
        child_of("ledger_entry", "entry_id"),
        child_of("profile", "profile_id"),
        one_of("step", LedgerStep),
        one_of("to_state", LedgerState),
        one_of("because", ExitReason),
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
    because: ExitReason | None = Field(default=None, sa_type=Word(ExitReason))
    effective_on: date | None = None
    reason_sealed: bytes | None = Field(default=None, sa_type=SEALED)


class LedgerRecheck(CountyRow, table=True):
    """One re-check of an entry on the desk of its village and township; one is open at a time (LED-05)."""

    __tablename__ = "ledger_recheck"
    __table_args__ = (
        child_of("ledger_entry", "entry_id"),
        one_of("state", RecheckState),
        one_of("closed_because", ExitReason),
        Index("ux_ledger_recheck_open", "county", "entry_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "county", "township_code", "state", "due_on"),
    )

    entry_id: UUID
    profile_id: UUID
    township_code: str = Field(max_length=12)
    village_code: str = Field(max_length=12)
    due_on: date
    state: RecheckState = Field(default=RecheckState.OPEN, sa_type=Word(RecheckState))
    closed_because: ExitReason | None = Field(default=None, sa_type=Word(ExitReason))
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ended_by: UUID | None = None


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


class ProxyConsent(CountyRow, table=True):
    """What one worker may do in her name: who said so, when, how, what for, until when, and what shows it (LED-07)."""

    __tablename__ = "proxy_consent"
    __table_args__ = (
        child_of("ledger_entry", "entry_id"),
        child_of("profile", "profile_id"),
        one_of("form", ConsentForm),
        one_of("means", ConsentMeans),
        one_of("given_by", ConsentGiver),
        one_of("evidence", ConsentEvidence),
        one_of("ended_because", ProxyEnd),
        Index(None, "county", "entry_id"),
        Index(None, "county", "profile_id"),
    )

    entry_id: UUID
    profile_id: UUID
    township_code: str = Field(max_length=12)
    village_code: str = Field(max_length=12)
    staff_id: UUID
    office_code: str = Field(max_length=60)
    form: ConsentForm = Field(sa_type=Word(ConsentForm))
    means: ConsentMeans = Field(sa_type=Word(ConsentMeans))
    given_by: ConsentGiver = Field(sa_type=Word(ConsentGiver))
    given_at: datetime = Field(sa_type=MOMENT)
    uses: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    evidence: ConsentEvidence = Field(sa_type=Word(ConsentEvidence))
    witness_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    file_id: UUID | None = None
    expires_on: date
    renewed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ended_because: ProxyEnd | None = Field(default=None, sa_type=Word(ProxyEnd))


class ClaimCode(CountyRow, table=True):
    """A code on paper, or read to her on the telephone, by which she takes her entry over; five wrong facts void it."""

    __tablename__ = "claim_code"
    __table_args__ = (child_of("ledger_entry", "entry_id"), UniqueConstraint("county", "code_index"))

    entry_id: UUID
    code_index: bytes
    made_by: UUID
    expires_at: datetime = Field(sa_type=MOMENT)
    tries: int = 0
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)
    voided_at: datetime | None = Field(default=None, sa_type=MOMENT)


class DuplicatePair(CountyRow, table=True):
    """Two entries that look like one woman; what they were before a merge is kept sealed for thirty days (LED-09)."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        child_of("ledger_entry", "first_id"),
        child_of("ledger_entry", "second_id"),
        one_of("kind", PairKind),
        one_of("state", PairState),
        UniqueConstraint("county", "first_id", "second_id"),
        Index(None, "county", "state", "created_at"),
    )

    first_id: UUID
    second_id: UUID
    first_township: str = Field(max_length=12)
    second_township: str = Field(max_length=12)
    first_village: str = Field(max_length=12)
    second_village: str = Field(max_length=12)
    kind: PairKind = Field(sa_type=Word(PairKind))
    state: PairState = Field(default=PairState.OPEN, sa_type=Word(PairState))
    kept_id: UUID | None = None
    proposal_id: UUID | None = None
    before_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    merged_at: datetime | None = Field(default=None, sa_type=MOMENT)
    undo_until: datetime | None = Field(default=None, sa_type=MOMENT)
