"""What may be sent, decided by its content alone, never by its name or by what it says of itself (REQ-13, R44)."""

import re
from dataclasses import dataclass
from typing import ClassVar

from app.errors import Invalid
from app.vocabulary import FileKind as MediaKind

__all__ = [
    "LIMITS",
    "LONGEST_VOICE",
    "MB",
    "MOST_LESSON_BYTES",
    "Limits",
    "MediaKind",
    "MediaRefused",
    "refuse_unfit",
    "sniff",
]
MB = 1024 * 1024


class MediaRefused(Invalid):
    """The file cannot be taken; the sentence says what to do instead."""

    code: ClassVar[str] = "media_refused"
    message: ClassVar[str] = "这个文件打不开，请重新拍一张、录一段或换一个文件。"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one file may be (bytes), and how many a request takes."""

    most_bytes: int
    most_in_a_request: int


LIMITS = {
    MediaKind.PICTURE: Limits(15 * MB, 9),
    MediaKind.VOICE: Limits(10 * MB, 5),
    MediaKind.DOCUMENT: Limits(20 * MB, 5),
}
MOST_LESSON_BYTES = 20 * MB  # as it was recorded; what is kept of eight minutes is under 3 MB
LONGEST_VOICE = 61.5  # seconds: sixty, and what a container rounds up
HEAD_BYTES = 64
_MAGIC = (
    (MediaKind.PICTURE, re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)),
    (
        MediaKind.VOICE,
        re.compile(
            rb"....ftyp(M4A |mp42|isom|iso2|mp41|dash|3gp.)|ID3|\xff[\xf1\xf9\xfb\xf3\xf2\xfa]|OggS|\x1aE\xdf\xa3"
            rb"|RIFF....WAVE|#!AMR",
            re.DOTALL,
        ),
    ),
    (MediaKind.DOCUMENT, re.compile(rb"%PDF-1\.[0-9]|%PDF-2\.[0-9]")),
)


def sniff(head: bytes) -> MediaKind | None:
    """Say what a file is by its first 64 bytes; nothing for everything we do not take."""
    return next((kind for kind, magic in _MAGIC if magic.match(head[:HEAD_BYTES])), None)


def refuse_unfit(kind: MediaKind, data: bytes, *, most_bytes: int | None = None) -> None:
    """Refuse a file that is not what it was announced as, or too large. Raises MediaRefused."""
    if sniff(data) is not kind:
        raise MediaRefused
    most = most_bytes or LIMITS[kind].most_bytes
    if len(data) > most:
        raise MediaRefused(f"文件太大了，最多 {most // MB} MB。")
