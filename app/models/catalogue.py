"""Counties, their divisions, and the policy folder as dated versions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.base import DOCUMENT, MOMENT, CountyRow, Word, one_of
from app.vocabulary import DivisionLevel, OfficeKind


class County(SQLModel, table=True):
    """A county served here; a reference table outside row-level security."""

    __tablename__ = "county"

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=40)


class Division(SQLModel, table=True):
    """County, township or village; a reference table outside row-level security."""

    __tablename__ = "division"
    __table_args__ = (one_of("level", DivisionLevel), Index(None, "county", "parent"))

    code: str = Field(primary_key=True, max_length=12)
    county: str = Field(max_length=6, foreign_key="county.code")
    name: str = Field(max_length=60)
    level: DivisionLevel = Field(sa_type=Word(DivisionLevel))
    parent: str = Field(max_length=12)
    valid_to: date | None = None
    merged_into: str | None = Field(default=None, max_length=12)


class CountyVersion(CountyRow, table=True):
    """One loaded state of a county's folder; never edited, only followed by another."""

    __tablename__ = "county_version"
    __table_args__ = (
        UniqueConstraint("county", "version"),
        Index(None, "county", "valid_from", "version"),
    )

    version: int
    valid_from: datetime = Field(sa_type=MOMENT)
    content_hash: str = Field(max_length=64)
    document: dict[str, Any] = Field(sa_type=DOCUMENT)
    note: str = Field(default="", max_length=200)


class Office(CountyRow, table=True):
    """A body that holds tasks: a department, a township office, the county desk."""

    __tablename__ = "office"
    __table_args__ = (UniqueConstraint("county", "code"), one_of("kind", OfficeKind))

    code: str = Field(max_length=60)
    kind: OfficeKind = Field(sa_type=Word(OfficeKind))
    name: str = Field(max_length=60)
    parent: str | None = Field(default=None, max_length=60)
    division: str | None = Field(default=None, max_length=12)
    phone: str = Field(default="", max_length=40)
    valid_from: date
    valid_to: date | None = None
    successor: str | None = Field(default=None, max_length=60)
    version: int = 1
