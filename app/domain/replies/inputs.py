"""What a desk may keep as a reply; every text is bounded."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.domain.plain_text import PLAIN

Service = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40, pattern=PLAIN)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500, pattern=PLAIN)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WriteReply(Input):
    """A text for a service; its blanks are from the closed list."""

    service: Service
    title: Title
    body: Body


class ScoreText(Input):
    """A text to be scored; nothing of it is kept."""

    body: Body
