"""What is said about a file; its bytes come separately."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import FileKind, FilePurpose

LARGEST = 20 * 1024 * 1024


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BeginUpload(Input):
    """A file about to come: what it is for, how large it is, and its digest."""

    kind: FileKind
    purpose: FilePurpose
    request_id: UUID | None = None
    entry_id: UUID | None = Field(None, description="替别人登记时，这份录音或签字是哪一条登记的同意")
    size: Annotated[int, Field(ge=1, le=LARGEST)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def has_a_place(self) -> Self:
        """Refuse a file of a request without the request, and a name that is no voice."""
        if (self.purpose is FilePurpose.REQUEST) != (self.request_id is not None):
            raise ValueError("只有办事的文件才写是哪件事。")
        if (self.purpose is FilePurpose.CONSENT) != (self.entry_id is not None):
            raise ValueError("只有同意的录音或签字才写是哪条登记。")
        if self.purpose is FilePurpose.NAME and self.kind is not FileKind.VOICE:
            raise ValueError("名字只能用录音说。")
        return self


class Summarise(Input):
    """What a recording says, written down by whoever listened (MSG-02)."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=1000)]
