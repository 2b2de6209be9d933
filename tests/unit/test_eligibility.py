"""LED-02, D8: the definition of 留守 as a table of dated cases. It names what fails and never gates help."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ledger.eligibility import (
    AwayFacts,
    AwaySpell,
    EligibilityRules,
    HomeVisit,
    RoughDay,
    add_months,
    assess,
)
from app.vocabulary import Eligibility, FailingPart

RULES = EligibilityRules(months=6, visit_days=30)
YES, NOT_YET, TO_VERIFY = Eligibility.QUALIFIES, Eligibility.NOT_YET, Eligibility.TO_VERIFY
MARRIAGE, RESIDENCE = FailingPart.MARRIAGE, FailingPart.RESIDENCE
ABSENCE, PLACE, DURATION = FailingPart.ABSENCE, FailingPart.PLACE, FailingPart.DURATION


def spell(since: str | None, until: str | None = None, *, outside: bool | None = True) -> AwaySpell:
    return AwaySpell(RoughDay.parse(since) if since else None, RoughDay.parse(until) if until else None, outside)


def visit(start: str, end: str | None = None) -> HomeVisit:
    return HomeVisit(date.fromisoformat(start), date.fromisoformat(end) if end else None)


def facts(
    *spells: AwaySpell,
    visits: tuple[HomeVisit, ...] = (),
    village: bool | None = True,
    married: bool | None = True,
    away: bool | None = True,
) -> AwayFacts:
    return AwayFacts(lives_in_village=village, married=married, husband_away=away, spells=spells, visits=visits)


@dataclass(frozen=True)
class Case:
    """What the case shows, what is known, the day asked about, the answer, and the parts it names."""

    shows: str
    facts: AwayFacts
    as_of: str
    result: Eligibility
    failing: tuple[FailingPart, ...] = ()


OPENS_WITH = {YES: "符合：", NOT_YET: "暂不符合：", TO_VERIFY: "待核实："}
LEFT_IN_MARCH = spell("2026-03-01")
JANUARY_TO_APRIL = spell("2026-01-01", "2026-04-01")
FEBRUARY_VISIT = visit("2026-02-10", "2026-03-01")
VISIT_OF_30_DAYS = visit("2026-02-10", "2026-03-12")
CASES = [
    # the months, to the day
    Case("exactly six months qualifies", facts(LEFT_IN_MARCH), "2026-09-01", YES),
    Case("one day short does not", facts(LEFT_IN_MARCH), "2026-08-31", NOT_YET, (DURATION,)),
    Case("years away qualifies", facts(spell("2019-05-06")), "2026-11-23", YES),
    Case("he leaves today", facts(spell("2026-11-23")), "2026-11-23", NOT_YET, (DURATION,)),
    Case("month end is clamped", facts(spell("2026-08-31")), "2027-02-28", YES),
    Case("the day before the clamped end", facts(spell("2026-08-31")), "2027-02-27", NOT_YET, (DURATION,)),
    Case("clamped to a leap day", facts(spell("2027-08-31")), "2028-02-29", YES),
    Case("28 February is early in a leap year", facts(spell("2027-08-31")), "2028-02-28", NOT_YET, (DURATION,)),
    Case("from a leap day", facts(spell("2028-02-29")), "2028-08-29", YES),
    Case("he leaves next month", facts(spell("2026-12-01")), "2026-11-23", NOT_YET, (ABSENCE,)),
    # a month without a day
    Case("a month counts from its last day", facts(spell("2026-03")), "2026-09-30", YES),
    Case("the day decides", facts(spell("2026-03")), "2026-09-29", TO_VERIFY, (DURATION,)),
    Case("the day still decides", facts(spell("2026-03")), "2026-09-01", TO_VERIFY, (DURATION,)),
    Case("no day of that month is enough", facts(spell("2026-03")), "2026-08-31", NOT_YET, (DURATION,)),
    Case("February counts from the 28th", facts(spell("2026-02")), "2026-08-28", YES),
    Case("he left some day this month", facts(spell("2026-11")), "2026-11-23", NOT_YET, (DURATION,)),
    Case("he comes back some day this month", facts(spell("2025-01", "2026-11")), "2026-11-15", TO_VERIFY, (ABSENCE,)),
    Case("he came back last month", facts(spell("2025-01", "2026-10")), "2026-11-01", NOT_YET, (ABSENCE,)),
    # coming home
    Case("back for good", facts(spell("2025-01-05", "2026-11-20")), "2026-11-23", NOT_YET, (ABSENCE,)),
    Case("home on the day itself", facts(spell("2025-01-05", "2026-11-23")), "2026-11-23", NOT_YET, (ABSENCE,)),
    Case("home tomorrow", facts(spell("2025-01-05", "2026-11-24")), "2026-11-23", YES),
    Case(
        "30 days between spells do not break",
        facts(JANUARY_TO_APRIL, spell("2026-05-01")),
        "2026-07-01",
        YES,
    ),
    Case(
        "31 days between spells do",
        facts(spell("2026-01-01", "2026-04-01"), spell("2026-05-02")),
        "2026-07-01",
        NOT_YET,
        (DURATION,),
    ),
    Case(
        "order of spells does not matter",
        facts(spell("2026-05-01"), JANUARY_TO_APRIL),
        "2026-07-01",
        YES,
    ),
    Case(
        "three spells in a row",
        facts(spell("2026-01-01", "2026-02-10"), spell("2026-02-25", "2026-06-01"), spell("2026-06-20")),
        "2026-07-01",
        YES,
    ),
    Case(
        "a long stay restarts the months, and they fill again",
        facts(spell("2025-01-01", "2026-01-10"), spell("2026-03-01")),
        "2026-09-01",
        YES,
    ),
    Case("a festival visit", facts(spell("2026-01-01"), visits=(FEBRUARY_VISIT,)), "2026-07-01", YES),
    Case("30 days of visit", facts(spell("2026-01-01"), visits=(VISIT_OF_30_DAYS,)), "2026-07-01", YES),
    Case(
        "31 days of visit",
        facts(spell("2026-01-01"), visits=(visit("2026-02-10", "2026-03-13"),)),
        "2026-07-01",
        NOT_YET,
        (DURATION,),
    ),
    Case("a visit that still lasts", facts(spell("2026-01-01"), visits=(visit("2026-10-24"),)), "2026-11-23", YES),
    Case(
        "a visit that lasts too long",
        facts(spell("2026-01-01"), visits=(visit("2026-10-23"),)),
        "2026-11-23",
        NOT_YET,
        (ABSENCE,),
    ),
    Case("a visit to come", facts(spell("2026-01-01"), visits=(visit("2027-02-01", "2027-04-01"),)), "2026-11-23", YES),
    Case(
        "two overlapping long visits",
        facts(spell("2025-01-01"), visits=(visit("2025-02-01", "2026-05-20"), visit("2025-03-01", "2025-04-15"))),
        "2026-11-19",
        NOT_YET,
        (DURATION,),
    ),
    # the place
    Case("inside the county", facts(spell("2025-01-05", outside=False)), "2026-11-23", NOT_YET, (PLACE,)),
    Case("nobody said where", facts(spell("2025-01-05", outside=None)), "2026-11-23", TO_VERIFY, (PLACE,)),
    Case("where and how long are short", facts(spell("2026-10-05", outside=None)), "2026-11-23", NOT_YET, (DURATION,)),
    Case(
        "he moved out of the county in July",
        facts(spell("2025-01-05", "2026-07-01", outside=False), spell("2026-07-01")),
        "2026-11-23",
        NOT_YET,
        (DURATION,),
    ),
    Case(
        "he works in the county now",
        facts(spell("2025-01-05", "2026-07-01"), spell("2026-07-01", outside=False)),
        "2026-11-23",
        NOT_YET,
        (PLACE,),
    ),
    Case(
        "the earlier place decides the months",
        facts(spell("2026-01-05", "2026-07-01", outside=None), spell("2026-07-01")),
        "2026-11-23",
        TO_VERIFY,
        (DURATION,),
    ),
    # the rest of the definition
    Case("unmarried", facts(LEFT_IN_MARCH, married=False), "2026-11-23", NOT_YET, (MARRIAGE,)),
    Case("widowed", facts(married=False, away=False), "2026-11-23", NOT_YET, (MARRIAGE, ABSENCE)),
    Case("she lives in town", facts(LEFT_IN_MARCH, village=False), "2026-11-23", NOT_YET, (RESIDENCE,)),
    Case("nobody said where she lives", facts(LEFT_IN_MARCH, village=None), "2026-11-23", TO_VERIFY, (RESIDENCE,)),
    Case("her own words about him say she is married", facts(LEFT_IN_MARCH, married=None), "2026-11-23", YES),
    Case("he is at home", facts(away=False), "2026-11-23", NOT_YET, (ABSENCE,)),
    Case("away, nothing more", facts(), "2026-11-23", TO_VERIFY, (PLACE, DURATION)),
    Case("away outside, since when unknown", facts(spell(None)), "2026-11-23", TO_VERIFY, (DURATION,)),
    Case("nothing is known", AwayFacts(), "2026-11-23", TO_VERIFY, (MARRIAGE, RESIDENCE, ABSENCE, PLACE, DURATION)),
    Case("a refuted part outweighs an unknown one", facts(village=False), "2026-11-23", NOT_YET, (RESIDENCE,)),
]


def assessed(case: Case) -> tuple[Eligibility, tuple[FailingPart, ...]]:
    finding = assess(case.facts, date.fromisoformat(case.as_of), RULES)
    return finding.result, finding.failing


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.shows} ({case.as_of})")
def test_led_02_a_dated_case_gets_its_answer_and_names_what_fails(case: Case) -> None:
    assert assessed(case) == (case.result, case.failing)


def test_d8_the_table_holds_at_least_thirty_cases_and_every_part_and_answer() -> None:
    assert len(CASES) >= 30
    assert {case.result for case in CASES} == set(Eligibility)
    assert {part for case in CASES for part in case.failing} == set(FailingPart)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shows)
def test_led_02_a_no_always_says_that_help_stays_open(case: Case) -> None:
    finding = assess(case.facts, date.fromisoformat(case.as_of), RULES)
    assert finding.sentence.startswith(OPENS_WITH[finding.result])
    assert ("照样可以找我们帮忙" in finding.sentence) is (finding.result is not YES)


def test_a_short_absence_is_told_with_the_day_it_will_be_long_enough() -> None:
    finding = assess(facts(LEFT_IN_MARCH), date(2026, 8, 1), RULES)
    assert finding.full_on == date(2026, 9, 1)
    assert "还不满6个月，到2026年9月1日满" in finding.sentence


def test_the_numbers_of_the_rule_belong_to_the_county() -> None:
    three_months = EligibilityRules(months=3, visit_days=5)
    assert assess(facts(LEFT_IN_MARCH), date(2026, 6, 1), three_months).result is YES
    broken = facts(spell("2026-01-01", "2026-04-01"), spell("2026-04-07"))
    assert assess(broken, date(2026, 6, 1), three_months).failing == (DURATION,)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-02-30", "2026-3", "今年三月", "2026-03-01T00:00"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        RoughDay.parse(text)


def test_a_spell_or_visit_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        spell("2026-03-02", "2026-03-01")
    with pytest.raises(ValueError, match="before it begins"):
        visit("2026-03-02", "2026-03-01")


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 40))
def test_adding_months_keeps_the_day_or_clamps_it_to_the_end(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, DAYS)
def test_once_long_enough_an_unbroken_absence_stays_so(since: date, as_of: date) -> None:
    rough = AwaySpell(RoughDay(since.year, since.month, since.day), None, outside_county=True)
    expected = YES if add_months(since, 6) <= as_of else NOT_YET
    assert assess(facts(rough), as_of, RULES).result is expected


@given(DAYS, DAYS)
def test_a_month_without_a_day_is_answered_only_when_all_its_days_agree(since: date, as_of: date) -> None:
    month = RoughDay(since.year, since.month)
    ends = [RoughDay(d.year, d.month, d.day) for d in (month.earliest, month.latest)]
    sharp = {assess(facts(AwaySpell(day, None, outside_county=True)), as_of, RULES).result for day in ends}
    rough = assess(facts(AwaySpell(month, None, outside_county=True)), as_of, RULES).result
    assert rough is (sharp.pop() if len(sharp) == 1 else TO_VERIFY)
