"""The shapes of counselling.toml: the mood check, what danger leads to, languages, places."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.catalogue.shapes import Code, Shape, Text
from app.vocabulary import EmergencyTopic


class MoodOption(Shape):
    """One answer and what it counts."""

    score: Annotated[int, Field(ge=0, le=10)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class MoodQuestion(Shape):
    """One question of the mood check; from `danger_from` on, its answer means danger."""

    code: Code
    text: Annotated[str, StringConstraints(min_length=4, max_length=80)]
    read_aloud: Annotated[str, StringConstraints(min_length=4, max_length=80)]
    scored: bool
    danger_from: Annotated[int, Field(ge=1, le=10)] | None = None
    topics: list[EmergencyTopic] = Field(default_factory=list)
    options: Annotated[list[MoodOption], Field(min_length=2, max_length=6)]


class MoodBand(Shape):
    """What a sum says, in words and never in names of illnesses."""

    least: Annotated[int, Field(ge=0)]
    most: Annotated[int, Field(ge=0)]
    words: Annotated[str, StringConstraints(min_length=4, max_length=120)]


class MoodCheck(Shape):
    """The short mood check: wording, scoring, what means danger, its source, and who reviewed it."""

    version: Annotated[int, Field(ge=1, le=1000)]
    title: Text
    intro: Text
    stays_here: Text
    not_a_diagnosis: Text
    danger_words: Text
    danger_lines: Annotated[list[str], Field(min_length=1, max_length=5)]
    source: Annotated[str, StringConstraints(min_length=4, max_length=400)]
    reviewed_by: Text = ""
    reviewed_on: date | None = None
    valid_from: date
    questions: Annotated[list[MoodQuestion], Field(min_length=1, max_length=12)]
    bands: Annotated[list[MoodBand], Field(min_length=1, max_length=8)]


class Crisis(Shape):
    """What happens when danger is heard: whose roster, by when, how many calls, how fast it climbs."""

    service: str = "care.psych"
    call_within_hours: Annotated[int, Field(ge=1, le=12)] = 2
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    rung_minutes: Annotated[int, Field(ge=10, le=720)] = 60
    source: Text = ""


class DangerWords(Shape):
    """Words by which danger is heard in an anonymous question, whatever service it was asked under."""

    topic: EmergencyTopic
    words: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fffa-z0-9]{2,12}$")]], Field(min_length=1)
    ]
    source: Text


class Language(Shape):
    """A language or dialect a counsellor may speak."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=1, max_length=30)]


class WomensHome(Shape):
    """A 妇女之家 where two people can sit down."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}([0-9]{3})?$")]
    address: Text = ""
    hours: Text = ""
    source: Text
    confirmed_on: date | None = None
