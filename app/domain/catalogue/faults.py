"""What is wrong with a county's folder: file, line, one sentence."""

from dataclasses import dataclass


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
