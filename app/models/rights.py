"""What she asked about her own data, files made to be taken away, and holds that forbid forgetting for now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, no_facts, one_of
from app.vocabulary import CorrectionField, HoldGround, ParcelKind, ParcelState, RightsKind, RightsState


class Parcel(CountyRow, table=True):
    """One file the worker makes for one person; its object is noise without the key kept here, and it expires."""

    __tablename__ = "parcel"
    __table_args__ = (
        child_of("profile", "profile_id"),
        child_of("staff", "staff_id"),
        child_of("help_request", "request_id"),
        one_of("kind", ParcelKind),
        one_of("state", ParcelState),
        CheckConstraint("num_nonnulls(profile_id, staff_id) = 1", name="is_for_one"),
        Index(None, "county", "profile_id", "created_at"),
        Index(None, "county", "staff_id", "created_at"),
        Index(None, "county", "expires_at"),
    )

    kind: ParcelKind = Field(sa_type=Word(ParcelKind))
    profile_id: UUID | None = None
    staff_id: UUID | None = None
    request_id: UUID | None = None
    proposal_id: UUID | None = None
    hidden: bool = False
    facts: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    state: ParcelState = Field(default=ParcelState.WAITING, sa_type=Word(ParcelState))
    key_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    object_name: str | None = Field(default=None, max_length=80)
    media_type: str | None = Field(default=None, max_length=80)
    size: int = 0
    sha256: str | None = Field(default=None, max_length=64)
    rows: int = 0
    expires_at: datetime = Field(sa_type=MOMENT)


class RightsRequest(CountyRow, table=True):
    """One thing she asked about her own data: receipt number, legal deadline, answer with its reason."""

    __tablename__ = "rights_request"
    __table_args__ = (
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "number"),
        one_of("kind", RightsKind),
        one_of("state", RightsState),
        one_of("field", CorrectionField),
        Index(None, "county", "profile_id", "created_at"),
        Index(None, "county", "state", "due_at"),
    )

    number: str = Field(max_length=9)
    profile_id: UUID
    township_code: str | None = Field(default=None, max_length=12)
    kind: RightsKind = Field(sa_type=Word(RightsKind))
    state: RightsState = Field(default=RightsState.RECEIVED, sa_type=Word(RightsState))
    field: CorrectionField | None = Field(default=None, sa_type=Word(CorrectionField))
    due_at: datetime = Field(sa_type=MOMENT)
    asked_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    answer_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    outcome: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    parcel_id: UUID | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1


class LegalHold(CountyRow, table=True):
    """An order to keep: a receipt number holds one request, a registration number everything of its person."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        one_of("ground", HoldGround),
        CheckConstraint("agreed_by <> set_by", name="takes_two"),
        Index(None, "county", "number"),
    )

    number: str = Field(max_length=9)
    ground: HoldGround = Field(sa_type=Word(HoldGround))
    reason: str = Field(max_length=200)
    set_by: UUID
    agreed_by: UUID
    released_at: datetime | None = Field(default=None, sa_type=MOMENT)
    release_reason: str | None = Field(default=None, max_length=200)
    released_by: UUID | None = None
    release_agreed_by: UUID | None = None
