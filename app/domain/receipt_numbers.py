"""Receipt numbers: eight random digits and a check digit that say nothing of person, date or service."""

import re
import secrets
import unicodedata

RANDOM_DIGITS = 8
NINE_DIGITS = re.compile(r"[0-9]{9}")
SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−·.,，。、]+")

SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
# Damm's quasigroup of order 10 (H. M. Damm, 2004): the check digit catches every single wrong digit and
# every swap of two neighbours, which the ISO 7064 schemes for plain digits do not.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(eight_digits: str) -> str:
    """The ninth digit that belongs to eight."""
    interim = 0
    for digit in eight_digits:
        interim = DAMM[interim][int(digit)]
    return str(interim)


def parse(text: str) -> str | None:
    """The nine digits someone typed or read out, in any spacing or width; None when they are no receipt number."""
    number = SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not NINE_DIGITS.fullmatch(number) or check_digit(number[:RANDOM_DIGITS]) != number[RANDOM_DIGITS]:
        return None
    return number


def shown(number: str) -> str:
    """A number as people read it: `3186 0427 6`."""
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def spoken(number: str) -> str:
    """A number as words, for whoever reads it back on the telephone."""
    return "，".join(group.translate(SPOKEN) for group in shown(number).split())


def draw(count: int) -> set[str]:
    """Draw `count` different numbers at random; whether the county has used one before is the caller's to ask."""
    drawn: set[str] = set()
    while len(drawn) < count:
        digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
        drawn.add(digits + check_digit(digits))
    return drawn
