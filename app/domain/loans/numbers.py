"""Reading money, months and rates: each mistake is named, none is guessed away."""

from decimal import Decimal, InvalidOperation

from app.domain.loans import refusals
from app.domain.loans.inputs import Number

MOST_PLACES = 2
MOST_RATE_PLACES = 4
LARGEST_RATE = 100


def _decimal(said: Number) -> Decimal | None:
    """Give an exact number; nothing for a float, a word, or what is no number at all."""
    if isinstance(said, float) or (isinstance(said, str) and not said.isascii()):
        return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 40 else None  # noqa: PLR2004  no number of ours is longer


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def money(said: Number, *, most: Decimal | None = None) -> Decimal:
    """Read an amount in yuan. Raises AmountNotWritten, AmountNotPositive, AmountAboveCap."""
    found = _decimal(said)
    if found is None or _places(found) > MOST_PLACES:
        raise refusals.AmountNotWritten
    if found <= 0:
        raise refusals.AmountNotPositive
    if most is not None and found > most:
        raise refusals.AmountAboveCap
    return found


def months(said: Number, *, most: int) -> int:
    """Read a term. Raises MonthsNotWhole, MonthsNotPositive, TermTooLong."""
    found = _decimal(str(said) if isinstance(said, float) else said)
    if found is None or found != found.to_integral_value():
        raise refusals.MonthsNotWhole
    if found <= 0:
        raise refusals.MonthsNotPositive
    if found > most:
        raise refusals.TermTooLong
    return int(found)


def percent(said: Number) -> Decimal:
    """Read a rate in percent a year. Raises RateNotReadable, RateNotPositive."""
    found = _decimal(said)
    if found is None or _places(found) > MOST_RATE_PLACES or found >= LARGEST_RATE:
        raise refusals.RateNotReadable
    if found <= 0:
        raise refusals.RateNotPositive
    return found
