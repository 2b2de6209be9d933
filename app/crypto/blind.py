"""One spelling per phone, ID number and name, so that the same value always gives the same blind index."""

import re
import unicodedata

SPACES_AND_DASHES = re.compile(r"[\s\u00ad\u200b-\u200f\ufeff\-‐‑‒–—―−()]+")
COUNTRY_CODE = re.compile(r"^(?:\+86|0086|86(?=1\d{10}$))")
MIDDLE_DOTS = re.compile(r"[•‧∙⋅・･.]")


def _compact(text: str) -> str:
    return SPACES_AND_DASHES.sub("", unicodedata.normalize("NFKC", text))


def normal_phone(text: str) -> str:
    """A phone number without spaces, dashes, full-width digits or +86."""
    return COUNTRY_CODE.sub("", _compact(text))


def normal_id_number(text: str) -> str:
    """An ID number in half-width digits, without spaces or dashes, its check letter in upper case."""
    return _compact(text).upper()


def normal_name(text: str) -> str:
    """A name without spaces, every kind of middle dot as `·`, Latin letters in lower case."""
    return MIDDLE_DOTS.sub("·", _compact(text)).casefold()
