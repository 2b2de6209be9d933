"""Checks an ID number (GB 11643-1999) by checksum, date and sex digit only; its address prefix proves nothing."""

import re
from dataclasses import dataclass
from datetime import date

from app.crypto import normal_id_number
from app.vocabulary import IdNumberPart

SHAPE = re.compile(r"[0-9]{17}[0-9X]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1900, 1, 1)

SENTENCES = {
    IdNumberPart.SHAPE: "身份证号应是18位，最后一位可以是X，请再看一遍。",
    IdNumberPart.CHECK_DIGIT: "身份证号有一位对不上，请照着证件再填一遍。",
    IdNumberPart.BIRTH_DATE: "身份证号里的出生日期不对，请照着证件再填一遍。",
    IdNumberPart.SEX: "这个身份证号是男性的号码，请填妇女本人的。",
    IdNumberPart.OTHER_BIRTH_DATE: "身份证号里的出生日期和填写的生日不一样，请核对。",
}
# A few genuine cards carry a wrong sex digit or birthday: an officer may let these two pass, with a reason.
OVERRIDABLE = frozenset({IdNumberPart.SEX, IdNumberPart.OTHER_BIRTH_DATE})


@dataclass(frozen=True)
class IdFinding:
    """What a check found: the first part that fails, or none; `repr` never shows a number, for it holds none."""

    failing: IdNumberPart | None = None

    @property
    def is_valid(self) -> bool:
        """Whether every part holds."""
        return self.failing is None

    @property
    def can_be_overridden(self) -> bool:
        """Whether an officer may let the number pass with a reason."""
        return self.failing in OVERRIDABLE

    @property
    def sentence(self) -> str:
        """What to tell the person who typed it; empty when the number is valid."""
        return SENTENCES[self.failing] if self.failing else ""


def normalise(text: str) -> str:
    """The number in half-width digits, without spaces, its check letter in upper case."""
    return normal_id_number(text)


def check(text: str, *, today: date, born: date | None = None) -> IdFinding:
    """Name the first part of a woman's ID number that fails; `born` is the birthday given elsewhere, if any."""
    number = normalise(text)
    if not SHAPE.fullmatch(number):
        return IdFinding(IdNumberPart.SHAPE)
    if check_character(number[:17]) != number[17]:
        return IdFinding(IdNumberPart.CHECK_DIGIT)
    birthday = birth_date(number)
    if birthday is None or not EARLIEST_BIRTH <= birthday <= today:
        return IdFinding(IdNumberPart.BIRTH_DATE)
    if int(number[16]) % 2:
        return IdFinding(IdNumberPart.SEX)
    if born is not None and born != birthday:
        return IdFinding(IdNumberPart.OTHER_BIRTH_DATE)
    return IdFinding()


def check_character(seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, seventeen, strict=True))
    return CHECK_CHARACTERS[total % 11]


def birth_date(number: str) -> date | None:
    """The date in digits 7 to 14 of a normalised number, or None when the calendar has no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
