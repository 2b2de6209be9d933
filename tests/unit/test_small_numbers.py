"""Small numbers stay small: no cell that is hidden can be worked out from what is shown."""

from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.domain import small_numbers
from app.domain.counselling.figures import suppressed
from app.domain.small_numbers import FEW, HIDDEN, Row
from app.vocabulary import FigureMeasure

MOST = 14
counts = st.lists(st.integers(0, MOST), min_size=1, max_size=4)


def could_be(shown: Row) -> Iterator[tuple[int, ...]]:
    """Everything a reader of the row cannot rule out: "<5" is zero to four, a hidden cell five or more."""
    choices = {FEW: range(5), HIDDEN: range(5, 4 * MOST)}
    for guess in product(*(choices.get(part, [int(part)] if part.isdigit() else []) for part in shown.parts)):
        total = sum(guess)
        if shown.total == HIDDEN or (shown.total == FEW and total < 5) or shown.total == str(total):
            yield guess


@given(counts)
def test_RPT_03_no_cell_that_is_not_shown_can_be_worked_out(numbers: list[int]) -> None:
    shown = small_numbers.row(numbers)
    guesses = list(could_be(shown))
    assert tuple(numbers) in guesses
    for place, part in enumerate(shown.parts):
        if part in (FEW, HIDDEN):
            assert len({guess[place] for guess in guesses}) > 1, (numbers, shown)


@given(counts)
def test_RPT_03_a_count_under_five_is_never_shown_and_what_is_shown_is_true(numbers: list[int]) -> None:
    shown = small_numbers.row(numbers)
    for number, part in zip(numbers, shown.parts, strict=True):
        assert part == FEW if number < 5 else part in (HIDDEN, str(number))
    assert shown.total in (FEW, HIDDEN, str(sum(numbers)))
    assert (shown.total == FEW) == (sum(numbers) < 5)


def test_RPT_03_one_small_cell_hides_the_smallest_other_one() -> None:
    assert small_numbers.row([3, 20, 9]) == Row((FEW, "20", HIDDEN), "32")
    assert small_numbers.row([3, 20, 4]) == Row((FEW, "20", FEW), "27")
    assert small_numbers.row([4, 20, 4]) == Row((FEW, HIDDEN, FEW), "28"), "two fours are the only way to eight"
    assert small_numbers.row([8, 20]) == Row(("8", "20"), "28")
    assert small_numbers.row([6, 0]) == Row((HIDDEN, FEW), "6")
    assert small_numbers.row([5, 0]) == Row((HIDDEN, FEW), HIDDEN), "five and nothing else would give the zero away"


def test_RPT_03_figures_that_add_up_are_hidden_together() -> None:
    found = {
        "requests": 4, "phone": 12, "voice_message": 2, "in_person": 7, "missed": 5, "changes": 0,
        "reached": 11, "not_reached": 1, "closed_with_plan": 6,
    }  # fmt: skip
    shown = suppressed(found)
    assert set(shown) == set(FigureMeasure)
    assert (shown[FigureMeasure.REQUESTS], shown[FigureMeasure.CHANGES]) == (FEW, FEW)
    assert (shown[FigureMeasure.SESSIONS_IN_PERSON], shown[FigureMeasure.SESSIONS_ALL]) == (HIDDEN, "21")
    assert (shown[FigureMeasure.DANGER_CALLS], shown[FigureMeasure.DANGER_REACHED]) == ("12", HIDDEN)
