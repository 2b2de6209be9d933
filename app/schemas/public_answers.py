"""What goes out about questions rewritten for everybody."""

from uuid import UUID

from app.schemas.out import Moment, Out
from app.schemas.replies import Scored
from app.vocabulary import PublicAnswerState


class AnswerForEverybody(Out):
    """One question and answer anybody may read."""

    id: UUID
    service: str
    service_name: str
    office_name: str
    question: str
    answer: str
    published_at: Moment


class AnswersForEverybody(Out):
    """What is published, the newest first."""

    items: list[AnswerForEverybody]
    next: str | None


class PublicAnswerShown(Scored):
    """One text as the desks see it: its state, what the machine found, whether it stands on a consent."""

    id: UUID
    service: str
    service_name: str
    office: str
    office_name: str
    question: str
    answer: str
    state: PublicAnswerState
    checked: str | None
    with_consent: bool
    author_id: UUID
    reason: str | None
    created_at: Moment
    version: int


class PublicAnswers(Out):
    """Texts in one state."""

    items: list[PublicAnswerShown]
    next: str | None
