"""What a worker reports, and what the county answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.domain.plain_text import PLAIN
from app.vocabulary import UpwardKind

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=2000, pattern=PLAIN)]


class SendUp(BaseModel):
    """A difficulty, a good practice or a piece of advice, about a clause of the policy; nobody's case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: UpwardKind
    clause: Annotated[int, Field(ge=1, le=99)] | None = None
    body: Words = Field(description="写情况和建议，不写任何妇女的姓名和事情")


class AnswerUp(BaseModel):
    """What the county says to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body: Words
