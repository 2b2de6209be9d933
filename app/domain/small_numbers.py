"""Counts that may be shown: under five becomes "<5", and a second cell is hidden where the first could be worked out.

Pure (RPT-03). A reader knows the shown cells, the total, that "<5" is zero to four, and that a hidden cell is five or
more; with all of that every cell that is not shown still has two values at least.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALL = 5
FEW = "<5"
HIDDEN = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and its total, as they may be shown."""

    parts: tuple[str, ...]
    total: str


def cell(count: int) -> str:
    """Show one count that stands for itself."""
    return str(count) if count >= SMALL else FEW


def share(good: int, other: int) -> str:
    """Show a share of what is good: nothing of less than ten, a bound where one side is small."""
    both = good + other
    if both < 2 * SMALL:
        return FEW if both < SMALL else HIDDEN
    if other < SMALL:
        return f"≥{100 * (both - SMALL + 1) // both}%"
    if good < SMALL:
        return f"≤{-(-100 * (SMALL - 1) // both)}%"
    return f"{round(100 * good / both)}%"


def row(counts: Sequence[int], at_least: Sequence[int] | None = None) -> Row:
    """Show counts that add up to a total. The smallest shown cells go first, and at last the total.

    `at_least` is what a reader knows of each cell from elsewhere, as that a village which is not silent had one visit.
    """
    total, least = sum(counts), at_least or (0,) * len(counts)
    few = {place for place, count in enumerate(counts) if count < SMALL}
    hidden: set[int] = set()
    if total < SMALL or not few:
        return Row(tuple(cell(count) for count in counts), cell(total))
    while not _is_safe(counts, few, hidden, least):
        seen = sorted((count, place) for place, count in enumerate(counts) if place not in few | hidden)
        if not seen:
            return Row(_words(counts, few, hidden), HIDDEN)
        hidden.add(seen[0][1])
    return Row(_words(counts, few, hidden), str(total))


def _words(counts: Sequence[int], few: set[int], hidden: set[int]) -> tuple[str, ...]:
    return tuple(
        FEW if place in few else HIDDEN if place in hidden else str(count) for place, count in enumerate(counts)
    )


def _is_safe(counts: Sequence[int], few: set[int], hidden: set[int], known: Sequence[int]) -> bool:
    """Say whether every cell that is not shown could still be two numbers, whoever knows the total."""
    rest = sum(counts) - sum(count for place, count in enumerate(counts) if place not in few | hidden)
    ranges = [(known[place], SMALL - 1) for place in few] + [(SMALL, rest) for _ in hidden]
    least, most = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return all(min(high, rest - (least - low)) > max(low, rest - (most - high)) for low, high in ranges)
