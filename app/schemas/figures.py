"""What goes out as figures: every number as it may be shown, and what may be opened behind it."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import Behind, KeyGroup, QualityKind, Span, UnitKind, UpwardKind, UpwardState


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


class GroupNamed(Out):
    """A key group by name."""

    code: KeyGroup
    name: str


class Flows(Out):
    """Before and joined together are left and after together; each as it may be shown."""

    before: str
    joined: str
    left: str
    after: str


class TownFlows(Flows):
    """One township's month."""

    township: str
    name: str


class LedgerMonth(Out):
    """The ledger's month by township, of everybody or of one key group; the sums are the county's alone."""

    month: str
    months: list[str]
    scope: ScopeShown
    group: KeyGroup | None
    groups: list[GroupNamed]
    rows: list[TownFlows]
    total: Flows | None


class QualityItem(Out):
    """One kind of thing to look after, how many there are, and what to do."""

    kind: QualityKind
    name: str
    advice: str
    count: str | None
    has_list: bool


class QualityOverview(Out):
    """What needs looking after now; what does not leave is of this week's Monday."""

    week: date
    items: list[QualityItem]


class QualityEntry(Out):
    """One entry of the ledger to look at."""

    id: UUID
    number: str | None
    state_words: str
    township_name: str
    village_name: str
    created_at: Moment


class QualityPage(Out):
    """A page of entries of one kind."""

    kind: QualityKind
    items: list[QualityEntry]
    next: str | None


class UpwardShown(Out):
    """One report upward, and what came of it."""

    id: UUID
    kind: UpwardKind
    kind_words: str
    clause: int | None
    office_name: str
    is_mine: bool
    state: UpwardState
    state_words: str
    body: str | None
    answer: str | None
    sent_at: Moment
    answered_at: Moment | None
    version: int


class UpwardPage(Out):
    """A page of reports, the newest first."""

    items: list[UpwardShown]
    next: str | None


class Formula(Out):
    """How a kind of unit is scored."""

    unit: UnitKind
    formula: str


class ScorePartShown(Out):
    """One part of a score: its weight, what the month shows, and whether it counted."""

    name: str
    weight: int
    value: str | None
    counted: bool


class ScoreCommentShown(Out):
    """What a unit said to its line."""

    at: Moment
    body: str


class UnitScore(Out):
    """One unit's line; no score where nothing could be counted."""

    unit: UnitKind
    code: str
    name: str
    score: float | None
    parts: list[ScorePartShown]
    comments: list[ScoreCommentShown]


class ScoreSheet(Out):
    """A month's sheet with its formulas."""

    month: str
    months: list[str]
    formulas: list[Formula]
    rule: str
    units: list[UnitScore]
