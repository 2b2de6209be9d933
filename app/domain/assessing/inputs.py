"""What a unit says to its score."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.domain.plain_text import PLAIN


class Comment(BaseModel):
    """Words to one's own line of a month; nobody's case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=1000, pattern=PLAIN)]
