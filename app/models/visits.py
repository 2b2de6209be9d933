"""Visits to women of the ledger, the wish not to be visited, and what a village's charter says of care for them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.models.base import MOMENT, SEALED, CountyRow, Word, child_of, one_of
from app.vocabulary import NotDoneBecause, VisitState


class HomeVisit(CountyRow, table=True):
    """One visit, planned, then made or not; its one note is sealed. A woman has one plan at a time."""

    __tablename__ = "home_visit"
    __table_args__ = (
        child_of("ledger_entry", "entry_id"),
        child_of("profile", "profile_id"),
        child_of("staff", "visitor_id"),
        one_of("state", VisitState),
        one_of("because", NotDoneBecause),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_has_a_day"),
        CheckConstraint("(state = 'done') = (need_found IS NOT NULL)", name="done_says_whether_a_need"),
        CheckConstraint("(state = 'not_done') = (because IS NOT NULL)", name="not_done_has_a_reason"),
        Index(
            "ix_home_visit_planned",
            "county",
            "entry_id",
            unique=True,
            postgresql_where=text("state = 'planned'"),
        ),
        Index(None, "county", "entry_id", "done_on"),
        Index(None, "county", "profile_id"),
        Index(None, "county", "township_code", "planned_for"),
        Index(None, "county", "village_code", "planned_for"),
    )

    entry_id: UUID
    profile_id: UUID
    township_code: str = Field(max_length=12)
    village_code: str = Field(max_length=12)
    visitor_id: UUID
    planned_for: date
    state: VisitState = Field(default=VisitState.PLANNED, sa_type=Word(VisitState))
    done_on: date | None = None
    because: NotDoneBecause | None = Field(default=None, sa_type=Word(NotDoneBecause))
    need_found: bool | None = None
    service_code: str | None = Field(default=None, max_length=40)
    note_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    written_at: datetime | None = Field(default=None, sa_type=MOMENT)
    entered_late: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    version: int = 1


class VisitWish(CountyRow, table=True):
    """不用打扰我: from when to when she wants nobody to come; one row for each time she says so."""

    __tablename__ = "visit_wish"
    __table_args__ = (
        child_of("profile", "profile_id"),
        Index("ix_visit_wish_now", "county", "profile_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    profile_id: UUID
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)


class VillageCharter(CountyRow, table=True):
    """What was found in a village's 村规民约 on a day; rows are added, never changed."""

    __tablename__ = "village_charter"
    __table_args__ = (
        CheckConstraint("NOT care_clause OR adopted_on IS NOT NULL", name="a_clause_has_its_date"),
        child_of("staff", "recorded_by"),
        Index(None, "county", "village_code", "created_at"),
    )

    village_code: str = Field(max_length=12)
    township_code: str = Field(max_length=12)
    care_clause: bool
    adopted_on: date | None = None
    recorded_by: UUID
    office_code: str = Field(max_length=60)
