"""Notices: one row per thing somebody must hear, delivered later by a job made in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import DOCUMENT, MOMENT, CountyRow, Word, no_facts, one_of
from app.vocabulary import NoticeKind, NoticeState


class Notice(CountyRow, table=True):
    """One notice for one reader: her profile, or `staff:<id>`, `head:<office>`, an office code."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("county", "dedupe_key"),
        one_of("kind", NoticeKind),
        one_of("state", NoticeState),
        Index(None, "county", "profile_id", "created_at", "id"),
        Index(None, "county", "reader", "created_at", "id"),
        Index(None, "county", "request_id"),
    )

    profile_id: UUID | None = None
    reader: str | None = Field(default=None, max_length=80)
    kind: NoticeKind = Field(sa_type=Word(NoticeKind))
    request_id: UUID | None = None
    facts: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)
    dedupe_key: str = Field(max_length=120)
    state: NoticeState = Field(default=NoticeState.QUEUED, sa_type=Word(NoticeState))
    outcome: str | None = Field(default=None, max_length=60)
    visible_from: datetime = Field(sa_type=MOMENT)
    read_at: datetime | None = Field(default=None, sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)
