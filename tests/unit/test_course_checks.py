"""Pure rules of courses: half a day, the farm calendar, plain words, what sends a text back to review."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.catalogue.folder import BusySeason
from app.domain.courses import checks, showing
from app.domain.courses.inputs import Session, WriteCourse
from app.domain.courses.topics import TOPICS
from app.vocabulary import Topic

PLANTING = BusySeason(name="插秧", first="04-20", last="05-20", source="建议")
PICKLING = BusySeason(name="榨菜收砍", first="12-20", last="02-10", source="建议")
HILLS = BusySeason(name="高山晚稻", first="09-20", last="10-10", townships=["500230203"], source="建议")


def said(day: date, *, hours: float = 3, town: str = "500230101", **more: Any) -> WriteCourse:
    """A text with one session on a day."""
    starts = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    text = {
        "kind": "course",
        "title": "竹编班",
        "topic": "crafts",
        "summary": "学编篮子。",
        "township": town,
        "place": "便民服务中心",
        "sessions": [{"starts_at": starts, "ends_at": starts + timedelta(hours=hours)}],
        "seats": 10,
        "contact_name": "周老师",
        "contact_phone": "19900008888",
    }
    return WriteCourse.model_validate(text | more)


@pytest.mark.parametrize(
    ("day", "town", "free"),
    [
        (date(2027, 4, 19), "500230101", True),
        (date(2027, 4, 20), "500230101", False),
        (date(2027, 5, 20), "500230101", False),
        (date(2027, 5, 21), "500230101", True),
        (date(2026, 12, 31), "500230101", False),
        (date(2027, 1, 1), "500230101", False),
        (date(2027, 2, 11), "500230101", True),
        (date(2027, 9, 25), "500230101", True),
        (date(2027, 9, 25), "500230203", False),
    ],
)
def test_CRS_02_off_season_follows_the_farm_calendar_of_the_township(day: date, town: str, *, free: bool) -> None:
    assert checks.is_off_season(said(day, town=town), [PLANTING, PICKLING, HILLS]) is free


def test_CRS_02_a_county_without_a_farm_calendar_claims_nothing() -> None:
    assert checks.is_off_season(said(date(2027, 3, 1)), []) is False


def test_CRS_02_the_day_is_counted_in_the_countys_own_time() -> None:
    late = datetime(2027, 4, 19, 17, tzinfo=UTC)  # one in the morning of the 20th at home
    text = said(date(2027, 4, 19), sessions=[{"starts_at": late, "ends_at": late + timedelta(hours=1)}])
    assert checks.is_off_season(text, [PLANTING]) is False


@pytest.mark.parametrize(("hours", "half"), [(4.5, True), (4.6, False)])
def test_CRS_02_half_a_day_is_four_and_a_half_hours(hours: float, *, half: bool) -> None:
    starts = datetime(2027, 3, 1, 1, tzinfo=UTC)
    assert checks.is_half_day([Session(starts_at=starts, ends_at=starts + timedelta(hours=hours))]) is half


def test_CRS_01_only_seats_and_help_change_without_review() -> None:
    live = said(date(2027, 3, 1), childcare=True, transport=True)
    light = {"seats": 12, "childcare": False, "transport": False, "reading_help": True, "contact_phone": "19900001111"}
    assert not checks.needs_review(live.model_copy(update=light), live)
    heavy = {"place": "别处", "fee_fen": 100, "summary": "换了内容。", "contact_name": "别人", "who_may_come": "不限"}
    for field, value in heavy.items():
        assert checks.needs_review(live.model_copy(update={field: value}), live), field


def test_OFF_10_topics_are_called_by_what_is_done_in_plain_words() -> None:
    assert set(TOPICS) == set(Topic)
    for name in TOPICS.values():
        assert 3 <= len(name) <= 5
        assert not any(official in name for official in ("就业", "技能提升", "产业", "服务体系"))


@pytest.mark.parametrize(("fen", "words"), [(0, "免费"), (5000, "50元"), (19_850, "198.50元"), (1, "0.01元")])
def test_what_it_costs_is_said_in_yuan(fen: int, words: str) -> None:
    assert showing.fee(fen) == words
