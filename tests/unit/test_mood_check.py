"""The mood check is data: judged by the county's own rule, checked when it is loaded, and the wall of hours is pure."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.catalogue.care_shapes import MoodCheck
from app.domain.catalogue.reading import read_folder
from app.domain.counselling.duty_gaps import uncovered
from app.domain.counselling.mood import judge
from app.errors import Invalid
from app.vocabulary import EmergencyTopic

REAL = Path(__file__).resolve().parents[2] / "counties" / "500230"
CALM = {"nervous": 1, "worry": 1, "interest": 2, "low": 1, "harm": 0, "afraid": 0}


def questions() -> MoodCheck:
    folder = read_folder(REAL).folder
    assert folder is not None
    assert folder.mood_check is not None
    return folder.mood_check


def test_B3_the_sum_has_words_and_only_the_two_questions_of_danger_mean_danger() -> None:
    check = questions()
    assert (judge(check, CALM).score, judge(check, CALM).dangers) == (5, frozenset())
    worst = {**CALM, "nervous": 3, "worry": 3, "interest": 3, "low": 3}
    assert (judge(check, worst).score, judge(check, worst).dangers) == (12, frozenset())
    assert judge(check, {**CALM, "harm": 1}).dangers == {EmergencyTopic.SELF_HARM}
    assert judge(check, {**CALM, "harm": 3, "afraid": 1}).dangers == {EmergencyTopic.SELF_HARM, EmergencyTopic.VIOLENCE}
    assert judge(check, {**CALM, "harm": 3}).score == 5, "danger is no score"


def test_every_possible_sum_has_words() -> None:
    check = questions()
    for score in range(13):
        parts = [min(3, max(0, score - 3 * place)) for place in range(4)]
        answers = dict(zip(("nervous", "worry", "interest", "low"), parts, strict=True))
        assert judge(check, {**CALM, **answers}).words


@pytest.mark.parametrize("odd", [{"harm": 4}, {"afraid": 2}, {"strange": 1}])
def test_odd_answers_are_refused(odd: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        judge(questions(), {**CALM, **odd})


def test_a_missing_answer_is_refused() -> None:
    with pytest.raises(Invalid):
        judge(questions(), {code: score for code, score in CALM.items() if code != "harm"})


def test_the_questions_name_their_source_the_numbers_and_say_that_they_are_not_reviewed_yet() -> None:
    reading = read_folder(REAL)
    assert reading.folder is not None
    check = questions()
    assert check.danger_lines == ["12356", "110", "120"]
    assert "PHQ-4" in check.source
    assert check.reviewed_on is None
    assert any("审定" in warning for warning in reading.warnings)
    assert len(reading.folder.womens_homes) == 30
    assert any("30 处妇女之家" in warning for warning in reading.warnings)


BROKEN = {
    "unknown line": ('danger_lines = ["12356", "110", "120"]', 'danger_lines = ["12356", "911"]', "911"),
    "no danger": ("danger_from = 1", "# danger_from = 1", "危险"),
    "unreachable danger": ("danger_from = 1", "danger_from = 9", "够得上危险"),
    "a hole between bands": ("least = 3", "least = 4", "一段接一段"),
    "scores the wrong way round": ('{ score = 3, text = "几乎每天" }', '{ score = 0, text = "几乎每天" }', "从小到大"),
    "a question twice": ('code = "worry"', 'code = "nervous"', "两次"),
    "a place elsewhere": ('division = "500230101"', 'division = "500231101"', "没有 500231101"),
    "a place twice": ('code = "home.500230102"', 'code = "home.500230101"', "两次"),
    "another service": ('service = "care.psych"', 'service = "care.nothing"', "care.nothing"),
    "without a source": ('source = "PHQ-4', 'source = ""\nwhere = "PHQ-4', "source"),
}


@pytest.mark.parametrize("how", list(BROKEN))
def test_a_broken_counselling_file_gets_a_sentence_naming_the_file(how: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REAL, tmp_path / "500230"))
    old, new, word = BROKEN[how]
    path = folder / "counselling.toml"
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new, 1), encoding="utf-8")
    reading = read_folder(folder)
    assert reading.folder is None
    assert any(fault.file == "counselling.toml" and word in str(fault) for fault in reading.faults), reading.faults


def test_hours_nobody_covers_are_what_is_left_between_shifts() -> None:
    noon = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)

    def at(hours: float) -> datetime:
        return noon + timedelta(hours=hours)

    assert uncovered([], at(0), at(24)) == [(at(0), at(24))]
    assert uncovered([(at(-2), at(8)), (at(8), at(30))], at(0), at(24)) == []
    assert uncovered([(at(10), at(12)), (at(-5), at(3)), (at(2), at(4))], at(0), at(24)) == [
        (at(4), at(10)),
        (at(12), at(24)),
    ]
