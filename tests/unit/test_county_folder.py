"""A county's folder: the real one is whole; every way to break it gets one sentence with file and line."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.domain.catalogue.calendar import Calendar
from app.domain.catalogue.matrix import matrix
from app.domain.catalogue.reading import read_folder
from app.domain.help_requests import routing
from app.domain.help_requests.routing import Case, Office, Rule
from app.vocabulary import Level, RequestState

REAL = Path(__file__).resolve().parents[2] / "counties" / "500230"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL, tmp_path / "500230"))


def replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def encode(file: str, encoding: str) -> Callable[[Path], None]:
    return lambda folder: (
        (folder / file).write_bytes((folder / file).read_text(encoding="utf-8").encode(encoding)) and None
    )


def crlf(folder: Path) -> None:
    path = folder / "facts.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


BROKEN = {
    "bad TOML": (replace("services.toml", 'name = "学手艺"', "name = 学手艺"), "services.toml", "TOML"),
    "unknown department": (replace("services.toml", 'lead = "health"', 'lead = "healthy"'), "services.toml", "healthy"),
    "duplicate code": (replace("services.toml", 'code = "job.craft"', 'code = "job.train"'), "services.toml", "2 次"),
    "missing lead": (replace("services.toml", 'lead = "justice"', 'lead = ""'), "services.toml", "没有牵头"),
    "long name": (replace("services.toml", "学手艺", "学一门可以养家的手艺"), "services.toml", "8 个字"),
    "dates": (replace("facts.toml", "valid_to = 2027-01-01", "valid_to = 2025-01-01"), "facts.toml", "失效"),
    "wrong township": (
        replace("divisions.csv", "village,500230101", "village,500230102"), "divisions.csv", "不对的上级",
    ),
    "unserved measure": (replace("services.toml", '"skills_training", ', ""), "policy.toml", "没有服务"),
    "GBK": (encode("messages.toml", "gbk"), "messages.toml", "GBK"),
    "BOM": (encode("facts.toml", "utf-8-sig"), "facts.toml", "BOM"),
    "CRLF": (crlf, "facts.toml", "CRLF"),
    "missing file": (lambda folder: (folder / "facts.toml").unlink(), "facts.toml", "没有这个文件"),
    "overlapping dates": (
        replace(
            "facts.toml",
            '[[facts]]\ncode = "screening_age"',
            '[[facts]]\ncode = "screening_age"\nname = "x"\nvalue = "1"\nvalid_from = 2025-01-01\nsource = "x"\n\n'
            '[[facts]]\ncode = "screening_age"',
        ),
        "facts.toml",
        "重叠",
    ),
}  # fmt: skip


def test_RTE_01_the_real_folder_is_whole_and_every_clause_is_served() -> None:
    reading = read_folder(REAL)
    assert reading.faults == []
    assert reading.folder is not None
    assert len(reading.folder.services) >= 43
    assert len(reading.folder.measures) == 123
    assert [row[0] for row in matrix(reading.folder)] == list(range(1, 13))
    assert sum(place.level == "township" for place in reading.folder.places) == 30
    assert sum("待县里确认" in warning for warning in reading.warnings) >= 25


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_folder_gets_one_sentence_naming_file_and_line(folder: Path, how: str) -> None:
    change, file, words = BROKEN[how]
    change(folder)
    reading = read_folder(folder)
    assert reading.folder is None
    assert any(fault.file == file and fault.line >= 1 and words in fault.sentence for fault in reading.faults), reading


def test_a_fault_points_at_the_line_it_is_on(folder: Path) -> None:
    replace("services.toml", 'lead = "health"', 'lead = "healthy"')(folder)
    (fault,) = read_folder(folder).faults
    line = (folder / "services.toml").read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert line == 'lead = "healthy"'


def test_REQ_05_make_up_days_count_and_an_unknown_year_falls_back_to_weekdays() -> None:
    calendar = Calendar(known_until=2026, on=frozenset({date(2026, 11, 28)}))
    assert calendar.is_working_day(date(2026, 2, 14)), "a Saturday made up"
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 11, 28)), "our own table wins"
    assert calendar.is_working_day(date(2027, 10, 1)), "nobody has published 2027 yet"
    assert not calendar.knows(2027)


OFFICES = {
    code: Office(code, date(2021, 1, 1)) for code in ("justice", "womens_federation", "civil_affairs", "county_desk")
}
RULE = Rule("law.aid", 1, "justice", "", ("womens_federation",), Level.SENSITIVE)
CASE = Case("500230101")


def test_routing_always_gives_an_answer_never_nobody() -> None:
    nobody = routing.choose(RULE, CASE, {}, date(2026, 11, 1))
    assert (nobody.state, nobody.lead) == (RequestState.TRIAGE, "county_desk")


def test_RTE_10_the_answer_names_its_rule_and_version_and_is_the_same_again() -> None:
    first = routing.choose(RULE, CASE, OFFICES, date(2026, 11, 1))
    assert (first.rule, first.version) == ("rule.law.aid", 1)
    assert first == routing.choose(RULE, CASE, OFFICES, date(2026, 11, 1))


def test_the_office_complained_of_never_hears_of_the_complaint() -> None:
    about = Case("500230101", about_office="womens_federation")
    route = routing.choose(RULE, about, OFFICES, date(2026, 11, 1))
    assert "womens_federation" not in {part.office for part in route.parts}


def test_a_dissolved_office_is_followed_to_its_successor() -> None:
    gone = Office("justice", date(2021, 1, 1), date(2026, 1, 1), "civil_affairs")
    route = routing.choose(RULE, CASE, OFFICES | {"justice": gone}, date(2026, 11, 1))
    assert route.lead == "civil_affairs"
