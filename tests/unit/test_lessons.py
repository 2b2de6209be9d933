"""Micro-classes without a database: what was really played, what may be written, what the folder brings."""

import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lessons import checks, played
from app.domain.lessons.folder import MOST_SOUND_BYTES, read_lessons
from app.domain.lessons.following import bands
from app.domain.lessons.inputs import WriteLesson
from app.domain.lessons.refusals import LessonTooLong, TooManyQuestions, UnsafeLink
from app.errors import Invalid
from app.http.ranges import wanted
from app.media.sounds import length_of
from app.vocabulary import LessonSeries
from tests.written import lesson, question

REAL = Path(__file__).resolve().parents[2] / "counties" / "500230"
SECOND = st.integers(0, 480).map(float)
INTERVALS = st.lists(st.tuples(SECOND, SECOND), max_size=12)
LENGTH = 300.0


@given(INTERVALS, INTERVALS)
def test_MIC_07_what_was_played_only_grows_and_the_order_of_reports_does_not_matter(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> None:
    both = played.merged([*played.merged(one, LENGTH), *other], LENGTH)
    turned = played.merged([*played.merged(other, LENGTH), *one], LENGTH)
    assert both == turned == played.merged(both, LENGTH)
    assert max(played.share(one, LENGTH), played.share(other, LENGTH)) <= played.share(both, LENGTH) <= 1
    assert all(end < start for (_, end), (start, _) in pairwise(both))


@given(INTERVALS)
def test_MIC_07_every_second_played_counts_once_and_a_skipped_one_never(heard: list[tuple[float, float]]) -> None:
    by_hand = {second for start, end in heard for second in range(int(start), int(end)) if second < LENGTH}
    assert played.seconds(played.merged(heard, LENGTH)) == len(by_hand)
    assert played.is_done(heard, LENGTH) == (len(by_hand) >= 0.9 * LENGTH)


REFUSED = [
    (lesson(questions=[question()] * 4), TooManyQuestions),
    (lesson(links=[{"name": "看这里", "url": "javascript:alert(1)"}]), UnsafeLink),
    (lesson(links=[{"name": "看这里", "url": "java\tscript:alert(1)"}]), UnsafeLink),
    (lesson(links=[{"name": "看这里", "url": "http://example.cn/"}]), UnsafeLink),
    (lesson(links=[{"name": "看这里", "url": "https://user@example.cn/"}]), UnsafeLink),
    (lesson(parts=[{"text": "点这里：JavaScript : alert(1)", "picture": "book"}]), UnsafeLink),
    (lesson(parts=[{"text": "好课<script>alert(1)</script>", "picture": "book"}]), UnsafeLink),
    (lesson(parts=[{"text": "陪" * 400, "picture": "book"}] * 5), LessonTooLong),
]


@pytest.mark.parametrize(("said", "refusal"), REFUSED)
def test_a_lesson_that_may_not_be_kept_has_its_own_sentence_and_code(
    said: dict[str, object], refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal):
        checks.check(WriteLesson.model_validate(said))


def test_refusals_of_lessons_have_codes_of_their_own() -> None:
    assert len({refusal.code for _, refusal in REFUSED}) == 3
    checks.check(WriteLesson.model_validate(lesson(links=[{"name": "看这里", "url": "https://example.cn/a"}])))


def test_MIC_04_the_county_ships_lessons_for_every_age_in_its_own_words_and_three_with_sound() -> None:
    read = read_lessons(REAL)
    assert read.faults == []
    assert len(read.lessons) >= 12
    assert {one.series for one in read.lessons} == set(LessonSeries)
    assert len(read.sounds) >= 3
    assert all(len(one) <= MOST_SOUND_BYTES and length_of(one) < 480 for one in read.sounds.values())
    assert all(1 <= len(one.questions) <= 3 for one in read.lessons)


def test_a_sound_that_reads_old_words_or_a_script_in_the_folder_is_a_fault(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REAL, tmp_path / "500230"))
    path = folder / "lessons" / "video_chat.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("八点", "九点", 1), encoding="utf-8")
    (folder / "lessons" / "infant_play.toml").write_text("code = ", encoding="utf-8")
    (folder / "lessons" / "violence_help.m4a").write_bytes(b"MZ not a sound")
    said = [str(fault) for fault in read_lessons(folder).faults]
    assert any("video_chat 的文字改过了" in one for one in said)
    assert any("infant_play.toml" in one and "TOML" in one for one in said)
    assert any("violence_help.m4a" in one for one in said)


def test_MIC_04_years_of_birth_become_an_age_band_and_nothing_else() -> None:
    found = bands([2024, 2016, 2015, 1990], date(2026, 11, 25))
    assert found == {
        LessonSeries.INFANT: "您登记过家里有0到3岁的孩子",
        LessonSeries.PRIMARY: "您登记过家里有上小学年纪的孩子",
    }


@pytest.mark.parametrize(
    ("given_range", "found"),
    [
        (None, None),
        ("bytes=0-", (0, 99)),
        ("bytes=40-", (40, 99)),
        ("bytes=40-49", (40, 49)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("pages=1-2", None),
    ],
)
def test_MIC_03_a_range_is_read_as_the_standard_says(given_range: str | None, found: tuple[int, int] | None) -> None:
    assert wanted(given_range, 100) == found


@pytest.mark.parametrize("behind", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_MIC_03_a_range_behind_the_end_is_refused(behind: str) -> None:
    with pytest.raises(ValueError, match="behind"):
        wanted(behind, 100)
