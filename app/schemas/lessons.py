"""Lessons as they go out: to everybody, to her, to the desk that writes them."""

from typing import Any
from uuid import UUID

from app.schemas.out import Out
from app.vocabulary import FileState, LessonSeries, TextState


class SoundShown(Out):
    """A sound by its immutable address, with its size before it is played and who reads."""

    url: str
    digest: str
    bytes: int
    size_words: str
    seconds: float
    machine_read: bool
    read_by: str


class LessonLine(Out):
    """One lesson in a list."""

    id: UUID
    series: LessonSeries
    series_name: str
    title: str
    summary: str
    picture: str
    private: bool
    sound: SoundShown | None


class LessonPage(Out):
    """Lessons, and where the next page begins."""

    items: list[LessonLine]
    next: str | None


class PartShown(Out):
    """A paragraph with its picture."""

    text: str
    picture: str


class ChoiceShown(Out):
    """A picture to tap, and what is then said; none is a failure."""

    text: str
    picture: str
    reply: str


class QuestionShown(Out):
    """One question with its pictures, and read aloud."""

    ask: str
    choices: list[ChoiceShown]
    sound: SoundShown | None


class LinkShown(Out):
    """Where more is to be read."""

    name: str
    url: str


class LessonShown(LessonLine):
    """One lesson with all of its words."""

    parts: list[PartShown]
    questions: list[QuestionShown]
    links: list[LinkShown]
    source: str
    written_by: str | None
    reviewed_by: str | None
    ask_services: list[str]


class ProgressShown(Out):
    """Where she is in a lesson: go on at `position` (seconds)."""

    lesson_id: UUID
    position: float
    played: list[tuple[float, float]]
    percent: int
    done: bool
    sound: str | None


class Followed(Out):
    """A lesson she has begun."""

    lesson: LessonLine
    progress: ProgressShown


class Suggested(Out):
    """A lesson that may suit her house, and why it is shown."""

    lesson: LessonLine
    reason: str


class MyLessons(Out):
    """What she has begun and finished, and what may suit."""

    items: list[Followed]
    suggested: list[Suggested]


class LessonForDesk(Out):
    """A lesson as its office and its reviewer see it."""

    id: UUID
    series: LessonSeries
    series_name: str
    title: str
    office: str
    shown: bool
    content: dict[str, Any] | None
    draft: dict[str, Any] | None
    draft_state: TextState | None
    draft_words: str | None
    draft_reason: str | None
    from_folder: str | None
    sound_state: FileState | None
    sound_code: str | None
    sound_because: str | None
    sound: SoundShown | None
    version: int


class LessonDeskPage(Out):
    """An office's lessons."""

    items: list[LessonForDesk]
    next: str | None


class TownshipDone(Out):
    """How many of one township heard it to the end; small numbers are not shown."""

    code: str
    name: str
    done: str


class LessonCounts(Out):
    """How many heard it to the end."""

    lesson_id: UUID
    total: str
    townships: list[TownshipDone]
