"""What goes out about files."""

from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import FileKind, FileState, UploadState


class UploadShown(Out):
    """An upload: which pieces (numbered from 1) are there, and the file it became."""

    id: UUID
    state: UploadState
    part_bytes: int
    parts: int
    received: list[int]
    file_id: UUID | None
    expires_at: Moment


class Summary(Out):
    """What one office wrote down after listening."""

    at: Moment
    office_name: str
    text: str


class FileShown(Out):
    """A file beside a request; `summary` is the newest of what was written down beside a sound, never instead of it."""

    id: UUID
    at: Moment
    kind: FileKind
    state: FileState
    refused_because: str | None
    media_type: str | None
    seconds: float | None
    width: int | None
    height: int | None
    summary: str | None
    summaries: list[Summary]


class EvidenceShown(Out):
    """One thing in her box."""

    id: UUID
    kind: FileKind
    state: FileState
    stored_at: Moment
    sha256: str | None
    seconds: float | None


class Evidence(Out):
    """Her box."""

    items: list[EvidenceShown]
