"""ID numbers (LED-01): checksum, date and sex digit; the numbers are the synthetic vectors of domain §3.4."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ledger import id_number
from app.domain.ledger.id_number import IdFinding
from app.vocabulary import IdNumberPart

TODAY = date(2026, 11, 23)


def failing(text: str, *, born: date | None = None) -> IdNumberPart | None:
    return id_number.check(text, today=TODAY, born=born).failing


@pytest.mark.parametrize(
    "number",
    ["51232419720305000X", "500230198507120006", "51272319570107000X", "51142219960305000X", "512324200002290001"],
)
def test_a_true_number_passes_whatever_its_address_prefix(number: str) -> None:
    assert id_number.check(number, today=TODAY).is_valid


@pytest.mark.parametrize(
    "typed",
    ["51232419720305000x", "512324 1972 0305 000X", "５１２３２４１９７２０３０５０００Ｘ", " 51232419720305000X\n"],
)
def test_spelling_is_forgiven(typed: str) -> None:
    assert failing(typed) is None
    assert id_number.normalise(typed) == "51232419720305000X"


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("", IdNumberPart.SHAPE),
        ("50023019850712000", IdNumberPart.SHAPE),
        ("5002301985071200066", IdNumberPart.SHAPE),
        ("500230850712000", IdNumberPart.SHAPE),
        ("5002301985071A0006", IdNumberPart.SHAPE),
        ("X00230198507120006", IdNumberPart.SHAPE),
        ("٥٠٠٢٣٠١٩٨٥٠٧١٢٠٠٠٦", IdNumberPart.SHAPE),
        ("500230198507120007", IdNumberPart.CHECK_DIGIT),
        ("50023019850712000X", IdNumberPart.CHECK_DIGIT),
        ("500230198502300008", IdNumberPart.BIRTH_DATE),
        ("512324190002290005", IdNumberPart.BIRTH_DATE),
        ("500230190101010011", IdNumberPart.SEX),
    ],
)
def test_a_false_number_names_the_part_that_fails(number: str, part: IdNumberPart) -> None:
    assert failing(number) is part


def numbered(birthday: str) -> str:
    body = f"500230{birthday}000"
    return body + id_number.check_character(body)


@pytest.mark.parametrize(
    ("birthday", "part"),
    [
        ("18991231", IdNumberPart.BIRTH_DATE),
        ("19000101", None),
        ("20261123", None),
        ("20261124", IdNumberPart.BIRTH_DATE),
        ("00000101", IdNumberPart.BIRTH_DATE),
        ("20261300", IdNumberPart.BIRTH_DATE),
    ],
)
def test_a_birthday_lies_between_1900_and_today(birthday: str, part: IdNumberPart | None) -> None:
    assert failing(numbered(birthday)) is part


def test_a_birthday_given_elsewhere_must_agree() -> None:
    assert failing("500230198507120006", born=date(1985, 7, 12)) is None
    assert failing("500230198507120006", born=date(1985, 7, 13)) is IdNumberPart.OTHER_BIRTH_DATE


@pytest.mark.parametrize("part", list(IdNumberPart))
def test_an_officer_may_override_sex_and_birthday_and_nothing_else(part: IdNumberPart) -> None:
    assert IdFinding(part).can_be_overridden is (part in {IdNumberPart.SEX, IdNumberPart.OTHER_BIRTH_DATE})


@pytest.mark.parametrize("part", list(IdNumberPart))
def test_every_failing_part_has_a_sentence_for_her(part: IdNumberPart) -> None:
    assert IdFinding(part).sentence.endswith("。")
    assert IdFinding().sentence == ""


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999_999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(born: date, prefix: int, place: int, shift: int) -> None:
    body = f"{prefix:06d}{born:%Y%m%d}000"
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert failing(body + id_number.check_character(body)) is None
    assert failing(wrong + id_number.check_character(body)) is IdNumberPart.CHECK_DIGIT


@given(st.text(max_size=30))
def test_no_text_makes_the_check_fail_in_another_way(text: str) -> None:
    assert failing(text) in {None, *IdNumberPart}


def test_a_finding_holds_no_number() -> None:
    assert "5002301985" not in repr(id_number.check("500230198507120007", today=TODAY))
