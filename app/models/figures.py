"""Finished months as they were counted: small numbers are gone before a row is written, and no row names anybody."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import DOCUMENT, MOMENT, SEALED, CountyRow, Word, child_of, no_facts, one_of
from app.vocabulary import ClosedFigure, QualityKind, UpwardKind, UpwardState


class MonthFigure(CountyRow, table=True):
    """One month of one office in one township; no office is all offices, no township all townships.

    A place without a row had fewer than five of everything.
    """

    __tablename__ = "month_figure"
    __table_args__ = (
        UniqueConstraint("county", "month", "office_code", "township_code", postgresql_nulls_not_distinct=True),
    )

    month: date
    office_code: str | None = Field(default=None, max_length=60)
    township_code: str | None = Field(default=None, max_length=12)
    shown: dict[str, Any] = Field(default_factory=no_facts, sa_type=DOCUMENT)


class ClosedMonth(CountyRow, table=True):
    """How many closed matters of one clause a finished month had in the whole county, as it may be shown."""

    __tablename__ = "closed_month"
    __table_args__ = (UniqueConstraint("county", "month", "clause", "figure"), one_of("figure", ClosedFigure))

    month: date
    clause: int
    figure: ClosedFigure = Field(sa_type=Word(ClosedFigure))
    shown: str = Field(max_length=12)


class QualityWeek(CountyRow, table=True):
    """How much needed looking after on one Monday, by township; no township is the whole county."""

    __tablename__ = "quality_week"
    __table_args__ = (
        UniqueConstraint("county", "week", "kind", "township_code", postgresql_nulls_not_distinct=True),
        one_of("kind", QualityKind),
    )

    week: date
    kind: QualityKind = Field(sa_type=Word(QualityKind))
    township_code: str | None = Field(default=None, max_length=12)
    shown: str = Field(max_length=12)


class UpwardReport(CountyRow, table=True):
    """A problem, a good practice or advice from an office to the county, and the county's answer; sealed."""

    __tablename__ = "upward_report"
    __table_args__ = (
        child_of("staff", "author_id"),
        one_of("kind", UpwardKind),
        one_of("state", UpwardState),
        Index(None, "county", "created_at", "id"),
        Index(None, "county", "author_id", "created_at"),
    )

    kind: UpwardKind = Field(sa_type=Word(UpwardKind))
    clause: int | None = None
    author_id: UUID
    office_code: str = Field(max_length=60)
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    state: UpwardState = Field(default=UpwardState.RECEIVED, sa_type=Word(UpwardState))
    answer_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    answered_by: UUID | None = None
    answered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    version: int = 1


class ScoreComment(CountyRow, table=True):
    """What a unit says to its own line of a month's score sheet; sealed."""

    __tablename__ = "score_comment"
    __table_args__ = (child_of("staff", "author_id"), Index(None, "county", "month", "unit_code"))

    month: date
    unit_code: str = Field(max_length=60)
    office_code: str = Field(max_length=60)
    author_id: UUID
    body_sealed: bytes | None = Field(default=None, sa_type=SEALED)
