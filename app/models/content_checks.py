"""Content checks: what other users would see, and what is known of it before they do."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import MOMENT, SEALED, CountyRow, Word, child_of, one_of
from app.vocabulary import CheckedKind, CheckSource, CheckState


class ContentCheck(CountyRow, table=True):
    """One text or one object on its way to other users; its words are forgotten once it is judged.

    An object (`object_name`, `key_sealed`, `place_row`) is served to WeChat by one link, until `link_ends`.
    """

    __tablename__ = "content_check"
    __table_args__ = (
        one_of("kind", CheckedKind),
        one_of("state", CheckState),
        one_of("source", CheckSource),
        child_of("account", "account_id"),
        UniqueConstraint("county", "link_hash"),
        Index(None, "county", "kind", "subject_id"),
        Index(None, "county", "account_id"),
        Index(None, "county", "trace_id"),
        Index(None, "county", "state", "due_at"),
    )

    kind: CheckedKind = Field(sa_type=Word(CheckedKind))
    subject_id: UUID
    account_id: UUID | None = None
    state: CheckState = Field(default=CheckState.WAITING, sa_type=Word(CheckState))
    source: CheckSource | None = Field(default=None, sa_type=Word(CheckSource))
    label: int = 0
    trace_id: str | None = Field(default=None, max_length=64)
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    object_name: str | None = Field(default=None, max_length=80)
    key_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    place_table: str | None = Field(default=None, max_length=40)
    place_row: UUID | None = None
    media_type: str | None = Field(default=None, max_length=40)
    link_hash: bytes | None = None
    link_ends: datetime | None = Field(default=None, sa_type=MOMENT)
    due_at: datetime = Field(sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)
