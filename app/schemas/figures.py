"""What goes out as figures: every number as it may be shown, and what may be opened behind it."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import Behind, Span


class ScopeShown(Out):
    """How far these numbers go: one office, some townships, or neither, which is the county."""

    office: str | None
    townships: list[str] | None
    name: str


class IndicatorNamed(Out):
    """A number by name."""

    code: str
    name: str


class ClauseHead(Out):
    """A clause of the policy and who answers for it."""

    number: int
    label: str
    title: str
    lead_name: str | None
    co_names: list[str]


class ClauseNamed(ClauseHead):
    """A clause with the names of its numbers."""

    indicators: list[IndicatorNamed]


class Clauses(Out):
    """Every clause, and the months that can be looked at."""

    months: list[str]
    scope: ScopeShown
    clauses: list[ClauseNamed]


class IndicatorShown(Out):
    """A number as it may be shown: "12", "<5", "—", "92%", "≥84%"; `behind` says which list can be opened, if any."""

    code: str
    name: str
    span: Span
    value: str | None
    because: str | None
    source: str
    behind: Behind | None


class ClauseShown(ClauseHead):
    """One clause in numbers."""

    month: str
    scope: ScopeShown
    indicators: list[IndicatorShown]


class RowBehind(Out):
    """One row behind a number: codes, words and dates, nobody's name."""

    kind: Behind
    id: UUID | None
    code: str | None
    number: str | None
    title: str
    state_words: str | None
    office_name: str | None
    township: str | None
    township_name: str | None
    village_name: str | None
    at: Moment | None
    count: str | None


class BehindPage(Out):
    """A page of what stands behind a number."""

    code: str
    name: str
    note: str
    items: list[RowBehind]
    next: str | None


class PlaceNamed(Out):
    """An office or a township."""

    code: str
    name: str


class Figures(Out):
    """One place's month as it may be shown: counts and shares as texts, times in whole hours."""

    received: str
    returned: str
    reopened: str
    reclassified: str
    finished: str
    on_time: str
    rated: str
    satisfied: str
    median_hours: int | None
    ninth_hours: int | None


class CellShown(Figures):
    """An office in a township; null is all of them."""

    office: str | None
    township: str | None


class MonthTable(Out):
    """A finished month by office and township; a place that is not listed has "<5" everywhere."""

    month: str
    months: list[str]
    is_counted: bool
    scope: ScopeShown
    offices: list[PlaceNamed]
    townships: list[PlaceNamed]
    note: str
    cells: list[CellShown]


class MonthOfFigures(Out):
    """One month of a row; null where everything was under five or nothing is counted yet."""

    month: str
    figures: Figures | None


class FiguresOverTime(Out):
    """One office, township, both or the county, month by month."""

    office: str | None
    township: str | None
    months: list[MonthOfFigures]


class SilentVillage(Out):
    """A village with women of the ledger and no request."""

    village: str
    name: str
    township: str
    township_name: str
    women: str


class SilentVillages(Out):
    """Villages from which nothing was asked since a day."""

    since: date
    scope: ScopeShown
    count: int
    items: list[SilentVillage]
