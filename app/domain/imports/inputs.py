"""What an administrator sends: a sheet, and the mark of the look that found nothing wrong."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class SendSheet(BaseModel):
    """A sheet as base64; without `checked` it is only looked over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=720_000)] = Field(
        description="xlsx 文件的 base64"
    )
    checked: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
