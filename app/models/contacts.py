"""Who is named for what: contacts of services, closed rosters, absences, relations, blocks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import MOMENT, CountyRow, child_of


class ServiceContact(CountyRow, table=True):
    """The person of one office who answers for a service in a township (or in the whole county)."""

    __tablename__ = "service_contact"
    __table_args__ = (
        UniqueConstraint("county", "service_code", "township_code", "office_code", postgresql_nulls_not_distinct=True),
        child_of("staff", "staff_id"),
        child_of("staff", "deputy_id"),
        Index(None, "county", "staff_id"),
    )

    service_code: str = Field(max_length=40)
    township_code: str | None = Field(default=None, max_length=12)
    office_code: str = Field(max_length=60)
    staff_id: UUID
    deputy_id: UUID | None = None
    confirmed_at: datetime = Field(sa_type=MOMENT)
    version: int = 1


class ClosedRoster(CountyRow, table=True):
    """Two named handlers and one supervisor for a closed service in a township (design §10.5)."""

    __tablename__ = "closed_roster"
    __table_args__ = (
        UniqueConstraint("county", "service_code", "township_code"),
        child_of("staff", "first_id"),
        child_of("staff", "second_id"),
        child_of("staff", "supervisor_id"),
    )

    service_code: str = Field(max_length=40)
    township_code: str = Field(max_length=12)
    first_id: UUID
    second_id: UUID
    supervisor_id: UUID
    version: int = 1


class Absence(CountyRow, table=True):
    """Days a worker is away, and who stands in (RTE-08)."""

    __tablename__ = "absence"
    __table_args__ = (
        child_of("staff", "staff_id"),
        child_of("staff", "deputy_id"),
        Index(None, "county", "staff_id", "first_day"),
    )

    staff_id: UUID
    deputy_id: UUID
    first_day: date
    last_day: date


class DutyShift(CountyRow, table=True):
    """Who answers for a closed service in these hours, day or night; closed requests go to them first."""

    __tablename__ = "duty_shift"
    __table_args__ = (
        child_of("staff", "staff_id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index(None, "county", "service_code", "starts_at"),
    )

    service_code: str = Field(max_length=40)
    staff_id: UUID
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime = Field(sa_type=MOMENT)


class StaffRelation(CountyRow, table=True):
    """A worker's declared tie to a person: same household, relative, or named as the other side (SAF-06)."""

    __tablename__ = "staff_relation"
    __table_args__ = (
        child_of("staff", "staff_id"),
        child_of("profile", "profile_id"),
        UniqueConstraint("county", "staff_id", "profile_id"),
        Index(None, "county", "profile_id"),
    )

    staff_id: UUID
    profile_id: UUID
    kind: str = Field(max_length=20)


class HandlerBlock(CountyRow, table=True):
    """A named person she does not want to handle anything of hers."""

    __tablename__ = "handler_block"
    __table_args__ = (
        child_of("profile", "profile_id"),
        child_of("staff", "staff_id"),
        UniqueConstraint("county", "profile_id", "staff_id"),
    )

    profile_id: UUID
    staff_id: UUID
