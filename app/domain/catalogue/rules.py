"""Offices and rules as routing sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.vocabulary import Level

COUNTY_DESK = "county_desk"


@dataclass(frozen=True, slots=True)
class Office:
    """An office as routing sees it: when it exists, and who follows it."""

    code: str
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One service's routing rule, as the county wrote it; `lead` is empty while it is to be confirmed."""

    service: str
    version: int
    lead: str
    handler: str
    co: tuple[str, ...]
    level: Level
    to_classify: bool = False
    takes_township: bool = True


def township_office(township: str) -> str:
    """Give the code of a township's own office."""
    return f"town-{township}"


def living(code: str, offices: Mapping[str, Office], today: date) -> str | None:
    """Follow an office to the one that does its work today, or nothing."""
    seen: set[str] = set()
    while code in offices and code not in seen:
        seen.add(code)
        office = offices[code]
        if office.valid_from <= today and (office.valid_to is None or today < office.valid_to):
            return code
        if office.successor is None:
            return None
        code = office.successor
    return None
