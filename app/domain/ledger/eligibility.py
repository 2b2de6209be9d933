"""Whether a woman counts as 留守 on a given day (LED-02): pure, dated, naming what fails, and never a gate to help."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from app.vocabulary import Eligibility, FailingPart

Stretch = tuple[date, date]
ROUGH_DAY = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
TO_CHECK = {
    FailingPart.MARRIAGE: "婚姻情况",
    FailingPart.RESIDENCE: "您住在哪里",
    FailingPart.ABSENCE: "丈夫现在是否在外",
    FailingPart.PLACE: "丈夫是否在区县外",
    FailingPart.DURATION: "丈夫外出的日期",
}
NOT_SO = {
    FailingPart.MARRIAGE: "名册登记的是丈夫在外的妇女",
    FailingPart.RESIDENCE: "您现在不住在村里",
    FailingPart.ABSENCE: "丈夫现在在家",
    FailingPart.PLACE: "丈夫在本区县内",
}
HELP_STAYS_OPEN = "您有事照样可以找我们帮忙。"


@dataclass(frozen=True)
class RoughDay:
    """A day, or a month of which the day is not known."""

    year: int
    month: int
    day: int | None = None

    def __post_init__(self) -> None:
        date(self.year, self.month, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-03` or `2026-03-05`; raise ValueError for anything else."""
        match = ROUGH_DAY.fullmatch(text)
        if match is None:
            raise ValueError("a day is written 2026-03-05, a month 2026-03")
        year, month, day = match.groups()
        return cls(int(year), int(month), int(day) if day else None)

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be; a month given without a day counts from here."""
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])


@dataclass(frozen=True)
class AwaySpell:
    """One absence of the husband: from the day he left until the day he came back for good, if he did."""

    since: RoughDay | None
    until: RoughDay | None = None
    outside_county: bool | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since.earliest > self.until.latest:
            raise ValueError("a spell cannot end before it begins")


@dataclass(frozen=True)
class HomeVisit:
    """A visit home within an absence, such as Spring Festival; without an end he is at home now."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a visit cannot end before it begins")


@dataclass(frozen=True)
class AwayFacts:
    """What is known; None means nobody has said. Telling of a husband's absence says that she has a husband."""

    lives_in_village: bool | None = None
    married: bool | None = None
    husband_away: bool | None = None
    spells: tuple[AwaySpell, ...] = ()
    visits: tuple[HomeVisit, ...] = ()


@dataclass(frozen=True)
class EligibilityRules:
    """The county's numbers: months of absence that suffice, days at home that do not break it."""

    months: int = 6
    visit_days: int = 30


@dataclass(frozen=True)
class Finding:
    """An answer, the parts that fail (or must be verified), a sentence for her, and the day the months are full."""

    result: Eligibility
    failing: tuple[FailingPart, ...]
    sentence: str
    full_on: date | None = None


@dataclass(frozen=True)
class _Reading:
    """One way to read doubtful facts: generous takes a doubtful day, or a doubtful place, in her favour."""

    as_of: date
    rules: EligibilityRules
    generous_days: bool
    generous_place: bool

    def absent_since(self, facts: AwayFacts, *, anywhere: bool = False) -> date | None:
        """The day the absence that still lasts began, outside the county unless `anywhere`; None when he is here."""
        began: date | None = None
        ended = date.min
        for start, end in sorted(self._stretches(facts, anywhere=anywhere)):
            if start > self.as_of:
                break
            if began is None or (start - ended).days > self.rules.visit_days:
                began, ended = start, end
            ended = max(ended, end)
        return began if ended > self.as_of else None

    def _stretches(self, facts: AwayFacts, *, anywhere: bool) -> Iterator[Stretch]:
        for spell in facts.spells:
            outside = self.generous_place if spell.outside_county is None else spell.outside_county
            if anywhere or outside:
                yield from self._between_long_visits(self._span(spell), facts.visits)

    def _span(self, spell: AwaySpell) -> Stretch:
        if self.generous_days:
            return (
                spell.since.earliest if spell.since else date.min,
                spell.until.latest if spell.until else date.max,
            )
        return (
            spell.since.latest if spell.since else self.as_of,
            spell.until.earliest if spell.until else date.max,
        )

    def _between_long_visits(self, span: Stretch, visits: tuple[HomeVisit, ...]) -> Iterator[Stretch]:
        """Cut a stretch at every visit longer than the county tolerates."""
        reached, end = span
        for visit in sorted((visit for visit in visits if self._is_long(visit)), key=lambda visit: visit.start):
            if reached < min(visit.start, end):
                yield reached, min(visit.start, end)
            reached = max(reached, visit.end or date.max)
        if reached < end:
            yield reached, end

    def _is_long(self, visit: HomeVisit) -> bool:
        return visit.start <= self.as_of and ((visit.end or self.as_of) - visit.start).days > self.rules.visit_days


def assess(facts: AwayFacts, as_of: date, rules: EligibilityRules) -> Finding:
    """Answer 符合, 暂不符合 or 待核实 for one day: the same facts, day and rules always give the same answer."""
    strict = _Reading(as_of, rules, generous_days=False, generous_place=False)
    parts = {
        FailingPart.MARRIAGE: _marriage(facts),
        FailingPart.RESIDENCE: facts.lives_in_village,
        **_absence(facts, as_of, rules),
    }
    refuted = tuple(part for part, holds in parts.items() if holds is False)
    unknown = tuple(part for part, holds in parts.items() if holds is None)
    began = strict.absent_since(facts) if all(spell.since for spell in facts.spells) else None
    full_on = add_months(began, rules.months) if began else None
    if refuted:
        return Finding(Eligibility.NOT_YET, refuted, _not_yet(refuted, rules, full_on), full_on)
    if unknown:
        checks = "、".join(TO_CHECK[part] for part in unknown)
        return Finding(Eligibility.TO_VERIFY, unknown, f"待核实：还要核对{checks}。{HELP_STAYS_OPEN}", full_on)
    said = f"符合：丈夫在区县外连续外出满{rules.months}个月，您住在村里。"
    return Finding(Eligibility.QUALIFIES, (), said, full_on)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month when it is shorter."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _marriage(facts: AwayFacts) -> bool | None:
    if facts.married is None and (facts.husband_away or facts.spells):
        return True
    return facts.married


def _absence(facts: AwayFacts, as_of: date, rules: EligibilityRules) -> dict[FailingPart, bool | None]:
    """Judge absence, then place, then duration; once one is refuted the later ones mean nothing."""
    if facts.husband_away is False:
        return {FailingPart.ABSENCE: False}
    if not facts.spells:
        return {FailingPart.ABSENCE: facts.husband_away, FailingPart.PLACE: None, FailingPart.DURATION: None}
    kindest = _Reading(as_of, rules, generous_days=True, generous_place=True)
    sure_days = _Reading(as_of, rules, generous_days=False, generous_place=True)
    sure_place = _Reading(as_of, rules, generous_days=True, generous_place=False)
    away = _judged(
        sure=sure_days.absent_since(facts, anywhere=True) is not None,
        possible=kindest.absent_since(facts, anywhere=True) is not None,
    )
    if away is False:
        return {FailingPart.ABSENCE: False}
    outside = _judged(sure=sure_place.absent_since(facts) is not None, possible=kindest.absent_since(facts) is not None)
    if outside is False:
        return {FailingPart.ABSENCE: away, FailingPart.PLACE: False}
    # A doubt already named (absence, place) is not named again as a doubt about the months.
    strictest = _Reading(as_of, rules, generous_days=away is None, generous_place=outside is None)
    long_enough = _judged(sure=_is_long(strictest, facts), possible=_is_long(kindest, facts))
    return {FailingPart.ABSENCE: away, FailingPart.PLACE: outside, FailingPart.DURATION: long_enough}


def _is_long(reading: _Reading, facts: AwayFacts) -> bool:
    began = reading.absent_since(facts)
    return began is not None and add_months(began, reading.rules.months) <= reading.as_of


def _judged(*, sure: bool, possible: bool) -> bool | None:
    """True when even the strict reading holds, False when not even the kindest does, else None."""
    if sure:
        return True
    return None if possible else False


def _not_yet(refuted: tuple[FailingPart, ...], rules: EligibilityRules, full_on: date | None) -> str:
    until = f"，到{full_on.year}年{full_on.month}月{full_on.day}日满" if full_on else ""
    short = f"丈夫在外还不满{rules.months}个月{until}"
    reasons = "；".join(NOT_SO.get(part, short) for part in refuted)
    return f"暂不符合：{reasons}。{HELP_STAYS_OPEN}"
