"""What goes out about counselling: to her, and to her counsellor."""

from datetime import date
from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import Answered, BookingKind, BookingState, CounsellorGender, EmergencyTopic, SessionWay, SlotState


class Line(Out):
    """A number to call at once."""

    name: str
    number: str
    hours: str


class MoodOption(Out):
    """One answer."""

    score: int
    text: str


class MoodQuestion(Out):
    """One question, and from which answer on it means danger: the telephone judges by itself."""

    code: str
    text: str
    read_aloud: str
    scored: bool
    danger_from: int | None
    topics: list[EmergencyTopic]
    options: list[MoodOption]


class MoodBand(Out):
    """What a sum says."""

    least: int
    most: int
    words: str


class MoodQuestions(Out):
    """The mood check as it is on the telephone; nothing of the answers comes back by itself."""

    version: int
    title: str
    intro: str
    stays_here: str
    not_a_diagnosis: str
    danger_words: str
    danger_lines: list[Line]
    source: str
    reviewed: bool
    reviewed_by: str
    reviewed_on: date | None
    questions: list[MoodQuestion]
    bands: list[MoodBand]


class MoodSent(Out):
    """What became of a mood check she sent."""

    request_id: UUID
    number: str
    score: int
    words: str
    danger: bool
    lines: list[Line]
    call_by: Moment | None
    nobody_on_duty: bool


class PlaceShown(Out):
    """A 妇女之家."""

    code: str
    name: str
    address: str
    hours: str
    to_confirm: bool


class CounsellorCard(Out):
    """A counsellor as she is told."""

    name: str
    gender: CounsellorGender
    languages: list[str]
    agency: str | None


class SlotForHer(Out):
    """A time she can take."""

    id: UUID
    way: SessionWay
    place: PlaceShown | None
    starts_at: Moment
    ends_at: Moment
    words: str
    counsellor: CounsellorCard


class SlotsForHer(Out):
    """The times she can take, the next first."""

    items: list[SlotForHer]


class BookingShown(Out):
    """One appointment."""

    id: UUID
    request_id: UUID
    kind: BookingKind
    way: SessionWay
    place: PlaceShown | None
    starts_at: Moment
    ends_at: Moment
    state: BookingState
    words: str
    may_cancel: bool


class AttemptShown(Out):
    """One call that was tried."""

    at: Moment
    answered: Answered
    safe: bool
    in_danger: bool


class DangerShown(Out):
    """Danger that was heard, and how far the call has come."""

    at: Moment
    call_by: Moment
    nobody_on_duty: bool
    rung: int
    reached: bool
    reached_at: Moment | None


class Plan(Out):
    """The plan, the same words to both."""

    version: int
    at: Moment
    goals: list[str]
    steps: list[str]
    when_it_gets_bad: list[str]
    follow_up_on: date | None


class HandOverQuestion(Out):
    """What her counsellor asks her."""

    id: UUID
    at: Moment
    to: CounsellorCard
    reason: str | None


class BothSee(Out):
    """What she and her counsellor see alike."""

    request_id: UUID
    counsellor: CounsellorCard | None
    may_change_freely: bool
    bookings: list[BookingShown]
    attempts: list[AttemptShown]
    danger: list[DangerShown]
    plan: Plan | None
    plan_version: int


class CounsellingForWoman(BothSee):
    """Her side."""

    hand_over: HandOverQuestion | None


class AnswerShown(Out):
    """One answer of a mood check she sent; no text where the questions have changed since."""

    question: str
    text: str | None
    score: int


class MoodShown(Out):
    """A mood check she sent."""

    at: Moment
    danger: bool
    answers: list[AnswerShown]


class CounsellingForDesk(BothSee):
    """The counsellor's side; notes are asked for apart."""

    mood_checks: list[MoodShown]
    topics: list[str]
    hand_over_asked: bool


class NoteShown(Out):
    """One note, opened for the counsellor or their supervisor."""

    id: UUID
    at: Moment
    booking_id: UUID | None
    mine: bool
    note: str | None


class Notes(Out):
    """The notes this worker may read."""

    items: list[NoteShown]


class OwnSlot(Out):
    """A time this counsellor offers."""

    id: UUID
    way: SessionWay
    place: PlaceShown | None
    starts_at: Moment
    ends_at: Moment
    state: SlotState


class OwnSlots(Out):
    """The times this counsellor offers."""

    items: list[OwnSlot]


class AgendaLine(Out):
    """One appointment on a counsellor's day."""

    id: UUID
    request_id: UUID
    number: str
    kind: BookingKind
    way: SessionWay
    place: PlaceShown | None
    starts_at: Moment
    ends_at: Moment
    state: BookingState
    words: str


class Agenda(Out):
    """What is booked with this worker."""

    items: list[AgendaLine]
