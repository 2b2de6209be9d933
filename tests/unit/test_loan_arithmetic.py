"""Interest to the cent: the hand table of domain.md §5.4, and what holds for every loan."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.loans import arithmetic
from app.domain.loans.arithmetic import Period, Terms
from app.vocabulary import LoanSubsidy

D = Decimal
RATE, LPR = D("0.035"), D("0.03")
HALF = arithmetic.subsidy_rate(LoanSubsidy.SHARE, D(50), RATE, LPR)
TERMS = Terms(D(200_000), RATE, HALF)
START = date(2026, 3, 16)


def paid(*periods: Period) -> tuple[str, str, str]:
    interest, subsidy, net = arithmetic.totals(periods)
    return str(interest), str(subsidy), str(net)


def test_LON_04_vector_A_a_year_of_two_hundred_thousand() -> None:
    assert paid(arithmetic.estimate(TERMS, 12)) == ("7000.00", "3500.00", "3500.00")
    assert D("1.75") == (RATE - HALF) * 100


def test_LON_04_vector_B_the_ceiling_and_its_guarantee_fee() -> None:
    assert paid(arithmetic.estimate(Terms(D(500_000), RATE, HALF), 12)) == ("17500.00", "8750.00", "8750.00")
    assert arithmetic.fee_subsidy(D(500_000), D("0.5"), None) == D("2500.00")
    assert arithmetic.fee_subsidy(D(500_000), D("0.5"), D(1800)) == D("1800.00")
    assert arithmetic.fee_subsidy(D(500_000), D("0.5"), D(9000)) == D("2500.00")


def test_LON_04_vector_C_by_the_day_over_360_settled_once() -> None:
    (period,) = arithmetic.settlement(TERMS, START, date(2028, 3, 16))
    assert period.days == 731
    assert paid(period) == ("14213.89", "7106.94", "7106.95")


def test_LON_04_vector_F_the_ceiling_is_lpr_and_fifty_points() -> None:
    assert arithmetic.rate_cap(LPR, 50) == D("0.035")
    assert D("0.0351") > arithmetic.rate_cap(LPR, 50)


def test_LON_04_vector_H_under_the_old_regime_she_pays_lpr_less_150_points() -> None:
    rate = D("0.0385")
    subsidy = arithmetic.subsidy_rate(LoanSubsidy.LPR_LESS, D(150), rate, rate)
    assert paid(arithmetic.estimate(Terms(D(200_000), rate, subsidy), 12)) == ("7700.00", "3000.00", "4700.00")


def test_LON_04_a_full_subsidy_leaves_her_nothing_and_a_low_rate_is_never_subsidised_below_zero() -> None:
    full = arithmetic.subsidy_rate(LoanSubsidy.FULL, None, RATE, LPR)
    assert paid(arithmetic.estimate(Terms(D(200_000), RATE, full), 12)) == ("7000.00", "7000.00", "0.00")
    assert arithmetic.subsidy_rate(LoanSubsidy.LPR_LESS, D(150), D("0.01"), LPR) == 0


def test_LON_04_quarters_end_on_the_21st_and_each_is_rounded_on_its_own() -> None:
    periods = arithmetic.quarterly(TERMS, START, date(2027, 3, 16))
    hand = [
        (5, "97.22", "48.61", "48.61"),
        (92, "1788.89", "894.44", "894.45"),
        (92, "1788.89", "894.44", "894.45"),
        (91, "1769.44", "884.72", "884.72"),
        (85, "1652.78", "826.39", "826.39"),
    ]
    assert [(one.days, *paid(one)) for one in periods] == hand
    assert {one.last for one in periods[:-1]} == {
        date(2026, 3, 21),
        date(2026, 6, 21),
        date(2026, 9, 21),
        date(2026, 12, 21),
    }
    assert paid(*periods) == ("7097.22", "3548.60", "3548.62")
    assert [one.repaid for one in periods] == [0, 0, 0, 0, D(200_000)]


def test_LON_04_equal_instalments_by_hand() -> None:
    rate = D("0.03")
    first, second = arithmetic.annuity(Terms(D(10_000), rate, rate / 2), START, 2)
    assert (*paid(first), first.repaid) == ("25.00", "12.50", "12.50", D("4993.76"))
    assert (*paid(second), second.repaid) == ("12.52", "6.26", "6.26", D("5006.24"))
    assert (second.first, second.last) == (date(2026, 4, 16), date(2026, 5, 16))


def test_LON_04_after_the_due_day_and_in_an_extension_nobody_subsidises() -> None:
    due = date(2028, 3, 16)
    (late,) = arithmetic.after_due(TERMS, due, date(2028, 3, 26), penalty_percent=D(150))
    assert paid(late) == ("291.67", "0.00", "291.67")
    longer, later = arithmetic.after_due(
        TERMS, due, date(2028, 4, 25), penalty_percent=D(150), extended_until=date(2028, 4, 15)
    )
    assert paid(longer) == ("583.33", "0.00", "583.33")
    assert paid(later) == ("291.67", "0.00", "291.67")
    assert arithmetic.after_due(TERMS, due, due, penalty_percent=D(150)) == []


def test_a_month_later_is_the_same_day_or_the_last_of_the_month() -> None:
    assert arithmetic.months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert arithmetic.months_later(date(2027, 12, 31), 2) == date(2028, 2, 29)


@dataclass(frozen=True)
class Loan:
    """Any loan at all."""

    principal: Decimal
    rate: Decimal
    share: Decimal
    lpr: Decimal
    paid_by: LoanSubsidy
    months: int
    start: date
    late: int

    def periods(self, way: str) -> list[Period]:
        """Count it one way."""
        subsidy = arithmetic.subsidy_rate(self.paid_by, self.share, self.rate, self.lpr)
        terms, due = Terms(self.principal, self.rate, subsidy), arithmetic.months_later(self.start, self.months)
        if way == "estimate":
            return [arithmetic.estimate(terms, self.months)]
        if way == "annuity":
            return arithmetic.annuity(terms, self.start, self.months)
        if way == "quarterly":
            return arithmetic.quarterly(terms, self.start, due)
        until = due + timedelta(days=self.late)
        late = arithmetic.after_due(terms, due, until, penalty_percent=D(150)) if way == "late" else []
        return [*arithmetic.settlement(terms, self.start, due), *late]


RATES = st.decimals("0.0001", "0.2", places=6)
LOANS = st.builds(
    Loan,
    principal=st.decimals("0.01", "6000000", places=2),
    rate=RATES,
    share=st.decimals(0, 100, places=2),
    lpr=RATES,
    paid_by=st.sampled_from(list(LoanSubsidy)),
    months=st.integers(1, 60),
    start=st.dates(date(2018, 1, 1), date(2035, 1, 1)),
    late=st.integers(1, 400),
)


@pytest.mark.parametrize("way", ["estimate", "settlement", "quarterly", "annuity", "late"])
@given(loan=LOANS)
def test_LON_04_interest_is_subsidy_and_net_to_the_cent_always(way: str, loan: Loan) -> None:
    periods = loan.periods(way)
    for one in periods:
        assert one.interest == one.subsidy + one.net
        assert min(one.net, one.subsidy) >= 0
        assert one.interest == one.interest.quantize(D("0.01"))
    interest, subsidy, net = arithmetic.totals(periods)
    assert interest == subsidy + net
    assert sum(one.repaid for one in periods) == loan.principal
    if way in ("settlement", "quarterly"):
        due = arithmetic.months_later(loan.start, loan.months)
        assert sum(one.days for one in periods) == (due - loan.start).days
