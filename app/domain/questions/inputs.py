"""What anybody may ask, and what an office may answer; every text is bounded."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)]
Service = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]


class Input(BaseModel):
    """Frozen, and nothing unknown: a name or a number has no field here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AskQuestion(Input):
    """A question about one service; not who asks, and not from where."""

    service: Service
    body: Line = Field(description="想问的话；不用写名字、电话和村")


class WriteOn(Input):
    """A further line by whoever holds the code."""

    body: Line


class AnswerQuestion(Input):
    """What the office answers."""

    body: Line
