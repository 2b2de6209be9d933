"""Anonymous questions: no account, no phone, no name; found again by a code of which only a keyed digest is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.models.base import CODES, DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import Level, QuestionState


def no_climbs() -> list[dict[str, Any]]:
    """Begin an empty ladder."""
    return []


class Question(CountyRow, table=True):
    """One question. `asker` is the token of whoever holds the code, `readers` are the tokens of who answers.

    `heard` names dangers its words name; `climbs` are the rungs it was late for, dated, in words of the service only.
    """

    __tablename__ = "question"
    __table_args__ = (
        child_of("county_version", "catalogue_id", ondelete="RESTRICT"),
        UniqueConstraint("county", "asker"),
        one_of("level", Level),
        one_of("state", QuestionState),
        Index(None, "county", "state", "due_at", "id"),
        Index(None, "county", "expires_at"),
        Index(None, "county", "next_climb_at", postgresql_where=text("next_climb_at IS NOT NULL")),
    )

    asker: str = Field(max_length=80)
    catalogue_id: UUID
    service_code: str = Field(max_length=40)
    level: Level = Field(sa_type=Word(Level))
    office_code: str = Field(max_length=60)
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    state: QuestionState = Field(default=QuestionState.OPEN, sa_type=Word(QuestionState))
    heard: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    due_at: datetime = Field(sa_type=MOMENT)
    clock_started_at: datetime = Field(sa_type=MOMENT)
    climbed: int = 0
    next_climb_at: datetime | None = Field(default=None, sa_type=MOMENT)
    climbs: list[dict[str, Any]] = Field(default_factory=no_climbs, sa_type=DOCUMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
    version: int = 1


class QuestionLine(CountyRow, table=True):
    """One line of a question's thread, sealed; an answer bears its office's name, never the worker's."""

    __tablename__ = "question_line"
    __table_args__ = (child_of("question", "question_id"), Index(None, "county", "question_id", "created_at", "id"))

    question_id: UUID
    asker: str = Field(max_length=80)
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    by_asker: bool
    author_id: UUID | None = None
    office_code: str | None = Field(default=None, max_length=60)
    body_sealed: bytes = Field(sa_type=SEALED)
