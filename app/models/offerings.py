"""Training providers, and what lies on a reviewing desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import MOMENT, SEALED, CountyRow, Word, one_of
from app.vocabulary import ProviderState, ReviewKind, ReviewState


class Provider(CountyRow, table=True):
    """A body that offers courses or activities; who speaks for it is sealed."""

    __tablename__ = "provider"
    __table_args__ = (
        UniqueConstraint("county", "code"),
        one_of("state", ProviderState),
        Index(None, "county", "licence_number"),
    )

    code: str = Field(max_length=60)
    organisation: str = Field(max_length=60)
    licence_number: str = Field(max_length=18)
    contact_sealed: bytes = Field(sa_type=SEALED)
    phone_sealed: bytes = Field(sa_type=SEALED)
    about: str = Field(max_length=500)
    reader: str = Field(max_length=60)
    state: ProviderState = Field(sa_type=Word(ProviderState))
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1


class Review(CountyRow, table=True):
    """One thing a reviewing office has to look at, on a clock like a request's."""

    __tablename__ = "review"
    __table_args__ = (
        one_of("kind", ReviewKind),
        one_of("state", ReviewState),
        Index("ix_review_waiting", "county", "reader", "due_at", "id", postgresql_where=text("state = 'open'")),
        Index("ix_review_climbing", "county", "next_climb_at", postgresql_where=text("next_climb_at IS NOT NULL")),
        Index(None, "county", "subject_id"),
    )

    kind: ReviewKind = Field(sa_type=Word(ReviewKind))
    subject_id: UUID
    title: str = Field(max_length=80)
    reader: str = Field(max_length=60)
    state: ReviewState = Field(default=ReviewState.OPEN, sa_type=Word(ReviewState))
    due_at: datetime = Field(sa_type=MOMENT)
    climbed: int = 0
    next_climb_at: datetime | None = Field(default=None, sa_type=MOMENT)
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reason: str | None = Field(default=None, max_length=500)
    version: int = 1
