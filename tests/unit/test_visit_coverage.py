"""A village's quarter says how many were visited, never who declined."""

from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.visits.coverage import Quarter, may_be_shown

MOST = 12
few = st.integers(0, MOST)


def agrees(word: str, number: int) -> bool:
    """What a reader takes a cell for: "<5" is zero to four, a dash any number the rest allows."""
    return number < 5 if word == "<5" else word == "—" or word == str(number)


def could_be(shown: dict[str, Any]) -> list[tuple[int, int, int]]:
    """Every village a reader of the row cannot rule out, who knows the rule of silence as well as we do."""
    found = []
    for visited, declined, waiting in product(range(MOST + 6), repeat=3):
        if shown["is_silent"] != (visited == 0 and waiting > 0):
            continue
        cells = (("visited", visited), ("declined", declined), ("women", visited + declined + waiting))
        if all(agrees(shown[name], number) for name, number in cells):
            found.append((visited, declined, waiting))
    return found


@given(few, few, few)
@settings(deadline=None)  # it tries every village there could be
def test_B3_visit_coverage_never_lets_a_small_number_of_declines_be_worked_out(
    visited: int, declined: int, waiting: int
) -> None:
    assume(visited + declined + waiting)  # a village without such women is not listed
    shown = may_be_shown(visited, declined, waiting)
    guesses = could_be(shown)
    assert (visited, declined, waiting) in guesses
    if declined < 5:
        assert len({guess[1] for guess in guesses}) > 1, shown
    if 0 < visited < 5:
        assert len({guess[0] for guess in guesses}) > 1, shown


def test_B3_visit_coverage_counts_no_decline_against_the_village() -> None:
    assert may_be_shown(12, 8, 8) == {
        "women": "28", "visited": "12", "declined": "8", "share": "60%", "is_silent": False,
    }  # fmt: skip
    assert may_be_shown(0, 9, 0)["is_silent"] is False, "all of them declined: nobody could have been visited"
    assert may_be_shown(0, 0, 1)["is_silent"] is True


def test_B3_visit_coverage_knows_the_first_and_the_last_day_of_a_quarter() -> None:
    first, last = Quarter.parse("2024-Q1"), Quarter.parse("2023-Q4")
    assert (str(first.first), str(first.last)) == ("2024-01-01", "2024-03-31")
    assert (str(last.first), str(last.last)) == ("2023-10-01", "2023-12-31")
