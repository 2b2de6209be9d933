"""What every shape of a county's folder is made of: codes, texts, clocks."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.vocabulary import ClockKind, Occasion

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Text = Annotated[str, StringConstraints(max_length=2000)]


class Shape(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Clock(Shape):
    """How long something may take: an amount on one kind of clock, or an occasion that finishes it."""

    kind: ClockKind | None = None
    amount: Annotated[int, Field(ge=1, le=400)] | None = None
    occasion: Occasion | None = None
