"""What a lesson is made of, and what her phone says of what it has played; every text bounded."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.domain.plain_text import PLAIN
from app.vocabulary import LessonSeries

Picture = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80, pattern=PLAIN)]
Second = Annotated[float, Field(ge=0, le=480, allow_inf_nan=False)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(Input):
    """One paragraph with the picture that stands beside it."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=400, pattern=PLAIN)]
    picture: Picture


class Link(Input):
    """Where more is to be read; only https is taken."""

    name: Line
    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300, pattern=PLAIN)]


class Choice(Input):
    """One picture to tap, and what is said to whoever taps it: no answer is a failure (MIC-06)."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30, pattern=PLAIN)]
    picture: Picture
    reply: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=80, pattern=PLAIN)]


class Question(Input):
    """One question with two or three pictures; it may be asked again as often as she likes."""

    ask: Line
    choices: Annotated[list[Choice], Field(min_length=2, max_length=3)]


class WriteLesson(Input):
    """A lesson: what is read aloud, its pictures, at most three questions; `private` ones hide while she has a PIN."""

    series: LessonSeries
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=30, pattern=PLAIN)]
    summary: Line
    picture: Picture
    parts: Annotated[list[Part], Field(min_length=1, max_length=20)]
    questions: Annotated[list[Question], Field(max_length=20)] = []
    links: Annotated[list[Link], Field(max_length=5)] = []
    source: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] = ""
    private: bool = False


class Played(Input):
    """What this phone has played since it last said so, of which sound, and where it stands now (seconds)."""

    sound: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    position: Second
    played: Annotated[list[tuple[Second, Second]], Field(max_length=200)]

    @model_validator(mode="after")
    def each_ends_after_it_begins(self) -> Self:
        """Refuse what was played backwards."""
        if any(end < start for start, end in self.played):
            raise ValueError("播放的起止时间反了。")
        return self
