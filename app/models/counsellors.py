"""Who counsels: agencies, counsellors, their qualifications with dates, and the times they offer."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import CounsellorGender, QualificationKind, SessionWay, SlotState


class CounsellingAgency(CountyRow, table=True):
    """A social-work agency or clinic whose people counsel; it too holds a dated qualification."""

    __tablename__ = "counselling_agency"
    __table_args__ = (UniqueConstraint("county", "name"),)

    name: str = Field(max_length=60)


class Counsellor(CountyRow, table=True):
    """A worker who counsels, under the name she is told; nobody may be booked without a live, checked qualification."""

    __tablename__ = "counsellor"
    __table_args__ = (
        child_of("staff", "staff_id"),
        child_of("staff", "supervisor_id"),
        child_of("counselling_agency", "agency_id", ondelete="RESTRICT"),
        UniqueConstraint("county", "staff_id"),
        CheckConstraint("supervisor_id <> staff_id", name="supervised_by_another"),
        one_of("gender", CounsellorGender),
    )

    staff_id: UUID
    supervisor_id: UUID
    agency_id: UUID | None = None
    shown_name: str = Field(max_length=20)
    gender: CounsellorGender = Field(sa_type=Word(CounsellorGender))
    languages: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Qualification(CountyRow, table=True):
    """One certificate of a counsellor or an agency; it counts between its dates, once another has checked it."""

    __tablename__ = "counselling_qualification"
    __table_args__ = (
        child_of("counsellor", "counsellor_id"),
        child_of("counselling_agency", "agency_id"),
        one_of("kind", QualificationKind),
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        CheckConstraint("num_nonnulls(counsellor_id, agency_id) = 1", name="of_one_holder"),
        CheckConstraint("checked_by <> entered_by", name="checked_by_another"),
        Index(None, "county", "counsellor_id"),
        Index(None, "county", "agency_id"),
    )

    counsellor_id: UUID | None = None
    agency_id: UUID | None = None
    kind: QualificationKind = Field(sa_type=Word(QualificationKind))
    number_sealed: bytes = Field(sa_type=SEALED)
    valid_from: date
    valid_to: date
    entered_by: UUID
    checked_by: UUID | None = None
    checked_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CounsellingSlot(CountyRow, table=True):
    """A time a counsellor offers, on the quarter hour."""

    __tablename__ = "counselling_slot"
    __table_args__ = (
        child_of("counsellor", "counsellor_id"),
        one_of("way", SessionWay),
        one_of("state", SlotState),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("(way = 'in_person') = (place_code IS NOT NULL)", name="in_person_at_a_place"),
        Index(None, "county", "state", "starts_at"),
        Index(None, "county", "counsellor_id", "starts_at"),
    )

    counsellor_id: UUID
    staff_id: UUID
    way: SessionWay = Field(sa_type=Word(SessionWay))
    place_code: str | None = Field(default=None, max_length=40)
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime = Field(sa_type=MOMENT)
    state: SlotState = Field(default=SlotState.OPEN, sa_type=Word(SlotState))


class SlotQuarter(CountyRow, table=True):
    """A quarter of an hour a slot takes: two slots of one counsellor that overlap want the same, and it is unique."""

    __tablename__ = "counselling_quarter"
    __table_args__ = (
        child_of("counselling_slot", "slot_id"),
        UniqueConstraint("county", "counsellor_id", "at"),
        Index(None, "county", "slot_id"),
    )

    slot_id: UUID
    counsellor_id: UUID
    staff_id: UUID
    at: datetime = Field(sa_type=MOMENT)
