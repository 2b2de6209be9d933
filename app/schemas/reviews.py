"""What goes out to applicants and to the reviewing desk."""

from uuid import UUID

from app.schemas.courses import CourseText, ReportsShown
from app.schemas.lessons import LessonForDesk
from app.schemas.out import Moment, Out
from app.vocabulary import ProviderState, ReviewKind, ReviewState


class ApplicationTaken(Out):
    """Who checks the application, and by when they ring up."""

    application: UUID
    checked_by: str
    due_at: Moment
    due_words: str


class ReviewLine(Out):
    """One line of the reviewing desk."""

    id: UUID
    kind: ReviewKind
    title: str
    subject_id: UUID
    office: str
    state: ReviewState
    created_at: Moment
    due_at: Moment
    due_words: str
    overdue: bool
    reason: str | None
    version: int


class ReviewPage(Out):
    """What waits, the first due first."""

    items: list[ReviewLine]
    next: str | None


class ProviderOpened(Out):
    """A provider as its reviewer sees it."""

    id: UUID
    organisation: str
    licence_number: str
    contact: str
    phone: str
    about: str
    state: ProviderState


class ReviewDetail(ReviewLine):
    """One review with what is reviewed."""

    provider: ProviderOpened | None
    text: CourseText | None
    lesson: LessonForDesk | None
    reports: ReportsShown | None


class ProviderInvited(Out):
    """How the new provider comes in; the code is shown this once, the post waits for an administrator's yes."""

    login_name: str
    code: str
    expires_at: Moment


class ReviewSettled(ReviewLine):
    """What came of a review."""

    invitation: ProviderInvited | None
