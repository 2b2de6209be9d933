"""The words of files she sends."""

from enum import StrEnum


class FileKind(StrEnum):
    """Kinds of file; what a file is decides its content, not its name."""

    PICTURE = "picture"
    VOICE = "voice"
    DOCUMENT = "document"


class FilePurpose(StrEnum):
    """What a file is for: part of a request, her name said aloud, her own box (SAF-13), or what shows a consent."""

    REQUEST = "request"
    NAME = "name"
    EVIDENCE = "evidence"
    CONSENT = "consent"


class FileState(StrEnum):
    """Where a file is: nobody may hear or see it before it was made anew."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    ERASED = "erased"


class UploadState(StrEnum):
    """Where an upload is."""

    OPEN = "open"
    COMPLETE = "complete"
