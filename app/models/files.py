"""Files on their way in, piece by piece, and files as they are kept: sealed objects elsewhere, their keys here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.models.base import CODES, MOMENT, SEALED, CountyRow, Word, child_of, no_codes, one_of
from app.vocabulary import FileKind, FilePurpose, FileState, UploadState


class Upload(CountyRow, table=True):
    """One file on its way in; its pieces are kept sealed until it is whole, a day at most."""

    __tablename__ = "upload"
    __table_args__ = (
        child_of("profile", "profile_id"),
        one_of("kind", FileKind),
        one_of("purpose", FilePurpose),
        one_of("state", UploadState),
        CheckConstraint("size > 0", name="holds_something"),
        Index(None, "county", "profile_id", "created_at"),
        Index(None, "county", "expires_at"),
    )

    profile_id: UUID
    sent_by: UUID | None = None
    kind: FileKind = Field(sa_type=Word(FileKind))
    purpose: FilePurpose = Field(sa_type=Word(FilePurpose))
    request_id: UUID | None = None
    size: int
    sha256: str = Field(max_length=64)
    state: UploadState = Field(default=UploadState.OPEN, sa_type=Word(UploadState))
    file_id: UUID | None = None
    expires_at: datetime = Field(sa_type=MOMENT)


class UploadPart(CountyRow, table=True):
    """One piece of an upload, sealed; sending it again changes nothing."""

    __tablename__ = "upload_part"
    __table_args__ = (child_of("upload", "upload_id"), UniqueConstraint("county", "upload_id", "number"))

    upload_id: UUID
    profile_id: UUID
    number: int
    sha256: str = Field(max_length=64)
    body_sealed: bytes = Field(sa_type=SEALED)


class StoredFile(CountyRow, table=True):
    """One file she sent: who may open it, what it is, and the key without which its object is noise."""

    __tablename__ = "stored_file"
    __table_args__ = (
        child_of("profile", "profile_id"),
        child_of("help_request", "request_id"),
        child_of("ledger_entry", "entry_id"),
        one_of("kind", FileKind),
        one_of("purpose", FilePurpose),
        one_of("state", FileState),
        Index(None, "county", "request_id", "created_at"),
        Index(None, "county", "profile_id", "purpose"),
    )

    profile_id: UUID
    request_id: UUID | None = None
    entry_id: UUID | None = None
    readers: list[str] = Field(default_factory=no_codes, sa_type=CODES)
    township_code: str | None = Field(default=None, max_length=12)
    village_code: str | None = Field(default=None, max_length=12)
    kind: FileKind = Field(sa_type=Word(FileKind))
    purpose: FilePurpose = Field(sa_type=Word(FilePurpose))
    state: FileState = Field(default=FileState.WAITING, sa_type=Word(FileState))
    refused_because: str | None = Field(default=None, max_length=120)
    key_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    object_name: str | None = Field(default=None, max_length=80)
    thumb_name: str | None = Field(default=None, max_length=80)
    media_type: str | None = Field(default=None, max_length=40)
    size: int = 0
    sha256: str | None = Field(default=None, max_length=64)
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    summary_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    summaries_sealed: bytes | None = Field(default=None, sa_type=SEALED)
    summary_by: UUID | None = None
    summary_at: datetime | None = Field(default=None, sa_type=MOMENT)
