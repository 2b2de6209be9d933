"""Chinese words for the index and for a search: a word inside a longer word is found, however it is cut.

The index of a text holds its words, the words inside them, every pair of neighbouring letters and every letter.
A search asks for all pairs of what was typed, or for all its words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import rjieba

_RUN = re.compile(r"[㐀-鿿]+|[a-z0-9]+")
_HAN = re.compile(r"[㐀-鿿]")
EMPTY = frozenset("的了和与及在是有")
MOST_POSITIONS = 16_000


def _runs(text: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def lexemes(text: str) -> Iterator[str]:
    """Give what a text is found by, in the order it stands there."""
    for run in _runs(text):
        if not _HAN.match(run):
            yield run
            continue
        yield from (word for word in rjieba.cut_for_search(run) if len(word) > 1)
        yield from _pairs(run)
        yield from (letter for letter in run if letter not in EMPTY)


def vector(parts: Iterable[tuple[str, str]]) -> str:
    """Write texts and their weights (A before D) as a tsvector; a lexeme keeps the first place of each weight."""
    places: dict[str, dict[str, int]] = {}
    position = 0
    for text, weight in parts:
        for lexeme in lexemes(text):
            position = min(position + 1, MOST_POSITIONS)
            places.setdefault(lexeme, {}).setdefault(weight, position)
    return " ".join(
        f"'{lexeme}':{','.join(f'{at}{weight}' for weight, at in found.items())}" for lexeme, found in places.items()
    )


def query(text: str) -> str | None:
    """Write what was typed as a tsquery; nothing when there is nothing to look for."""
    parts = [part for part in (_part(run) for run in _runs(text)) if part]
    return " & ".join(parts) or None


def _part(run: str) -> str:
    """Ask for every pair of a run, or for all its words; a single letter is asked for as it is."""
    if not _HAN.match(run) or len(run) == 1:
        return "" if run in EMPTY else f"'{run}'"
    ways = {_all(_pairs(run)), _all([word for word in rjieba.cut(run) if len(word) > 1])} - {""}
    return f"({' | '.join(sorted(ways))})"


def _all(words: list[str]) -> str:
    joined = " & ".join(f"'{word}'" for word in words)
    return f"({joined})" if joined else ""
