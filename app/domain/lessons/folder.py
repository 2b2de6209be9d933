"""The lessons a county's folder brings: one TOML file each, finished sounds beside them; faults named by file."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from app.domain.catalogue.faults import Fault, line_of
from app.domain.lessons import checks
from app.domain.lessons.inputs import WriteLesson
from app.domain.plain_text import PLAIN
from app.errors import Invalid
from app.media.kinds import MediaKind, sniff

FOLDER, SOUNDS = "lessons", "sounds.toml"
MOST_SOUND_BYTES = 300_000
By = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60, pattern=PLAIN)]


class FolderLesson(WriteLesson):
    """A lesson as the folder writes it: its code, the office that answers for it, its place in the series.

    It is data the county takes in as reviewed: the folder says who wrote it, who looked at it, and when.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    office: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_\-]{1,59}$")]
    position: Annotated[int, Field(ge=1, le=999)]
    written_by: By
    reviewed_by: By
    reviewed_on: date
    confirmed_by: Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)] = ""

    @model_validator(mode="after")
    def two_people(self) -> Self:
        """Refuse a lesson nobody but its writer has looked at."""
        if self.written_by == self.reviewed_by:
            raise ValueError("reviewed_by")
        return self

    def said(self) -> WriteLesson:
        """Give the lesson without what only the folder says of it."""
        return WriteLesson.model_validate(self.model_dump(include=set(WriteLesson.model_fields)))


@dataclass(frozen=True, slots=True)
class LessonsRead:
    """What came of reading: the lessons, finished sounds by the digest of their words, and faults."""

    lessons: list[FolderLesson]
    sounds: dict[str, bytes] = field(default_factory=dict, repr=False)
    faults: list[Fault] = field(default_factory=list)


def read_lessons(county: Path) -> LessonsRead:
    """Read and check `lessons/` of a county's folder; a county without it brings none. Never raises."""
    found: list[FolderLesson] = []
    faults: list[Fault] = []
    for path in sorted((county / FOLDER).glob("*.toml")):
        if path.name != SOUNDS:
            lesson, wrong = _lesson(path)
            faults += wrong
            found += [lesson] if lesson else []
    codes = [one.code for one in found]
    faults += [
        Fault(f"{FOLDER}/{code}.toml", 1, f"课的代码 {code} 出现了两次。")
        for code in set(codes)
        if codes.count(code) > 1
    ]
    sounds, wrong = _sounds(county / FOLDER, {one.code: one for one in found})
    return LessonsRead(found, sounds, sorted([*faults, *wrong]))


def misplaced(read: LessonsRead, offices: Iterable[str]) -> list[Fault]:
    """Name the lessons whose office the county does not have."""
    known = set(offices)
    return [
        Fault(f"{FOLDER}/{one.code}.toml", 1, f"office 里的 {one.office} 不是本县的单位。")
        for one in read.lessons
        if one.office not in known
    ]


def unconfirmed(read: LessonsRead) -> list[str]:
    """Say which lessons nobody of the county has confirmed yet; they are shown all the same."""
    names = "、".join(one.title for one in read.lessons if not one.confirmed_by)
    return [f"微课（{names}）：内容待县里确认。"] if names else []


def _lesson(path: Path) -> tuple[FolderLesson | None, list[Fault]]:
    name = f"{FOLDER}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        lesson = FolderLesson.model_validate(tomllib.loads(text))
        checks.check(lesson)
    except UnicodeDecodeError:
        return None, [Fault(name, 1, "不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8。")]
    except tomllib.TOMLDecodeError:
        return None, [Fault(name, 1, "TOML 写法有错，请检查引号、括号和等号。")]
    except ValidationError as refused:
        where = [".".join(str(part) for part in one["loc"]) or "reviewed_by" for one in refused.errors()]
        return None, [Fault(name, line_of(text, one.split(".")[-1]), f"{one} 填得不对。") for one in where]
    except Invalid as refused:
        return None, [Fault(name, line_of(text, str(refused.details.get("field", ""))), refused.text)]
    return lesson, []


def _sounds(folder: Path, lessons: dict[str, FolderLesson]) -> tuple[dict[str, bytes], list[Fault]]:
    """Read finished sounds; one that reads other words than the lesson has now is a fault."""
    made: dict[str, bytes] = {}
    faults: list[Fault] = []
    name = f"{FOLDER}/{SOUNDS}"
    listed = _manifest(folder)
    if listed is None:
        return {}, [Fault(name, 1, "TOML 写法有错，请运行 shouwang lessons voice 重新生成。")]
    for code, said in listed.items():
        lesson = lessons.get(code)
        if lesson is None:
            faults.append(Fault(name, 1, f"没有 {code} 这节课。"))
            continue
        path = folder / f"{code}.m4a"
        data = path.read_bytes() if path.is_file() else b""
        if sniff(data) is not MediaKind.VOICE or sha256(data).hexdigest() != said.get("sha256"):
            faults.append(Fault(name, 1, f"{code}.m4a 不是登记的那个声音，请运行 shouwang lessons voice。"))
        elif len(data) > MOST_SOUND_BYTES:
            faults.append(Fault(name, 1, f"{code}.m4a 超过 300 KB。"))
        elif said.get("source") != checks.source_of(checks.spoken(lesson)):
            faults.append(Fault(name, 1, f"{code} 的文字改过了，声音还是旧的，请运行 shouwang lessons voice。"))
        else:
            made[str(said["source"])] = data
    return made, faults


def _manifest(folder: Path) -> dict[str, dict[str, Any]] | None:
    """Read the list of finished sounds; None for one that cannot be read."""
    path = folder / SOUNDS
    if not path.is_file():
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None
    return {code: dict(said) for code, said in read.items() if isinstance(said, dict)}
