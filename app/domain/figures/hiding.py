"""Which numbers of a table of offices and townships may be shown, so that none that is hidden can be worked out.

Pure (RPT-03). A number under five is "<5". A reader knows every number and total that is shown, that "<5" is zero to
four and that "—" is five or more; a share that is "—" tells nothing. The table is read as a flow of people from rows to
columns: a hidden number is safe when some round through the table can be moved by one and the very same page would have
been published. Where there is no such round, the smallest shown number on the way is hidden too, totals at last.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain import small_numbers
from app.domain.small_numbers import FEW, HIDDEN, SMALL

Place = tuple[str | None, str | None]
"""Row and column; None stands for the total over all of them."""
Parts = tuple[int, ...]
"""What a cell is made of: its count alone, or what is good, what is not, and perhaps what is neither."""
Node = tuple[str, str | None]
Ways = dict[Node, list[tuple[Place, Node]]]
SPLIT = 2
SOURCE: Node = ("all", None)
SINK: Node = ("every", None)


class Item(StrEnum):
    """What is said of a place: how many, and which share of them is good."""

    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is published of one place."""

    count: str
    share: str | None


@dataclass
class Table:
    """Counts by row and column with their totals, and what has to stay hidden of them."""

    parts: dict[Place, Parts]
    hidden: set[tuple[Place, Item]] = field(default_factory=set)
    ways: dict[Parts, Ways] = field(default_factory=dict)
    ends: Callable[[Place], tuple[Node, Node]] = field(default_factory=lambda: from_row_to_column)

    def hide(self, place: Place, item: Item) -> None:
        """Keep a number back that could be shown by itself."""
        self.hidden.add((place, item))
        self.ways.clear()

    def seen(self, place: Place) -> Seen:
        """Give what may be published of a place."""
        parts = self.parts[place]
        known = self._known(place, parts)
        if known[0] != "n":
            return Seen(FEW if known[0] == FEW else HIDDEN, HIDDEN if len(parts) >= SPLIT else None)
        return Seen(str(sum(parts)), _share(parts, known[2]) if len(parts) >= SPLIT else None)

    def _known(self, place: Place, parts: Parts) -> tuple[object, ...]:
        """Say all that a reader may learn of a place; two cells with the same knowledge look the same."""
        total = sum(parts)
        if total < SMALL:
            return (FEW,)
        if (place, Item.COUNT) in self.hidden:
            return (HIDDEN,)
        return ("n", total, self._known_share(place, parts))

    def _known_share(self, place: Place, parts: Parts) -> tuple[object, ...]:
        """Say what is told of a share: nothing of less than ten, a bound where one side is small."""
        if len(parts) < SPLIT:
            return ()
        good, other = parts[:SPLIT]
        if good + other < 2 * SMALL:
            return (FEW,)
        if (place, Item.SHARE) in self.hidden:
            return (HIDDEN,)
        if other < SMALL or good < SMALL:
            return ("most" if other < SMALL else "least", good + other)
        return ("exact", good, other)

    def secrets(self, place: Place) -> Iterator[Item]:
        """List what is not told of a place and so must not be found out."""
        known = self._known(place, self.parts[place])
        if known[0] != "n":
            yield Item.COUNT
        elif len(self.parts[place]) >= SPLIT and known[2][0] != "exact":  # type: ignore[index]
            yield Item.SHARE

    def can_move(self, place: Place, move: Parts, sign: int) -> bool:
        """Say whether a place could hold one more (or one less) and still look the same."""
        before = self.parts[place]
        after = tuple(one + sign * step for one, step in zip(before, move, strict=True))
        return min(after) >= 0 and self._known(place, after) == self._known(place, before)


def _share(parts: Parts, known: object) -> str:
    tells_nothing = isinstance(known, tuple) and known[0] in (FEW, HIDDEN)
    return HIDDEN if tells_nothing else small_numbers.share(*parts[:SPLIT])


def table(cells: Mapping[tuple[str, str], Parts], rows: list[str], columns: list[str], width: int) -> Table:
    """Make the table of these cells with all its totals, and hide what has to be hidden."""
    nothing = (0,) * width
    parts: dict[Place, Parts] = {(row, column): cells.get((row, column), nothing) for row in rows for column in columns}
    inner = list(parts.items())
    for place in [*((row, None) for row in rows), *((None, column) for column in columns), (None, None)]:
        row, column = place
        fits = [one for (r, c), one in inner if row in (None, r) and column in (None, c)]
        parts[place] = tuple(sum(numbers) for numbers in zip(*fits, strict=True)) if fits else nothing
    made = Table(parts)
    hide(made)
    return made


def hide(made: Table) -> None:
    """Hide until no secret can be found out; a secret that is safe stays so whatever else is hidden."""
    if sum(made.parts[None, None]) < SMALL:
        return  # "<5" everywhere, and nothing to reckon with
    waiting = [(place, item) for place in made.parts for item in made.secrets(place)]
    while waiting:
        place, item = waiting.pop()
        while not _is_safe(made, place, item):
            other = _next_to_hide(made, place, item)
            if other is None:
                break
            made.hide(other, item)
            waiting.append((other, item))


def _moves(width: int, item: Item) -> list[Parts]:
    """List how a cell may differ: one more of a part, and for a share one part for the other."""
    ones = [tuple(int(one == nth) for one in range(width)) for nth in range(width)]
    return ones if item is Item.COUNT else [(1, -1, *(0,) * (width - SPLIT)), *ones[:SPLIT]]


def _is_safe(made: Table, place: Place, item: Item) -> bool:
    start, end = made.ends(place)
    for move in _moves(len(made.parts[place]), item):
        if made.can_move(place, move, 1) and start in _reached(made, move, end, place, start):
            return True
        if made.can_move(place, move, -1) and end in _reached(made, move, start, place, end):
            return True
    return False


def from_row_to_column(place: Place) -> tuple[Node, Node]:
    """Say from where to where a place carries: from all, to a row, to a column, and back."""
    row, column = place
    start = SINK if row is None and column is None else SOURCE if column is None else ("row", row)
    end = SOURCE if row is None and column is None else ("row", row) if column is None else ("column", column)
    return (("column", column), SINK) if row is None and column is not None else (start, end)


def _reached(made: Table, move: Parts, start: Node, without: Place, goal: Node | None = None) -> set[Node]:
    """Follow everything that can be moved by one, not using one place itself, until the goal is there."""
    ways = made.ways.get(move) or made.ways.setdefault(move, _ways(made, move))
    reached, waiting = {start}, [start]
    while waiting and goal not in reached:
        for place, there in ways.get(waiting.pop(), ()):
            if there not in reached and place != without:
                reached.add(there)
                waiting.append(there)
    return reached


def _ways(made: Table, move: Parts) -> Ways:
    """List from each node where one more can be carried to, and against what carries, one less."""
    ways: Ways = {}
    for place in made.parts:
        start, end = made.ends(place)
        if made.can_move(place, move, 1):
            ways.setdefault(start, []).append((place, end))
        if made.can_move(place, move, -1):
            ways.setdefault(end, []).append((place, start))
    return ways


def _next_to_hide(made: Table, place: Place, item: Item) -> Place | None:
    """Choose the smallest shown number that leads on from what is reached: totals at last."""
    move = _moves(len(made.parts[place]), item)[0]
    start, end = made.ends(place)
    up = made.can_move(place, move, 1)
    reached = _reached(made, move, end if up else start, place)
    leading = [
        one
        for one in made.parts
        if (made.ends(one)[0] in reached) != (made.ends(one)[1] in reached) and _is_shown(made, one, item)
    ] or [one for one in made.parts if one != place and _is_shown(made, one, item)]
    return min(leading, key=lambda one: (None in one, sum(made.parts[one]), str(one)), default=None)


def _is_shown(made: Table, place: Place, item: Item) -> bool:
    secrets = set(made.secrets(place))
    return item not in secrets and Item.COUNT not in secrets
