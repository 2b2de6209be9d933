"""Codes that can be read aloud: fourteen random digits (46 bits) and a check digit; we keep a keyed digest only."""

import re
import secrets
import unicodedata

from app.crypto import Vault
from app.domain.receipt_numbers import SEPARATORS, SPOKEN, check_digit

RANDOM_DIGITS = 14
GROUP = 5
SHAPE = re.compile(r"[0-9]{15}")
UNSPOKEN = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")


def draw() -> str:
    """Draw a code."""
    digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return digits + check_digit(digits)


def shown(code: str) -> str:
    """Write a code the way it is read out: three groups of five."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def spoken(code: str) -> str:
    """Write a code as words, for 听一听 and for a person on the telephone."""
    return "，".join(group.translate(SPOKEN) for group in shown(code).split())


def plain(typed: str) -> str:
    """Take spacing, width and spoken digits out of what was typed; whether it is a code is not said."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).translate(UNSPOKEN)[: RANDOM_DIGITS + 1]


def fits(typed: str) -> bool:
    """Say whether the check digit fits: a slip of the tongue is told from a wrong code before anything is sent."""
    code = plain(typed)
    return bool(SHAPE.fullmatch(code)) and check_digit(code[:RANDOM_DIGITS]) == code[RANDOM_DIGITS]


def head(typed: str) -> str:
    """Give the first group, by which tries are counted: nobody walks through the codes behind one beginning."""
    return plain(typed)[:GROUP]


def token(vault: Vault, typed: str) -> str:
    """Give the reader token of whoever holds the code: its keyed digest, useless without our key."""
    return f"code:{vault.blind_index('question-code', plain(typed)).hex()}"
