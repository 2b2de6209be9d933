"""Keys, kept answers, audit events and seals: what makes acts repeatable and provable."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import DOCUMENT, MOMENT, SEALED, CountyRow, Word, no_facts, one_of
from app.vocabulary import DataClass


class DataKey(CountyRow, table=True):
    """A wrapped data key of one class in one county; generations follow one another."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("county", "klass", "generation"), one_of("klass", DataClass))

    klass: DataClass = Field(sa_type=Word(DataClass))
    generation: int
    wrapped: bytes = Field(sa_type=SEALED)
    active: bool = True


class KeptAnswer(CountyRow, table=True):
    """The first answer to an Idempotency-Key; `id` is derived from actor, route and key."""

    __tablename__ = "kept_answer"
    __table_args__ = (Index(None, "county", "subject_id"), Index(None, "county", "created_at"))

    owner_id: UUID
    fingerprint: bytes
    status: int
    headers: dict[str, str] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    subject_id: UUID | None = None


class AuditEvent(CountyRow, table=True):
    """Who did, read or was refused what. Changes are chained per record; reads are covered by the county's seal."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("county", "subject_id", "record_seq"),
        Index(None, "county", "profile_id", "created_at"),
        Index(None, "county", "position"),
        Index("ix_audit_event_reads", "county", "subject_id", "created_at", postgresql_where=text("kind = 'read'")),
    )

    position: int = Field(sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    kind: str = Field(max_length=10)
    action: str = Field(max_length=60)
    actor_kind: str = Field(max_length=20)
    actor_id: UUID | None = None
    office_code: str | None = Field(default=None, max_length=60)
    session_id: UUID | None = None
    subject_table: str = Field(max_length=40)
    subject_id: UUID
    profile_id: UUID | None = None
    facts: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    record_seq: int | None = None
    before_hash: bytes | None = None
    hash: bytes


class AuditSeal(CountyRow, table=True):
    """A block of audit events hashed in order, chained to the county's previous seal."""

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("county", "last_position"),)

    first_position: int = Field(sa_type=BigInteger)
    last_position: int = Field(sa_type=BigInteger)
    count: int
    before_hash: bytes | None = None
    hash: bytes
    sealed_at: datetime = Field(sa_type=MOMENT)
