"""What goes out about courses: to everybody, to her, to their provider."""

from datetime import date
from typing import Any
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import CourseKind, CourseState, EnrolmentState, Outcome, ReportReason, TextState, Topic


class CourseLine(Out):
    """One course or activity in a list."""

    id: UUID
    kind: CourseKind
    title: str
    topic: Topic
    topic_name: str
    provider: str
    host: str
    township: str
    place: str
    where_words: str
    starts_at: Moment
    when_words: str
    fee_words: str
    seats_left: int
    waiting: int
    childcare: bool
    transport: bool
    reading_help: bool
    half_day: bool
    off_season: bool
    state: CourseState
    state_words: str


class CoursePage(Out):
    """What is open to enrol."""

    items: list[CourseLine]
    next: str | None


class SessionShown(Out):
    """One sitting."""

    starts_at: Moment
    ends_at: Moment


class CourseShown(CourseLine):
    """Everything there is to know about one course."""

    summary: str
    village_name: str | None
    facility: str | None
    facility_confirmed: bool | None
    sessions: list[SessionShown]
    seats: int
    fee_fen: int
    who_may_come: str
    contact_name: str
    contact_phone: str
    cancel_reason: str | None
    similar: list[CourseLine]


class MyEnrolment(Out):
    """Her place in one course; `course` is empty for one that was taken off the list."""

    id: UUID
    course_id: UUID
    course: CourseLine | None
    state: EnrolmentState
    state_words: str
    place_in_line: int | None
    offered_until: Moment | None
    came: int
    certificate: str | None
    question: int | None
    outcome: Outcome | None
    shares_name: bool
    similar: list[CourseLine]


class MyEnrolments(Out):
    """Her places, the newest first."""

    items: list[MyEnrolment]
    next: str | None


class Reported(Out):
    """Her word was taken."""

    message: str


class CertificateChecked(Out):
    """What a certificate's code stands for."""

    code: str
    title: str
    provider: str
    holder: str
    sessions: int
    issued_on: date


class ProviderCourseLine(CourseLine):
    """One of the provider's own courses."""

    version: int


class ProviderCoursePage(Out):
    """The provider's own courses."""

    items: list[ProviderCourseLine]
    next: str | None


class Counts(Out):
    """How many, and what would keep them away; no names."""

    enrolled: int
    offered: int
    waiting: int
    need_childcare: int
    need_transport: int
    need_reading_help: int


class TextShown(Out):
    """One version of a course's text, and what the reviewer said."""

    number: int
    state: TextState
    reason: str | None
    created_at: Moment
    content: dict[str, Any]


class ProviderCourse(CourseShown):
    """A course as its provider sees it."""

    version: int
    counts: Counts
    texts: list[TextShown]


class PlaceShown(Out):
    """One place in the line; the name only where she agreed."""

    id: UUID
    number: int
    state: EnrolmentState
    name: str | None
    needs_childcare: bool
    needs_transport: bool
    needs_reading_help: bool
    came_to: list[int]


class PlacePage(Out):
    """The line in its order."""

    items: list[PlaceShown]
    next: str | None


class QrShown(Out):
    """The code of a session for two minutes, drawn as SVG."""

    session: int
    token: str
    expires_at: Moment
    svg: str


class ListTaken(Out):
    """What came of an attendance list."""

    taken: int
    already_there: int
    late: int
    certificates: int


class CourseText(Out):
    """What a reviewer has to read: the new text and, where one is shown already, the old."""

    course_id: UUID
    provider: str
    number: int
    content: dict[str, Any]
    shown: dict[str, Any] | None
    checked: str | None


class ReportsShown(Out):
    """What people say is wrong, counted; no names."""

    course_id: UUID
    provider: str
    title: str
    shown: bool
    reasons: dict[ReportReason, int]
