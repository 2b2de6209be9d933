"""What few answers say, what loans beside it weigh, and until what age."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.catalogue.folder import Folder
from app.domain.catalogue.reading import read_folder
from app.domain.loans import eligibility
from app.vocabulary import LoanAnswer as A
from app.vocabulary import LoanVerdict as V
from app.vocabulary import OtherLoan as O

D = Decimal


@pytest.fixture(scope="module")
def folder() -> Folder:
    read = read_folder(Path(__file__).resolve().parents[2] / "counties" / "500230").folder
    assert read is not None
    return read


def fitting(folder: Folder) -> dict[str, A]:
    return {one.code: one.fits for one in folder.loan_questions}


def test_LON_02_every_question_can_stop_be_unclear_or_fit(folder: Folder) -> None:
    fine = fitting(folder)
    assert eligibility.overall(eligibility.judge(folder.loan_questions, fine)) is V.MAY_FIT
    for code, fits in fine.items():
        other = A.NO if fits is A.YES else A.YES
        for answer, verdict in ((A.UNCLEAR, V.TO_VERIFY), (other, V.NOT_YET)):
            found = eligibility.judge(folder.loan_questions, fine | {code: answer})
            assert eligibility.overall(found) is verdict
            assert [one.question.code for one in found if one.verdict is verdict] == [code]


def test_LON_02_an_obstacle_outweighs_what_is_unclear_and_what_is_left_out_is_unclear(folder: Folder) -> None:
    answers = fitting(folder) | {"project": A.NO, "times": A.UNCLEAR}
    assert eligibility.overall(eligibility.judge(folder.loan_questions, answers)) is V.NOT_YET
    assert {one.answer for one in eligibility.judge(folder.loan_questions, {})} == {A.UNCLEAR}


@pytest.mark.parametrize(
    ("loans", "answer"),
    [
        ([], A.NO),
        ([(O.CAR, D(90_000)), (O.CONSUMER, D("50000.00"))], A.NO),
        ([(O.CAR, D(90_000)), (O.CONSUMER, D("50000.01"))], A.YES),
        ([(O.CONSUMER, D(30_000)), (O.CONSUMER, D("20000.01"))], A.YES),
        ([(O.STUDENT, D(1)), (O.HOUSING, D(900_000)), (O.POVERTY_MICRO, D(50_000))], A.NO),
        ([(O.OTHER, D(1))], A.YES),
    ],
)
def test_LON_03_vector_J_which_loans_stand_in_the_way(loans: list[tuple[O, D]], answer: A) -> None:
    assert eligibility.other_loans(loans, D(50_000)) is answer


def test_LON_03_without_a_known_limit_a_consumer_loan_is_for_the_bank_to_judge() -> None:
    assert eligibility.other_loans([(O.CONSUMER, D(1))], None) is A.UNCLEAR


@pytest.mark.parametrize(
    ("born", "early", "late"),
    [
        ("1974-12-01", 600, 675),
        ("1975-01-01", 601, 676),
        ("1975-02-01", 601, 676),
        ("1975-03-01", 602, 676),
        ("1984-10-01", 659, 696),
        ("1984-11-01", 660, 696),
        ("1999-05-01", 660, 696),
        ("1969-12-01", 600, 660),
        ("1970-01-01", 600, 661),
        ("1981-09-01", 641, 696),
    ],
)
def test_the_age_of_retirement_is_looked_up_by_month_of_birth(folder: Folder, born: str, early: int, late: int) -> None:
    rows = {one.code: one for one in folder.loan_retirements}
    day = date.fromisoformat(born)
    assert eligibility.retires_at(rows["woman_early"], day) == early
    assert eligibility.retires_at(rows["woman_late"], day) == late


@pytest.mark.parametrize(
    ("born", "months", "answer"),
    [
        ("1990-05", 36, A.YES),
        ("2010-10", 36, A.YES),
        ("2010-12", 36, A.NO),
        ("1974-01", 36, A.UNCLEAR),
        ("1960-01", 12, A.NO),
        ("1974-12", 1, A.UNCLEAR),
    ],
)
def test_she_is_of_working_age_through_the_term_or_the_office_looks_it_up(
    folder: Folder, born: str, months: int, answer: A
) -> None:
    year, month = born.split("-")
    found = eligibility.age_fits(
        folder.loan_retirements,
        date(int(year), int(month), 1),
        youngest=16,
        signed_on=date(2026, 11, 25),
        months=months,
    )
    assert found is answer
