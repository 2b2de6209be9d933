"""Receipt numbers (REQ-02): a wrong digit or a swap never names another request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import receipt_numbers
from app.domain.receipt_numbers import check_digit, draw, parse, shown

eight_digits = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize(("eight", "digit"), [("31860427", "6"), ("00000000", "0"), ("00000572", "4")])
def test_the_check_digit_is_damms(eight: str, digit: str) -> None:
    assert check_digit(eight) == digit


@pytest.mark.parametrize(
    "typed",
    [
        "318604276",
        "3186 0427 6",
        " 3186-0427-6 ",
        "3186—0427—6",
        "３１８６　０４２７　６",
        "3 1 8 6 0 4 2 7 6",
        "3186.0427.6",
        "3186，0427，6",
        "3186\u00a00427\t6\n",
    ],
)
def test_a_number_is_read_in_any_spacing_and_width(typed: str) -> None:
    assert parse(typed) == "318604276"


@pytest.mark.parametrize(
    "typed", ["", "318604275", "31860427", "3186042766", "318604276a", "三一八六", "٣١٨٦٠٤٢٧٦", "-", "31860427６６"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert parse(typed) is None


def test_a_number_is_shown_in_groups_people_can_read_out() -> None:
    assert shown("318604276") == "3186 0427 6"


@given(eight_digits)
def test_a_shown_number_reads_back(eight: str) -> None:
    number = eight + check_digit(eight)
    assert parse(shown(number)) == number


@given(eight_digits, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(eight: str, place: int, shift: int) -> None:
    number = eight + check_digit(eight)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert parse(wrong) is None


@given(eight_digits, st.integers(0, 7))
def test_two_swapped_neighbours_are_always_caught(eight: str, place: int) -> None:
    number = eight + check_digit(eight)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert parse(swapped) == (number if swapped == number else None)


def test_the_table_is_damms_kind_so_the_two_rules_above_hold_for_every_number() -> None:
    table = receipt_numbers.DAMM
    digits = range(10)
    assert all(sorted(row) == list(digits) for row in table)
    assert all(sorted(column) == list(digits) for column in zip(*table, strict=True))
    assert all(table[d][d] == 0 for d in digits)
    swaps_seen = [table[table[c][x]][y] != table[table[c][y]][x] for c in digits for x in digits for y in range(x)]
    assert all(swaps_seen)


def test_twenty_are_drawn_different_and_valid() -> None:
    drawn = draw(20)
    assert len(drawn) == 20
    assert {parse(number) for number in drawn} == drawn


def test_drawing_does_not_repeat_itself() -> None:
    assert len(draw(200) | draw(200)) > 395


def test_a_repeated_draw_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = iter([7, 7, 7, 8])
    monkeypatch.setattr(receipt_numbers.secrets, "randbelow", lambda _limit: next(dice))
    assert draw(2) == {"00000007" + check_digit("00000007"), "00000008" + check_digit("00000008")}
