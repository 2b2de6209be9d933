"""What is wrong with a county's folder: file, line, one sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend, with the place to look."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.sentence}"


def line_of(text: str, needle: str, nth: int = 0) -> int:
    """Find the line (from 1) of the n-th occurrence of a piece of text; the first line when it is not there."""
    at = -1
    for _ in range(nth + 1):
        at = text.find(needle, at + 1)
        if at < 0:
            return 1
    return text.count("\n", 0, at) + 1


def line_of_item(text: str, header: str, nth: int, key: str = "") -> int:
    """Find the line of a key in the n-th `[[header]]` of a TOML file; of the header where the key is not written."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.strip() == f"[[{header}]]"]
    if nth >= len(starts):
        return 1
    for number in range(starts[nth] + 1, len(lines)):
        if lines[number].startswith("["):
            break
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
            return number + 1
    return starts[nth] + 1
