"""What every table shares: naming, the county key, words as text with a CHECK, sealed bytes."""

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Dialect, ForeignKeyConstraint, LargeBinary, MetaData, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

from app import clock

W = TypeVar("W", bound=StrEnum)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
metadata.naming_convention = NAMES

MOMENT = DateTime(timezone=True)
SEALED = LargeBinary()
CODES = ARRAY(Text())
DOCUMENT = JSONB()


class Word(TypeDecorator[W]):
    """A word of a closed list, stored as text; the CHECK beside it holds the database to the list."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        self.words = words
        super().__init__(length=40)

    def process_bind_param(self, value: W | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """Refuse what is not in the list before it reaches the database."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> W | None:  # noqa: ARG002  SQLAlchemy's signature
        """Give the word back as its enum."""
        return None if value is None else self.words(cast("str", value))


def no_codes() -> list[str]:
    """Begin an empty list of codes; pydantic reads a builtin's signature anew for every row, a function's hardly."""
    return []


def no_facts() -> dict[str, str]:
    """Begin an empty document."""
    return {}


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A CHECK that holds `column` to the words of an enum."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")


def child_of(table: str, column: str, *, ondelete: str = "CASCADE") -> ForeignKeyConstraint:
    """A foreign key that keeps child and parent in one county: `(county, column)` to `(county, id)`."""
    return ForeignKeyConstraint(["county", column], [f"{table}.county", f"{table}.id"], ondelete=ondelete)


def new_id() -> UUID:
    """Make a time-ordered id (UUID 7), in Python, so that it exists before the row does."""
    return uuid7()


class CountyRow(SQLModel):
    """A row that belongs to one county: its key is `(county, id)`."""

    county: str = Field(primary_key=True, max_length=6)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=MOMENT)

    def __repr__(self) -> str:
        """Show the key alone: a row in a log must say nothing about a person."""
        return f"<{type(self).__name__} {self.county}/{self.id}>"
