"""What is written for everybody; every text is bounded."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.domain.plain_text import PLAIN

Service = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Asked = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300, pattern=PLAIN)]
Answered = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=1000, pattern=PLAIN)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300, pattern=PLAIN)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WriteAnswer(Input):
    """A question in new words, its answer, and where it came from when it came from somebody."""

    service: Service
    question: Asked
    answer: Answered
    from_question: UUID | None = Field(None, description="匿名提问：不用她同意")
    from_request: UUID | None = Field(None, description="实名求助：要有她“公开故事”的同意")

    @model_validator(mode="after")
    def one_source(self) -> Self:
        """Refuse two sources."""
        if self.from_question is not None and self.from_request is not None:
            raise ValueError("来源只能有一个。")
        return self


class DecideAnswer(Input):
    """Another person's yes, or no with a reason."""

    agree: bool
    reason: Reason | None = None

    @model_validator(mode="after")
    def a_no_has_a_reason(self) -> Self:
        """Refuse a no without a reason."""
        if not self.agree and self.reason is None:
            raise ValueError("退回要写原因。")
        return self


class TakeDown(Input):
    """Why it is taken off the page."""

    reason: Reason
