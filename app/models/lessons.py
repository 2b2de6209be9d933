"""Micro-classes: lessons, the sounds they are heard by, how far each woman has played them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.models.base import DOCUMENT, MOMENT, CountyRow, Word, child_of, one_of
from app.vocabulary import FileState, LessonSeries, TextState

TEXT = JSONB(none_as_null=True)  # a text that is not there is NULL, and no JSON null the rules would take for one


class Lesson(CountyRow, table=True):
    """One lesson: what everybody sees (`content`), and beside it what is being written or looked at (`draft`).

    `code` and `folder_digest` belong to those the county's folder brings: these have no author here, and the folder
    names who wrote them and who looked. `written_by` and `reviewed_by` are shown to everybody.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("county", "code"),
        one_of("series", LessonSeries),
        one_of("draft_state", TextState),
        CheckConstraint("NOT shown OR content IS NOT NULL", name="shows_a_text"),
        CheckConstraint("author_id IS NULL OR author_id <> reviewer_id", name="two_people"),
        Index("ix_lesson_shown", "county", "series", "position", "id", postgresql_where=text("shown")),
    )

    code: str | None = Field(default=None, max_length=40)
    office: str = Field(max_length=60)
    series: LessonSeries = Field(sa_type=Word(LessonSeries))
    position: int = 100
    shown: bool = False
    content: dict[str, Any] | None = Field(default=None, sa_type=TEXT)
    sound_source: str | None = Field(default=None, max_length=64)
    draft: dict[str, Any] | None = Field(default=None, sa_type=TEXT)
    draft_sound: str | None = Field(default=None, max_length=64)
    draft_state: TextState | None = Field(default=None, sa_type=Word(TextState))
    draft_reason: str | None = Field(default=None, max_length=500)
    author_id: UUID | None = None
    reviewer_id: UUID | None = None
    written_by: str | None = Field(default=None, max_length=60)
    reviewed_by: str | None = Field(default=None, max_length=60)
    published_at: datetime | None = Field(default=None, sa_type=MOMENT)
    folder_digest: str | None = Field(default=None, max_length=64)
    version: int = 1


class LessonSound(CountyRow, table=True):
    """One sound, known by what it is made of: the digest of the words read, or of the file that was sent.

    `digest` names the finished m4a, in the store and in its public address; `raw` is gone once it is made.
    """

    __tablename__ = "lesson_sound"
    __table_args__ = (
        UniqueConstraint("county", "source"),
        one_of("state", FileState),
        Index(None, "county", "digest"),
        Index("ix_lesson_sound_waiting", "county", "created_at", postgresql_where=text("state = 'waiting'")),
    )

    source: str = Field(max_length=64)
    machine: bool
    shown: bool = False
    state: FileState = Field(default=FileState.WAITING, sa_type=Word(FileState))
    words: str | None = Field(default=None, sa_type=Text)
    raw: bytes | None = Field(default=None, sa_type=LargeBinary)
    digest: str | None = Field(default=None, max_length=64)
    size: int | None = None
    seconds: float | None = None
    attempts: int = 0
    refused_code: str | None = Field(default=None, max_length=40)
    refused_because: str | None = Field(default=None, max_length=120)


class LessonProgress(CountyRow, table=True):
    """What one woman has really played of one lesson; positions are in seconds and never go back (MIC-02)."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        child_of("lesson", "lesson_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "profile_id", "lesson_id"),
        Index(None, "county", "lesson_id"),
    )

    lesson_id: UUID
    profile_id: UUID
    township_code: str | None = Field(default=None, max_length=12)
    sound_digest: str = Field(max_length=64)
    position: float = 0
    played: list[list[float]] = Field(sa_type=DOCUMENT)
    done_at: datetime | None = Field(default=None, sa_type=MOMENT)
    changed_at: datetime = Field(sa_type=MOMENT)
