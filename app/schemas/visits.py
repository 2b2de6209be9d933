"""What goes out about visits, their counts, and village charters."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import NotDoneBecause, VisitState


class VisitRow(Out):
    """One visit as village and township list it; a service that is not for everybody's eyes is its visitor's alone."""

    id: UUID
    entry_id: UUID
    number: str | None
    village: str
    planned_for: date
    state: VisitState
    leave_her_be: bool
    done_on: date | None
    because: NotDoneBecause | None
    need_found: bool | None
    service: str | None
    is_mine: bool
    written_at: Moment | None
    entered_late: bool
    version: int


class Visits(Out):
    """The visits of one's places."""

    items: list[VisitRow]


class VisitsToTakeAlong(Visits):
    """One's own planned visits; a telephone forgets them after `until`."""

    until: date


class VisitForDesk(VisitRow):
    """One visit; the note is there for who wrote it."""

    note: str | None


class VisitForWoman(Out):
    """One visit to her; what was found and noted is told after her PIN."""

    id: UUID
    planned_for: date
    state: VisitState
    state_words: str
    done_on: date | None
    from_village: str
    has_note: bool
    need_found: bool | None
    service: str | None
    note: str | None


class MyVisits(Out):
    """Her visits, and whether she asked for none."""

    no_visits: bool
    items: list[VisitForWoman]


class VillageNamed(Out):
    """A village."""

    village: str
    name: str


class VillageCoverage(VillageNamed):
    """One village's quarter as it may be shown."""

    women: str
    visited: str
    declined: str
    share: str
    is_silent: bool


class VisitCoverage(Out):
    """A quarter by village; silent are those with women and no visit."""

    quarter: str
    silent: list[VillageNamed]
    items: list[VillageCoverage]


class CharterRecorded(Out):
    """What was recorded of a charter on a day, and by whom."""

    care_clause: bool
    adopted_on: date | None
    recorded_at: Moment
    recorded_by: UUID
    office: str


class CharterHistory(VillageNamed):
    """Everything recorded of one village's charter, the newest first."""

    items: list[CharterRecorded]


class VillageWithout(VillageNamed):
    """A village whose charter has no clause of care, or of which nothing is recorded."""

    is_recorded: bool
    adopted_on: date | None
    recorded_at: Moment | None


class VillagesWithout(Out):
    """Villages without a clause, by code; `next_after` goes on."""

    items: list[VillageWithout]
    next_after: str | None
