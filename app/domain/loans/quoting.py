"""What a loan would cost her, under the regime of the day it is signed (LON-04)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import loans as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.loan_shapes import LoanProduct, Lpr
from app.domain.loans import arithmetic, numbers, refusals
from app.domain.loans.arithmetic import PERCENT, Period, Terms
from app.domain.loans.inputs import Quote
from app.vocabulary import LoanSubsidy, QuoteWay

BY_DAYS = (QuoteWay.SETTLEMENT, QuoteWay.QUARTERLY)


@dataclass(frozen=True, slots=True)
class Regime:
    """A product under the rules of one day, with the prime rate of that day where one is known."""

    product: LoanProduct
    lpr: Lpr | None
    signed_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, read and found possible."""

    terms: Terms
    months: int
    starts_on: date
    due_on: date


async def quote(session: AsyncSession, *, county_code: str, said: Quote) -> dict[str, Any]:
    """Work a quote out; nothing is kept of it. Raises what refusals.py names, one for each mistake."""
    folder = (await catalogue.current(session, county_code)).folder
    regime = regime_of(folder, said.product, said.signed_on or clock.today())
    asked = _read(regime, said)
    before, late = _periods(regime, asked, said)
    return _shown(folder, regime, asked, said) | _counted(asked, before, late)


def regime_of(folder: Folder, code: str, signed_on: date) -> Regime:
    """Choose the regime by the signing day. Raises NoSuchProduct, ProductExpired, BeforeAnyRegime, AfterEveryRegime."""
    product = county.product_on(folder, code, signed_on)
    if product is not None:
        return Regime(product, county.lpr_on(folder, signed_on), signed_on)
    known = [one for one in folder.loan_products if one.code == code]
    if not known:
        raise refusals.NoSuchProduct
    if signed_on < min(one.valid_from for one in known):
        raise refusals.BeforeAnyRegime
    raise refusals.ProductExpired if signed_on <= clock.today() else refusals.AfterEveryRegime


def _read(regime: Regime, said: Quote) -> Asked:
    product = regime.product
    principal = numbers.money(said.amount, most=product.cap)
    months = numbers.months(said.months, most=product.max_months)
    rate, lpr = _rate(regime, said), _lpr(regime) if product.subsidy is LoanSubsidy.LPR_LESS else Decimal(0)
    paid = arithmetic.subsidy_rate(product.subsidy, product.subsidy_value, rate, lpr)
    starts_on = said.starts_on or regime.signed_on
    if starts_on < regime.signed_on:
        raise refusals.DatesOutOfOrder
    due_on = arithmetic.months_later(starts_on, months)
    return Asked(Terms(principal, rate, paid, product.day_base), months, starts_on, due_on)


def _lpr(regime: Regime) -> Decimal:
    if regime.lpr is None:
        raise refusals.LprUnknown
    return regime.lpr.value / PERCENT


def _rate(regime: Regime, said: Quote) -> Decimal:
    """Read the rate, at most the ceiling; the ceiling itself where none is said."""
    points = regime.product.ceiling_points
    if points is None:
        if said.rate is None:
            raise refusals.RateNeeded
        return numbers.percent(said.rate) / PERCENT
    given = None if said.rate is None else numbers.percent(said.rate) / PERCENT
    cap = arithmetic.rate_cap(_lpr(regime), points)
    if given is not None and given > cap:
        raise refusals.RateAboveCap
    return given or cap


def _periods(regime: Regime, asked: Asked, said: Quote) -> tuple[list[Period], list[Period]]:
    """Count the periods up to the due day, and those after it that nobody subsidises."""
    if said.way not in BY_DAYS:
        if said.settled_on is not None or said.extended_until is not None:
            raise refusals.LateNeedsDays
        if said.way is QuoteWay.ANNUITY:
            return arithmetic.annuity(asked.terms, asked.starts_on, asked.months), []
        return [arithmetic.estimate(asked.terms, asked.months)], []
    until = said.settled_on or said.extended_until or asked.due_on
    if until <= asked.starts_on or (said.extended_until is not None and said.extended_until <= asked.due_on):
        raise refusals.DatesOutOfOrder
    count = arithmetic.settlement if said.way is QuoteWay.SETTLEMENT else arithmetic.quarterly
    before = count(asked.terms, asked.starts_on, min(until, asked.due_on))
    percent = regime.product.penalty_percent
    late = arithmetic.after_due(
        asked.terms, asked.due_on, until, penalty_percent=percent, extended_until=said.extended_until
    )
    return before, late


def _counted(asked: Asked, before: list[Period], late: list[Period]) -> dict[str, Any]:
    interest, subsidy, net = arithmetic.totals([*before, *late])
    return {
        "interest": interest,
        "subsidy": subsidy,
        "net": net,
        "late_interest": arithmetic.totals(late)[0],
        "net_rate": asked.terms.rate * PERCENT - asked.terms.subsidy_rate * PERCENT,
        "periods": [_period(one, subsidised=True) for one in before] + [_period(one, subsidised=False) for one in late],
    }


def _period(one: Period, *, subsidised: bool) -> dict[str, Any]:
    return {
        "from_day": one.first,
        "to_day": one.last,
        "days": one.days,
        "outstanding": one.outstanding,
        "repaid": one.repaid,
        "interest": one.interest,
        "subsidy": one.subsidy,
        "net": one.net,
        "to_pay": one.repaid + one.net,
        "subsidised": subsidised,
    }


def _shown(folder: Folder, regime: Regime, asked: Asked, said: Quote) -> dict[str, Any]:
    product, words = regime.product, county.words(folder)
    fee = None
    if product.fee_percent is not None:
        actual = numbers.money(said.guarantee_fee) if said.guarantee_fee is not None else None
        fee = arithmetic.fee_subsidy(asked.terms.principal, product.fee_percent, actual)
    return {
        "product": product.code,
        "product_name": product.name,
        "way": said.way,
        "signed_on": regime.signed_on,
        "starts_on": asked.starts_on,
        "due_on": asked.due_on,
        "amount": asked.terms.principal,
        "months": asked.months,
        "rate": asked.terms.rate * PERCENT,
        "lpr": regime.lpr.value if regime.lpr else None,
        "lpr_to_confirm": regime.lpr is not None and not regime.lpr.confirmed_by,
        "day_base": product.day_base,
        "fee_subsidy_a_year": fee,
        "valid_from": product.valid_from,
        "valid_to": product.valid_to,
        "source": product.source,
        "to_confirm": [county.KEYS[key] for key in product.unconfirmed],
        "line": words.estimate,
        "settlement_line": words.settlement if said.way is not QuoteWay.ESTIMATE else None,
        "no_fee": words.no_fee,
    }
