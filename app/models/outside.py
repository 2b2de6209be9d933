"""Requests handed to a body outside: what was sent, until when an answer is awaited, and what came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import OutsideState


class OutsideHandover(CountyRow, table=True):
    """One hand-over. The payload is forgotten once it has left; `events` are the outside's own ids, each heard once."""

    __tablename__ = "outside_handover"
    __table_args__ = (
        child_of("help_request", "request_id"),
        one_of("state", OutsideState),
        Index(None, "county", "request_id"),
        Index(None, "county", "state", "due_at"),
    )

    request_id: UUID
    body_code: str = Field(max_length=40)
    state: OutsideState = Field(default=OutsideState.WAITING, sa_type=Word(OutsideState))
    payload_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    due_at: datetime = Field(sa_type=MOMENT)
    tries: int = 0
    reference: str | None = Field(default=None, max_length=80)
    events: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)
