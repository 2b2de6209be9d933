"""What was really played of a lesson: intervals put together, skips not counted. Pure (MIC-02, MIC-07)."""

from collections.abc import Iterable

Interval = tuple[float, float]
DONE = 0.9
SAME = 0.05  # seconds: two pieces this close were played through


def merged(intervals: Iterable[Interval], length: float) -> list[Interval]:
    """Put intervals together, in order, none touching another, all within the lesson."""
    inside = sorted((max(start, 0.0), min(end, length)) for start, end in intervals)
    whole: list[Interval] = []
    for start, end in inside:
        if end <= start:
            continue
        if whole and start <= whole[-1][1] + SAME:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def seconds(intervals: Iterable[Interval]) -> float:
    """Add up what was played; the intervals touch nowhere."""
    return sum(end - start for start, end in intervals)


def share(intervals: Iterable[Interval], length: float) -> float:
    """Say which part of a lesson was played, from 0 to 1."""
    return min(seconds(merged(intervals, length)) / length, 1.0) if length > 0 else 0.0


def is_done(intervals: Iterable[Interval], length: float) -> bool:
    """Say whether nine tenths of it were really played."""
    return share(intervals, length) >= DONE
