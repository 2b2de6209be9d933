"""Whether a loan may fit her: from few answers, pure; it never decides anything (LON-02, LON-03)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.catalogue.loan_shapes import LoanQuestion, LoanRetirement
from app.domain.loans.arithmetic import MONTHS, months_later
from app.vocabulary import LoanAnswer, LoanVerdict, OtherLoan

ALWAYS_FINE = frozenset({OtherLoan.STUDENT, OtherLoan.POVERTY_MICRO, OtherLoan.HOUSING, OtherLoan.CAR})
AGE = "age"
OWN_LOANS = "own_loans"


@dataclass(frozen=True, slots=True)
class Found:
    """What one answer says: it fits, must be looked into by an office, or stands in the way for now."""

    question: LoanQuestion
    answer: LoanAnswer
    verdict: LoanVerdict


def judge(questions: Sequence[LoanQuestion], answers: Mapping[str, LoanAnswer]) -> list[Found]:
    """Judge each answer; a question left out is as good as 不清楚."""
    found = []
    for one in questions:
        answer = answers.get(one.code, LoanAnswer.UNCLEAR)
        if answer is LoanAnswer.UNCLEAR:
            verdict = LoanVerdict.TO_VERIFY
        else:
            verdict = LoanVerdict.MAY_FIT if answer is one.fits else LoanVerdict.NOT_YET
        found.append(Found(one, answer, verdict))
    return found


def overall(found: Iterable[Found]) -> LoanVerdict:
    """One obstacle is an obstacle; one thing unclear is to be looked into."""
    said = {one.verdict for one in found}
    if LoanVerdict.NOT_YET in said:
        return LoanVerdict.NOT_YET
    return LoanVerdict.TO_VERIFY if LoanVerdict.TO_VERIFY in said else LoanVerdict.MAY_FIT


def other_loans(loans: Iterable[tuple[OtherLoan, Decimal]], consumer_most: Decimal | None) -> LoanAnswer:
    """Answer “any other loan?” from the loans themselves; 五万元以下 includes fifty thousand (民法典 1259)."""
    consumer = Decimal(0)
    for kind, amount in loans:
        if kind is OtherLoan.CONSUMER:
            consumer += amount
        elif kind not in ALWAYS_FINE:
            return LoanAnswer.YES
    if not consumer:
        return LoanAnswer.NO
    if consumer_most is None:
        return LoanAnswer.UNCLEAR
    return LoanAnswer.YES if consumer > consumer_most else LoanAnswer.NO


def retires_at(row: LoanRetirement, born: date) -> int:
    """The age in months at which somebody born in a month retires, looked up in one row of the dated table."""
    first = _month_of(row.first_born)
    behind = (born.year - first.year) * MONTHS + born.month - first.month
    if behind < 0:
        return row.before
    return min(row.before + behind // row.every + 1, row.at_last)


def age_fits(rows: Sequence[LoanRetirement], born: date, *, youngest: int, signed_on: date, months: int) -> LoanAnswer:
    """Say whether she is of working age through the term; where the rows disagree it is for the office to look up."""
    if months_later(born, youngest * MONTHS) > signed_on:
        return LoanAnswer.NO
    ends = months_later(signed_on, months)
    before = [ends < months_later(born, retires_at(row, born)) for row in rows]
    if not before or (any(before) and not all(before)):
        return LoanAnswer.UNCLEAR
    return LoanAnswer.YES if all(before) else LoanAnswer.NO


def _month_of(said: str) -> date:
    year, month = said.split("-")
    return date(int(year), int(month), 1)
