"""The shapes of legal_aid.toml: matters, grounds, the screen before mediation, fixed sentences."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.catalogue.shapes import Code, Shape, Text
from app.vocabulary import KeyGroup


class AidMatter(Shape):
    """What a lawyer may be asked for; a closed one is held by named people only."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    closed: bool = False


class AidGround(Shape):
    """A ground on which nobody asks about income: what it is for, and what she hears where it does not fit."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=2, max_length=30)]
    article: Text
    matters: list[str] = Field(default_factory=list)
    groups: list[KeyGroup] = Field(default_factory=list)
    closed: bool = False
    does_not_fit: Annotated[str, StringConstraints(min_length=8, max_length=200)]
    source: Text
    valid_from: date
    valid_to: date | None = None
    confirmed_by: Text = ""


class AidPaper(Shape):
    """A paper that is often missing, by its name, and the key of the picture her app shows of it (REQ-04)."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    picture: Annotated[str, StringConstraints(pattern=r"^paper\.[a-z_]{2,30}$")]


class ScreenQuestion(Shape):
    """One question of the safety screen before a violent matter may be mediated (SAF-14)."""

    code: Code
    text: Annotated[str, StringConstraints(min_length=4, max_length=60)]


class AidWords(Shape):
    """The fixed sentences of legal aid, and the office that decides."""

    office: str
    pledge_version: Annotated[str, StringConstraints(min_length=4, max_length=20)]
    pledge: Annotated[str, StringConstraints(min_length=10, max_length=400)]
    no_fee: Annotated[str, StringConstraints(min_length=10, max_length=200)]
    confidential: Annotated[str, StringConstraints(min_length=10, max_length=200)]
    objection: Annotated[str, StringConstraints(min_length=10, max_length=200)]
    income_words: Annotated[list[str], Field(min_length=1)]
    mediation_screen: Annotated[list[ScreenQuestion], Field(min_length=1)]
    source: Text
    valid_from: date
