"""One door to a clean file, and the same in a process of its own with limits, for bytes nobody has looked at yet."""

import asyncio
import contextlib
import json
import struct
import sys
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from app.media.documents import check_document
from app.media.kinds import MOST_LESSON_BYTES, MediaKind, MediaRefused, refuse_unfit
from app.media.pictures import clean_picture, thumbnail
from app.media.sounds import HER_VOICE, LESSON, MACHINE, Measure, clean_sound, length_of
from app.media.speech import read_aloud

CPU_SECONDS = 20
MEMORY = 1_500 * 1024 * 1024
COMMAND = (sys.executable, "-m", "app.media.apart")
LENGTH = struct.Struct(">I")
LESSON_SOUND, SPOKEN = "lesson", "spoken"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What may be stored: the new bytes and what they are; `sha256` is of the new bytes."""

    data: bytes = field(repr=False)
    media_type: str
    sha256: str
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    thumb: bytes | None = field(default=None, repr=False)

    def facts(self) -> dict[str, object]:
        """Give everything but the bytes."""
        return {key: value for key, value in asdict(self).items() if key not in ("data", "thumb")}


def clean(kind: MediaKind, data: bytes) -> Cleaned:
    """Make a file clean in this process. Raises MediaRefused."""
    refuse_unfit(kind, data)
    if kind is MediaKind.PICTURE:
        picture = clean_picture(data)
        return Cleaned(
            picture.data,
            "image/jpeg",
            _digest(picture.data),
            width=picture.width,
            height=picture.height,
            thumb=thumbnail(picture.data),
        )
    if kind is MediaKind.VOICE:
        return _sound(data, HER_VOICE)
    check_document(data)
    return Cleaned(data, "application/pdf", _digest(data))


def clean_work(work: str, data: bytes) -> Cleaned:
    """Do one piece of work by its name: a kind of file, a lesson's sound, or words to read aloud."""
    if work == SPOKEN:
        return _sound(read_aloud(data.decode("utf-8")), MACHINE)
    if work == LESSON_SOUND:
        refuse_unfit(MediaKind.VOICE, data, most_bytes=MOST_LESSON_BYTES)
        return _sound(data, LESSON)
    return clean(MediaKind(work), data)


def _sound(data: bytes, measure: Measure) -> Cleaned:
    sound = clean_sound(data, measure)
    return Cleaned(sound.data, "audio/mp4", _digest(sound.data), seconds=round(sound.seconds, 1))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


async def clean_apart(kind: MediaKind, data: bytes, *, seconds: float = CPU_SECONDS + 10) -> Cleaned:
    """Make a file clean in a process that may not live, eat or compute for long. Raises MediaRefused, nothing else."""
    refuse_unfit(kind, data)
    return await _apart(kind.value, data, seconds)


async def clean_lesson_apart(data: bytes) -> Cleaned:
    """Make a lesson's sound anew, apart. Raises MediaRefused."""
    refuse_unfit(MediaKind.VOICE, data, most_bytes=MOST_LESSON_BYTES)
    return await _apart(LESSON_SOUND, data, CPU_SECONDS + 10)


async def speak_apart(words: str) -> Cleaned:
    """Read words aloud, apart. Raises MediaRefused."""
    return await _apart(SPOKEN, words.encode(), CPU_SECONDS + 10)


def finished(data: bytes) -> Cleaned:
    """Take a sound of our own making as it is (the county's folder brings some). Raises MediaRefused."""
    refuse_unfit(MediaKind.VOICE, data)
    return Cleaned(data, "audio/mp4", _digest(data), seconds=round(length_of(data), 1))


async def _apart(work: str, data: bytes, seconds: float) -> Cleaned:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, work, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        answer, _ = await asyncio.wait_for(process.communicate(data), seconds)
    except (TimeoutError, OSError):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise MediaRefused from None
    return unpacked(answer, ended_well=process.returncode == 0)


def packed(made: Cleaned) -> bytes:
    """Write a result for the process that waits for it: facts, picture or sound, thumbnail."""
    parts = (json.dumps(made.facts()).encode(), made.data, made.thumb or b"")
    return b"".join(LENGTH.pack(len(part)) + part for part in parts)


def unpacked(answer: bytes, *, ended_well: bool) -> Cleaned:
    """Read a result; a process that died or answered nonsense has refused. Raises MediaRefused."""
    parts: list[bytes] = []
    rest = answer
    try:
        while rest:
            (length,) = LENGTH.unpack_from(rest)
            parts.append(rest[LENGTH.size : LENGTH.size + length])
            rest = rest[LENGTH.size + length :]
        facts, data, thumb = parts
        told = json.loads(facts)
    except (struct.error, ValueError):
        raise MediaRefused from None
    if not ended_well or "refused" in told:
        raise MediaRefused(told.get("refused"))
    return Cleaned(data=data, thumb=thumb or None, **told)
