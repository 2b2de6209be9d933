"""What goes out about anonymous questions: no id for the asker, nobody for the desk."""

from uuid import UUID

from app.schemas.catalogue import Line
from app.schemas.out import Moment, Out
from app.vocabulary import Level, QuestionState


class QuestionAsked(Out):
    """The receipt of a question: its code is given this once."""

    code: str
    read_aloud: str
    line: str
    office_name: str
    due_words: str | None
    expires_at: Moment
    emergency: list[Line]


class AskerLine(Out):
    """One line as the asker sees it."""

    at: Moment
    by_me: bool
    from_name: str
    body: str


class AskerStep(Out):
    """One rung a late question climbed, in words."""

    at: Moment
    line: str


class QuestionForAsker(Out):
    """A question as whoever holds its code sees it."""

    service_name: str
    state: QuestionState
    state_words: str
    office_name: str
    due_words: str | None
    expires_at: Moment
    emergency: list[Line]
    steps: list[AskerStep]
    lines: list[AskerLine]


class QuestionRow(Out):
    """One row of the desk's list."""

    id: UUID
    created_at: Moment
    service: str
    service_name: str
    level: Level
    office: str
    office_name: str
    state: QuestionState
    state_words: str
    due_at: Moment
    overdue: bool
    in_danger: bool
    version: int


class QuestionPage(Out):
    """One page of the desk's list."""

    items: list[QuestionRow]
    next: str | None


class DeskQuestionLine(Out):
    """One line as the desk sees it."""

    at: Moment
    by_asker: bool
    from_name: str
    body: str


class QuestionForDesk(QuestionRow):
    """A question as the desk sees it."""

    expires_at: Moment
    lines: list[DeskQuestionLine]
