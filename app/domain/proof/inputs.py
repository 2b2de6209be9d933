"""What she asks for when she takes a request out as evidence."""

from pydantic import BaseModel, ConfigDict, Field


class AskProof(BaseModel):
    """Whether the things in her box come along."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    with_box: bool = Field(default=False, description="把证据箱里的照片、录音一起放进去")
