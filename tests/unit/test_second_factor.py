"""The second factor (security R16): each code works once."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.accounts import second_factor
from app.domain.accounts.second_factor import code_at, step_at, used_step

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MOMENT = datetime(2026, 11, 23, 4, 0, 10, tzinfo=UTC)
STEP = step_at(MOMENT)
HALF_MINUTE = timedelta(seconds=30)
CODE = code_at(SECRET, MOMENT)
FULL_WIDTH = CODE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def test_a_code_matches_the_vector_of_rfc_6238() -> None:
    rfc_secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert code_at(rfc_secret, datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)) == "287082"


@pytest.mark.parametrize(("steps", "accepted"), [(-2, None), (-1, STEP - 1), (0, STEP), (1, STEP + 1), (2, None)])
def test_clocks_may_differ_by_one_step(steps: int, accepted: int | None) -> None:
    code = code_at(SECRET, MOMENT + steps * HALF_MINUTE)
    assert used_step(SECRET, code, last_used=None, moment=MOMENT) == accepted


def test_a_code_works_once_although_its_step_still_runs() -> None:
    code = code_at(SECRET, MOMENT)
    used = used_step(SECRET, code, last_used=None, moment=MOMENT)
    assert used == STEP
    assert used_step(SECRET, code, last_used=used, moment=MOMENT) is None
    assert used_step(SECRET, code, last_used=used, moment=MOMENT + timedelta(seconds=15)) is None


def test_an_older_code_is_refused_after_a_newer_one_was_used() -> None:
    older = code_at(SECRET, MOMENT - HALF_MINUTE)
    assert used_step(SECRET, older, last_used=STEP, moment=MOMENT) is None


def test_the_next_code_works_after_the_last() -> None:
    later = MOMENT + HALF_MINUTE
    assert used_step(SECRET, code_at(SECRET, later), last_used=STEP, moment=later) == STEP + 1


@pytest.mark.parametrize("typed", [f" {CODE} ", f"{CODE[:3]} {CODE[3:]}", f"{CODE[:3]}\u3000{CODE[3:]}", FULL_WIDTH])
def test_spelling_is_forgiven(typed: str) -> None:
    assert used_step(SECRET, typed, last_used=None, moment=MOMENT) == STEP


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\ud800", "零一二三四五", "0" * 5000])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert used_step(SECRET, code, last_used=None, moment=MOMENT) is None


def test_a_last_step_ahead_of_the_clock_refuses_everything_until_then() -> None:
    assert used_step(SECRET, code_at(SECRET, MOMENT), last_used=STEP + 5, moment=MOMENT) is None


def test_a_new_secret_has_160_bits_and_differs_each_time() -> None:
    assert len(second_factor.new_secret()) == 32
    assert second_factor.new_secret() != second_factor.new_secret()


def test_the_enrolment_address_names_issuer_and_person() -> None:
    uri = second_factor.enrolment_uri(SECRET, login_name="sifa01", issuer="守望")
    assert uri.startswith("otpauth://totp/")
    assert f"secret={SECRET}" in uri
    assert "sifa01" in uri
