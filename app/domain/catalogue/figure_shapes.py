"""The shape of figures.toml: what is counted for each clause of the policy, and in which words."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.catalogue.shapes import Code, Shape
from app.vocabulary import Countable, KeyGroup, ScoredBy, Topic, UnitKind


class Indicator(Shape):
    """One number of a clause: what it counts, of which services, topics or groups, and where the policy asks for it.

    No services named means all those of the clause; `everywhere` means every service of the county.
    """

    clause: Annotated[int, Field(ge=1, le=99)]
    code: Code
    name: Annotated[str, StringConstraints(min_length=2, max_length=30)]
    counts: Countable
    services: list[str] = Field(default_factory=list)
    everywhere: bool = False
    topics: list[Topic] = Field(default_factory=list)
    groups: list[KeyGroup] = Field(default_factory=list)
    source: Annotated[str, StringConstraints(min_length=2, max_length=120)]


class ScorePart(Shape):
    """One part of the score of a kind of unit: what it is made of and its weight."""

    unit: UnitKind
    by: ScoredBy
    name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    weight: Annotated[int, Field(ge=1, le=100)]
    source: Annotated[str, StringConstraints(min_length=2, max_length=120)]
