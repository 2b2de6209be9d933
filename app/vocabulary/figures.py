"""The words of figures: what can be counted, what stands behind a number, and over which time."""

from enum import StrEnum


class Countable(StrEnum):
    """What the service knows how to count; a county's figures.toml names these and gives them its own words."""

    REQUESTS_RECEIVED = "requests_received"
    REQUESTS_FINISHED = "requests_finished"
    REQUESTS_OPEN = "requests_open"
    REQUESTS_OVERDUE = "requests_overdue"
    REQUESTS_TO_CLASSIFY = "requests_to_classify"
    REQUESTS_IN_RULING = "requests_in_ruling"
    RETURNS = "returns"
    REOPENINGS = "reopenings"
    RECLASSIFICATIONS = "reclassifications"
    FINISHED_ON_TIME = "finished_on_time"
    SATISFIED = "satisfied"
    CLOSED_RECEIVED = "closed_received"
    CLOSED_FINISHED = "closed_finished"
    WOMEN_REGISTERED = "women_registered"
    WOMEN_WAITING = "women_waiting"
    WOMEN_JOINED = "women_joined"
    WOMEN_LEFT = "women_left"
    WOMEN_FLAGGED = "women_flagged"
    FLAGS_EXPIRED = "flags_expired"
    RECHECKS_LATE = "rechecks_late"
    DUPLICATES_OPEN = "duplicates_open"
    VISITS_MADE = "visits_made"
    COURSES_HELD = "courses_held"
    PEOPLE_CAME = "people_came"
    CERTIFICATES = "certificates"
    FOUND_WORK = "found_work"
    LOANS_BEGUN = "loans_begun"
    CHARTERS_WITH_CLAUSE = "charters_with_clause"
    WOMENS_HOMES = "womens_homes"
    SILENT_VILLAGES = "silent_villages"
    CONTACT_GAPS = "contact_gaps"
    CONTACTS_UNCONFIRMED = "contacts_unconfirmed"


class Span(StrEnum):
    """Whether a number is of one month, or of this moment."""

    MONTH = "month"
    NOW = "now"


class Behind(StrEnum):
    """What stands behind a number, row by row; nothing stands behind a number of closed matters."""

    REQUESTS = "requests"
    REGISTRATIONS = "registrations"
    VISITS = "visits"
    LOANS = "loans"
    COURSES = "courses"
    VILLAGES = "villages"
    PLACES = "places"
    CONTACTS = "contacts"
    GAPS = "gaps"


class ClosedFigure(StrEnum):
    """What is counted of closed matters, for the whole county and a finished month only."""

    RECEIVED = "received"
    FINISHED = "finished"


class FigureSheet(StrEnum):
    """Which figures can be taken out as a file."""

    MEASURES = "measures"
    CLAUSES = "clauses"
    LEDGER = "ledger"
    SILENT = "silent"


class QualityKind(StrEnum):
    """What is looked for in the ledger and the outbox each week."""

    STALE = "stale"
    NO_CONTACT = "no_contact"
    CONFLICTING_DATES = "conflicting_dates"
    OUTBOX_STUCK = "outbox_stuck"


class UpwardKind(StrEnum):
    """What is reported to the county: a difficulty in carrying the policy out, a good practice, advice."""

    PROBLEM = "problem"
    PRACTICE = "practice"
    ADVICE = "advice"


class UpwardState(StrEnum):
    """What came of it."""

    RECEIVED = "received"
    TAKEN_UP = "taken_up"
    ANSWERED = "answered"


class UnitKind(StrEnum):
    """Which units are assessed."""

    OFFICE = "office"
    TOWNSHIP = "township"


class ScoredBy(StrEnum):
    """What a score is made of; all of it is about the unit's work, nothing about a woman."""

    ON_TIME = "on_time"
    SATISFIED = "satisfied"
    VISITED = "visited"


class Measured(StrEnum):
    """What a month's table says of an office and a township, and behind which a list can be opened."""

    RECEIVED = "received"
    FINISHED = "finished"
    ON_TIME = "on_time"
    RETURNED = "returned"
    REOPENED = "reopened"
    RECLASSIFIED = "reclassified"
    RATED = "rated"
