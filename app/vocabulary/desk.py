"""The words of the desk: its rooms, and when something in a queue is due."""

from enum import StrEnum


class Room(StrEnum):
    """A room of the console; who may enter follows from the table of grants."""

    QUEUE = "queue"
    CALLS = "calls"
    REGISTRATIONS = "registrations"
    DUPLICATES = "duplicates"
    LEDGER_EXPORTS = "ledger_exports"
    CORRECTIONS = "corrections"
    SAVED_REPLIES = "saved_replies"
    VISITS = "visits"
    VILLAGE_CHARTERS = "village_charters"
    LEGAL_AID = "legal_aid"
    COUNSELLING = "counselling"
    COUNSELLING_FIGURES = "counselling_figures"
    QUESTIONS = "questions"
    PUBLIC_ANSWERS = "public_answers"
    LOANS = "loans"
    LOAN_TIPS = "loan_tips"
    COURSES = "courses"
    REVIEWS = "reviews"
    FIGURES = "figures"
    COVERAGE = "coverage"
    VISIT_COVERAGE = "visit_coverage"
    PEOPLE = "people"
    OFFICES = "offices"
    CONTACTS = "contacts"
    ROSTERS = "rosters"
    COUNSELLORS = "counsellors"
    LAWYERS = "lawyers"
    VERSIONS = "versions"
    PROPOSALS = "proposals"
    HOLDS = "holds"
    NOTICES = "notices"
    DEVICES = "devices"


class Doing(StrEnum):
    """What a worker does with a request on the screen; told to colleagues while it lasts, kept nowhere."""

    READING = "reading"
    WRITING = "writing"
    LEAVING = "leaving"


class ContactMark(StrEnum):
    """How a contact of a service in a township stands (clause 12)."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


class SettingChangeKind(StrEnum):
    """How something differs between two versions of a county's settings."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class PublicAnswerState(StrEnum):
    """Where a question that was rewritten for everybody is (MSG-06)."""

    WAITING = "waiting"
    PUBLISHED = "published"
    RETURNED = "returned"
    TAKEN_DOWN = "taken_down"


class DueIn(StrEnum):
    """When something in a queue is due, in the county's days; a filter of the queue."""

    OVERDUE = "overdue"
    TODAY = "today"
    WITHIN_3_DAYS = "within_3_days"
    WITHIN_7_DAYS = "within_7_days"
    LATER = "later"
    UNDATED = "undated"
