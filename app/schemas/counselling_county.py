"""What goes out about counselling to county and administrators: counts, hours nobody covers, papers; never a woman."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import CounsellorGender, QualificationKind


class MonthOfFigures(Out):
    """A finished month; a count under five is "<5", one that would give another away is "—"."""

    month: str
    counts: dict[str, str]


class Figures(Out):
    """The months of a year."""

    year: int
    months: list[MonthOfFigures]


class StretchShown(Out):
    """Hours nobody covers."""

    begins_at: Moment
    ends_at: Moment


class ServiceOnDuty(Out):
    """A closed service and the hours of the next day nobody covers."""

    service: str
    service_name: str
    nobody_now: bool
    gaps: list[StretchShown]


class DutyGaps(Out):
    """How many closed services have nobody on duty now."""

    nobody_now: int
    services: list[ServiceOnDuty]


class PaperShown(Out):
    """A certificate's dates and whether it counts; its number is not shown."""

    id: UUID
    kind: QualificationKind
    valid_from: date
    valid_to: date
    checked: bool
    expired: bool


class AgencyShown(Out):
    """An agency."""

    id: UUID
    name: str
    qualifications: list[PaperShown]


class CounsellorForAdmin(Out):
    """A counsellor on the administrator's list."""

    id: UUID
    staff_id: UUID
    supervisor_id: UUID
    agency_id: UUID | None
    shown_name: str
    gender: CounsellorGender
    languages: list[str]
    ended: bool
    bookable_today: bool
    qualifications: list[PaperShown]


class Counsellors(Out):
    """Everybody who counsels or may, with their papers."""

    agencies: list[AgencyShown]
    counsellors: list[CounsellorForAdmin]


class Added(Out):
    """What was put on a list."""

    id: UUID
