"""What is said about a sound that is wanted: whose voice, which numbers stand in it; and what the desk reads over."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.vocabulary import Voice

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")]


class Listen(BaseModel):
    """Whose voice; the numbers in their places, in turn; `v` is whatever changes when the words do."""

    model_config = ConfigDict(frozen=True)

    voice: Voice = Voice.LOCAL
    n: Annotated[list[Number], Field(max_length=3)] = []
    v: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.\-]{1,40}$")] | None = None


class ReadOver(BaseModel):
    """A draft the desk wants to hear as she will."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
