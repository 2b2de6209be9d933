"""Interest to the cent: pure, in decimals, rounded half up per period (domain.md §5.4).

Amounts are yuan, rates are shares of one a year (3.50 % is 0.035). Of every period interest = subsidy + net: what
rounding leaves over is the borrower's, never the treasury's.
"""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from app.vocabulary import LoanSubsidy

CENT = Decimal("0.01")
NOTHING = Decimal(0)
MONTHS = 12
MONTH_DAYS = 30
BOND_BASE = 360
POINTS = Decimal(10_000)
PERCENT = Decimal(100)
# Banks settle quarterly interest on the twentieth and charge it on the twenty-first.
QUARTERS = ((3, 21), (6, 21), (9, 21), (12, 21))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a loan is: principal, rate a year, the part of the rate that public money pays, days of a year."""

    principal: Decimal
    rate: Decimal
    subsidy_rate: Decimal
    base: int = 360


@dataclass(frozen=True, slots=True)
class Period:
    """One period: from a day until another, what was owed in it, and who pays its interest."""

    first: date | None
    last: date | None
    days: int
    outstanding: Decimal
    repaid: Decimal
    interest: Decimal
    subsidy: Decimal

    @property
    def net(self) -> Decimal:
        """What the borrower pays of the interest."""
        return self.interest - self.subsidy


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, halves up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def rate_cap(lpr: Decimal, points: int) -> Decimal:
    """The highest rate a subsidised loan may have: the prime rate of the signing day and so many basis points."""
    return lpr + points / POINTS


def subsidy_rate(way: LoanSubsidy, value: Decimal | None, rate: Decimal, lpr: Decimal) -> Decimal:
    """The part of the rate public money pays: all, all above LPR less `value` points, or `value` percent of it."""
    if way is LoanSubsidy.FULL:
        return rate
    if way is LoanSubsidy.LPR_LESS:
        hers = max(lpr - (value or NOTHING) / POINTS, NOTHING)
        return max(rate - hers, NOTHING)
    return rate * (value or NOTHING) / PERCENT


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is no such day."""
    whole = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(whole, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def estimate(terms: Terms, months: int) -> Period:
    """Simple interest for so many months, repaid at the end: what is shown to her."""
    years = Decimal(months) / MONTHS
    interest, subsidy = terms.principal * terms.rate * years, terms.principal * terms.subsidy_rate * years
    return Period(None, None, months * MONTH_DAYS, terms.principal, terms.principal, cents(interest), cents(subsidy))


def settlement(terms: Terms, first: date, last: date) -> list[Period]:
    """Interest by the day, settled once when the loan is repaid."""
    return [_by_days(terms, first, last, repaid=terms.principal)]


def quarterly(terms: Terms, first: date, last: date) -> list[Period]:
    """Interest by the day, settled on the 21st of March, June, September, December and at the end."""
    cuts = [first, *(day for day in _settling_days(first, last) if first < day < last), last]
    ends = len(cuts) - 2
    return [
        _by_days(terms, cuts[nth], cuts[nth + 1], repaid=terms.principal if nth == ends else NOTHING)
        for nth in range(len(cuts) - 1)
    ]


def _settling_days(first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        for month, day in QUARTERS:
            yield date(year, month, day)


def _by_days(terms: Terms, first: date, last: date, *, repaid: Decimal) -> Period:
    days = (last - first).days
    whole = terms.principal * days / terms.base
    return Period(
        first, last, days, terms.principal, repaid, cents(whole * terms.rate), cents(whole * terms.subsidy_rate)
    )


def annuity(terms: Terms, first: date, months: int) -> list[Period]:
    """Equal instalments (等额本息), months of thirty days; the last one repays what is left."""
    instalment, owed, periods = _instalment(terms, months), terms.principal, []
    for nth in range(1, months + 1):
        interest = cents(owed * terms.rate * MONTH_DAYS / BOND_BASE)
        subsidy = cents(owed * terms.subsidy_rate * MONTH_DAYS / BOND_BASE)
        repaid = owed if nth == months else min(max(instalment - interest, NOTHING), owed)
        start, end = months_later(first, nth - 1), months_later(first, nth)
        periods.append(Period(start, end, MONTH_DAYS, owed, repaid, interest, subsidy))
        owed -= repaid
    return periods


def _instalment(terms: Terms, months: int) -> Decimal:
    """P·r / (1 − (1 + r)^−n), to the cent."""
    with localcontext() as exact:
        exact.prec = 50
        monthly = terms.rate / MONTHS
        return cents(terms.principal * monthly / (1 - (1 + monthly) ** -months))


def after_due(
    terms: Terms, due: date, until: date, *, penalty_percent: Decimal, extended_until: date | None = None
) -> list[Period]:
    """Interest after the due day: an extension at the old rate, then the penalty rate; public money pays none of it."""
    alone = Terms(terms.principal, terms.rate, NOTHING, terms.base)
    punished = Terms(terms.principal, terms.rate * penalty_percent / PERCENT, NOTHING, terms.base)
    turn = min(max(extended_until or due, due), until)
    periods = [_by_days(alone, due, turn, repaid=NOTHING)] if turn > due else []
    return periods + ([_by_days(punished, turn, until, repaid=NOTHING)] if until > turn else [])


def totals(periods: Sequence[Period]) -> tuple[Decimal, Decimal, Decimal]:
    """Interest, subsidy and net of all periods, each the sum of rounded periods."""
    interest = sum((one.interest for one in periods), NOTHING)
    subsidy = sum((one.subsidy for one in periods), NOTHING)
    return interest, subsidy, interest - subsidy


def fee_subsidy(principal: Decimal, percent: Decimal, fee: Decimal | None) -> Decimal:
    """What public money pays of a year's guarantee fee: the fee, at most so many percent of the principal."""
    most = cents(principal * percent / PERCENT)
    return most if fee is None else min(cents(fee), most)
