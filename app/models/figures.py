"""Finished months as they were counted: small numbers are gone before a row is written, and no row names anybody."""

from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.models.base import DOCUMENT, CountyRow, Word, no_facts, one_of
from app.vocabulary import ClosedFigure


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
