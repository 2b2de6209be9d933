"""How each thing is counted, and what stands behind it: the number and its list are cut by the same condition.

Pieces of constant SQL; what varies are bound values. A number that knows no office (or no township) is not narrowed to
one and is not shown to a reader who only has that.
"""

from dataclasses import dataclass

from app.domain.figures.months import FINISHES
from app.vocabulary import Behind, Countable, Span

C, B = Countable, Behind
_MONTH = "{at} >= :first AND {at} < :next"
_SERVICE = "r.service_code = ANY(:services)"
_ALIVE = "r.state NOT IN ('resolved', 'rejected', 'closed', 'withdrawn')"
_EVENTS = "request_event e JOIN help_request r ON r.county = e.county AND r.id = e.request_id"
_COURSE = "JOIN course c ON c.county = x.county AND c.id = x.course_id"
_TOPIC = "(c.topic = ANY(:topics) OR cardinality(CAST(:topics AS text[])) = 0)"
_GROUPS = "(f.key_group = ANY(:groups) OR cardinality(CAST(:groups AS text[])) = 0)"


@dataclass(frozen=True, slots=True)
class Cut:
    """One thing that is counted: from where, on which condition, by which office and township, over which time.

    `good` splits it into a share; `key` is the row a list shows, `at` when it happened, `one` what is counted once.
    """

    source: str
    where: str
    at: str
    span: Span
    behind: Behind
    key: str = "r.id"
    office: str | None = None
    town: str | None = None
    good: str | None = None
    one: str = "*"
    public: bool = False


def _asked(where: str, at: str, span: Span, source: str = "help_request r", office: str = "r.lead_office") -> Cut:
    spent = f" AND {_MONTH.format(at=at)}" if span is Span.MONTH else ""
    county = "e.county" if source.startswith("request_event") else "r.county"
    return Cut(
        source=source,
        where=f"{county} = :county AND {_SERVICE} AND {where}{spent}",
        at=at,
        span=span,
        behind=B.REQUESTS,
        office=office,
        town="r.township_code",
    )


def _moved(step: str, office: str = "r.lead_office") -> Cut:
    return _asked(f"e.step = '{step}'", "e.created_at", Span.MONTH, _EVENTS, office)


def _listed(source: str, where: str, at: str, span: Span = Span.NOW, *, key: str = "l.id", one: str = "*") -> Cut:
    spent = f" AND {_MONTH.format(at=at)}" if span is Span.MONTH else ""
    place = source.split()[1]
    return Cut(
        source=source,
        where=f"{place}.county = :county AND {where}{spent}",
        at=at,
        span=span,
        behind=B.REGISTRATIONS,
        key=key,
        town=f"{place}.township_code",
        one=one,
    )


def _taught(source: str, where: str, at: str) -> Cut:
    return Cut(
        source=source,
        where=f"c.county = :county AND {_TOPIC} AND {where} AND {_MONTH.format(at=at)}",
        at=at,
        span=Span.MONTH,
        behind=B.COURSES,
        key="c.id",
        town="c.township_code",
        public=True,
    )


_FINISH = "e.step IN ('resolve', 'approve') AND e.to_state = 'resolved'"
_RATED = _MONTH.format(at="t.created_at")
_FLAG = (
    "f.source <> 'self' AND f.expires_on > :today AND EXISTS"
    " (SELECT FROM ledger_entry l WHERE l.county = f.county AND l.id = f.entry_id AND l.state = 'active')"
)
_NEWEST_CHARTER = (
    "(SELECT DISTINCT ON (county, village_code) county, id, created_at, village_code, township_code, care_clause"
    " FROM village_charter ORDER BY county, village_code, created_at DESC, id DESC) y"
)

CUTS: dict[Countable, Cut] = {
    C.REQUESTS_RECEIVED: _asked("true", "r.created_at", Span.MONTH),
    C.REQUESTS_FINISHED: _asked(_FINISH, "e.created_at", Span.MONTH, _EVENTS),
    C.REQUESTS_OPEN: _asked(_ALIVE, "r.created_at", Span.NOW),
    C.REQUESTS_OVERDUE: _asked(
        f"{_ALIVE} AND r.state <> 'waiting' AND"
        " CASE WHEN r.first_replied_at IS NULL THEN r.first_due ELSE r.finish_due END < :now",
        "r.created_at",
        Span.NOW,
    ),
    C.REQUESTS_TO_CLASSIFY: _asked("r.state = 'triage'", "r.created_at", Span.NOW),
    C.REQUESTS_IN_RULING: _asked("r.state = 'ruling'", "r.created_at", Span.NOW),
    C.RETURNS: _moved("return", "e.office_code"),
    C.REOPENINGS: _moved("reopen"),
    C.RECLASSIFICATIONS: _moved("classify"),
    C.FINISHED_ON_TIME: Cut(
        source=f"({FINISHES}) r",
        where=f"r.county = :county AND {_SERVICE} AND r.due IS NOT NULL",
        at="r.at",
        span=Span.MONTH,
        behind=B.REQUESTS,
        office="r.office",
        town="r.town",
        good="r.at <= r.due",
    ),
    C.SATISFIED: Cut(
        source="request_rating t JOIN help_request r ON r.county = t.county AND r.id = t.request_id",
        where=f"t.county = :county AND {_SERVICE} AND NOT r.closed_automatically AND {_RATED}",
        at="t.created_at",
        span=Span.MONTH,
        behind=B.REQUESTS,
        office="t.lead_office",
        town="r.township_code",
        good="t.face = 'glad'",
    ),
    C.WOMEN_REGISTERED: _listed("ledger_entry l", "l.state = 'active'", "l.created_at"),
    C.WOMEN_WAITING: _listed(
        "ledger_entry l", "l.state IN ('candidate', 'village_checked', 'township_checked')", "l.created_at"
    ),
    C.WOMEN_JOINED: _listed("ledger_event v", "v.step = 'confirm'", "v.created_at", Span.MONTH, key="v.entry_id"),
    C.WOMEN_LEFT: _listed(
        "ledger_event v",
        "v.step IN ('suspend', 'remove') AND v.because IS DISTINCT FROM 'duplicate'",
        "v.created_at",
        Span.MONTH,
        key="v.entry_id",
    ),
    C.WOMEN_FLAGGED: _listed(
        "ledger_flag f", f"{_GROUPS} AND {_FLAG}", "f.created_at", key="f.entry_id", one="DISTINCT f.entry_id"
    ),
    C.FLAGS_EXPIRED: _listed(
        "ledger_flag f",
        f"{_GROUPS} AND f.expires_on <= :today",
        "f.created_at",
        key="f.entry_id",
        one="DISTINCT f.entry_id",
    ),
    C.RECHECKS_LATE: _listed(
        "ledger_recheck k", "k.state = 'open' AND k.due_on < :today", "k.created_at", key="k.entry_id"
    ),
    C.DUPLICATES_OPEN: Cut(
        source="duplicate_pair d",
        where="d.county = :county AND d.state IN ('open', 'proposed')",
        at="d.created_at",
        span=Span.NOW,
        behind=B.REGISTRATIONS,
        key="d.first_id",
        town="d.first_township",
    ),
    C.VISITS_MADE: Cut(
        source="home_visit h",
        where="h.county = :county AND h.state = 'done' AND h.done_on >= :day AND h.done_on < :next_day",
        at="h.created_at",
        span=Span.MONTH,
        behind=B.VISITS,
        key="h.id",
        town="h.township_code",
    ),
    C.COURSES_HELD: _taught("course c", "c.shown AND c.state IN ('running', 'finished')", "c.starts_at"),
    C.PEOPLE_CAME: _taught(f"attendance x {_COURSE}", "true", "x.attended_at"),
    C.CERTIFICATES: _taught(f"certificate x {_COURSE}", "true", "x.created_at"),
    C.FOUND_WORK: _taught(f"outcome_ask x {_COURSE}", "x.answer IN ('employed', 'business')", "x.answered_at"),
    C.LOANS_BEGUN: Cut(
        source="loan_application o",
        where=f"o.county = :county AND {_MONTH.format(at='o.created_at')}",
        at="o.created_at",
        span=Span.MONTH,
        behind=B.LOANS,
        key="o.id",
        town="o.township_code",
    ),
    C.CHARTERS_WITH_CLAUSE: Cut(
        source=_NEWEST_CHARTER,
        where="y.county = :county AND y.care_clause",
        at="y.created_at",
        span=Span.NOW,
        behind=B.VILLAGES,
        key="y.id",
        town="y.township_code",
        public=True,
    ),
    C.CONTACTS_UNCONFIRMED: Cut(
        source="service_contact s",
        where="s.county = :county AND s.confirmed_at < :stale",
        at="s.confirmed_at",
        span=Span.NOW,
        behind=B.CONTACTS,
        key="s.id",
        office="s.office_code",
        town="s.township_code",
        public=True,
    ),
}
# Numbers of the county's own folder and of lists that are made elsewhere.
ELSEWHERE: dict[Countable, tuple[Span, Behind | None]] = {
    C.WOMENS_HOMES: (Span.NOW, B.PLACES),
    C.SILENT_VILLAGES: (Span.NOW, B.VILLAGES),
    C.CONTACT_GAPS: (Span.NOW, B.GAPS),
    C.CLOSED_RECEIVED: (Span.MONTH, None),
    C.CLOSED_FINISHED: (Span.MONTH, None),
}
