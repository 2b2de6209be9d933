"""Which offices a request goes to: pure, from the county's rule and today's offices; the answer is never nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.catalogue.rules import COUNTY_DESK, Office, Rule, living, township_office
from app.vocabulary import Level, RequestState, TaskPart

__all__ = ["COUNTY_DESK", "Case", "Office", "Part", "Route", "Rule", "choose", "living", "township_office"]
LAST_RESORT = "rule.county_desk"


@dataclass(frozen=True, slots=True)
class Case:
    """What routing may know of a request: where she lives, what she allows, whom she complains about."""

    township: str
    share: frozenset[str] | None = None
    about_office: str | None = None
    never: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Part:
    """One office's part in the answer."""

    office: str
    part: TaskPart


@dataclass(frozen=True, slots=True)
class Route:
    """The answer: the state it starts in, its lead, everyone's part, and the rule that said so (RTE-10)."""

    state: RequestState
    lead: str
    parts: tuple[Part, ...]
    rule: str
    version: int


def choose(rule: Rule, case: Case, offices: Mapping[str, Office], today: date) -> Route:
    """Choose lead, co-responsible and township offices. Falls back to the county desk, never to nobody."""
    never = case.never | ({case.about_office} if case.about_office else frozenset())
    lead = _first_living((rule.handler or rule.lead, rule.lead, *rule.co), offices, today, never) if rule.lead else None
    if rule.to_classify or lead is None:
        parts = (Part(COUNTY_DESK, TaskPart.LEAD),)
        return Route(RequestState.TRIAGE, COUNTY_DESK, parts, LAST_RESORT, rule.version)
    if rule.level is Level.CLOSED:
        return Route(RequestState.SUBMITTED, lead, (Part(lead, TaskPart.LEAD),), f"rule.{rule.service}", rule.version)
    others = [office for office in _helpers(rule, offices, today) if office != lead and office not in never]
    all_parts = [Part(lead, TaskPart.LEAD), *(Part(office, TaskPart.CO) for office in others)]
    town = township_office(case.township)
    if rule.takes_township and town not in never and town != lead:
        all_parts.append(Part(town, TaskPart.TOWNSHIP))
    shared = [
        part for part in all_parts if part.part is TaskPart.LEAD or case.share is None or part.office in case.share
    ]
    return Route(RequestState.SUBMITTED, lead, tuple(shared), f"rule.{rule.service}", rule.version)


def _first_living(
    codes: Iterable[str], offices: Mapping[str, Office], today: date, never: frozenset[str]
) -> str | None:
    for code in codes:
        found = living(code, offices, today)
        if found is not None and found not in never and not offices[found].members:
            return found
    return None


def _helpers(rule: Rule, offices: Mapping[str, Office], today: date) -> tuple[str, ...]:
    """Expand collective bodies into their members; the first handler's nominal lead helps too."""
    named = [code for code in (rule.lead, *rule.co) if code in offices]
    wide = [member for code in named for member in (offices[code].members or (code,))]
    alive = (living(code, offices, today) for code in wide)
    return tuple(dict.fromkeys(code for code in alive if code is not None))
