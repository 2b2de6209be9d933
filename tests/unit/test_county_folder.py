"""A county's folder: the real one is whole; every way to break it gets one sentence with file and line."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from app.cli.county import app as cli
from app.domain.catalogue.calendar import Calendar
from app.domain.catalogue.matrix import matrix
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.reading import FILES, read_folder
from app.domain.help_requests import routing
from app.domain.help_requests.routing import Case, Office, Rule
from app.notifications.wording import render
from app.vocabulary import Level, NoticeKind, RequestState

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
    "a ground for no known matter": (
        replace("legal_aid.toml", '["wages", "work_injury"]', '["wage"]'), "legal_aid.toml", "没有事项",
    ),
    "a period that is no number": (
        replace("facts.toml", 'value = "7"\nunit = "日"', 'value = "七"\nunit = "日"'), "facts.toml", "整数",
    ),
    "too few days for papers": (
        replace("facts.toml", 'value = "15"\nunit = "日"', 'value = "14"\nunit = "日"'), "facts.toml", "不小于 15",
    ),
    "legal aid decided by nobody": (
        replace("legal_aid.toml", 'office = "justice"', 'office = "court"'), "legal_aid.toml", "不能办件",
    ),
    "danger nobody takes": (
        replace("services.toml", 'topics = ["child"]', 'topics = ["fraud"]'), "county.toml", "没有保密的服务",
    ),
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
FAULT_IN = {"unserved clause": "policy.toml"}
EDITED = {
    "unknown measure": ("services.toml", '"skills_training"', '"flying"', "没有措施 flying"),
    "clause not named": ("services.toml", "clauses = [2, 3]", "clauses = [2]", "第 3 条"),
    "unknown clause": ("services.toml", "clauses = [2, 3]", "clauses = [2, 3, 13]", "第 13 条"),
    "unserved clause": ("services.toml", "clauses = [11]", "clauses = [12]", "第 11 条"),
    "lead the policy does not name": (
        "services.toml",
        'lead = "health"\nlead_source = "proposed"',
        'lead = "health"\nlead_source = "policy"',
        "标 proposed",
    ),
    "external lead": ("services.toml", 'lead = "sports"', 'lead = "court"', "不能牵头"),
    "external helper": ("services.toml", '"sports", ', '"education", ', "不给件"),
    "closed service at the township": (
        "services.toml",
        'township_role = ""\nlevel = "closed"',
        'township_role = "x"\nlevel = "closed"',
        "不派给乡镇",
    ),
    "two clocks": ("services.toml", '{ occasion = "batch" }', '{ occasion = "batch", amount = 1 }', "时限"),
    "unknown hotline": ("services.toml", '"12356"', '"12399"', "没有热线 12399"),
    "same name twice": ("services.toml", "我会一门手艺", "学手艺", "出现了 2 次"),
    "unknown table": ("services.toml", "[[not_software]]", "[[notsoftware]]", "notsoftware"),
    "unknown key": ("departments.toml", 'short = "法院"', 'brief = "法院"', "不认识 brief"),
    "unknown word": ("services.toml", 'level = "closed"', 'level = "secret"', "允许的词"),
    "number as text": ("county.toml", "known_until = 2026", 'known_until = "很久"', "known_until"),
    "day worked and off": ("county.toml", "2026-10-10]", "2026-10-07]", "又写上班又写放假"),
    "future day": ("county.toml", "2026-10-10]", "2027-10-10]", "known_until"),
    "senseless date": ("services.toml", "2026-01-01", "1026-01-01", "不合情理"),
    "no successor": (
        "departments.toml",
        "valid_from = 2021-10-14",
        "valid_from = 2021-10-14\nvalid_to = 2026-01-01",
        "接手",
    ),
    "successor in a circle": ("departments.toml", 'phone = ""', 'phone = ""\nsuccessor = "civil_affairs"', "绕了一圈"),
    "no county desk": ("departments.toml", "county_desk", "other_desk", "总台"),
    "telling notice": ("messages.toml", "有一件新的事", "{name}有一件新的事", "只能用"),
    "unknown notice": ("messages.toml", "task_due =", "task_dew =", "允许的词"),
    "other columns": ("divisions.csv", "code,name", "id,name", "第一行"),
    "short line": ("divisions.csv", "village,500230101", "village", "parent"),
    "village of another county": ("divisions.csv", "500230101201", "500231101201", "不在这个区县"),
    "no rhythm of re-checks": ("facts.toml", '"recheck_months"', '"recheck_moons"', "recheck_months"),
    "format of another day": ("facts.toml", "schema_version = 1", "schema_version = 2", "schema_version"),
}
BROKEN |= {
    how: (replace(file, old, new), FAULT_IN.get(how, file), words) for how, (file, old, new, words) in EDITED.items()
}


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


@pytest.mark.parametrize("file", FILES)
def test_a_file_cut_off_anywhere_never_raises(folder: Path, file: str) -> None:
    whole = (folder / file).read_bytes()
    for end in range(0, len(whole), max(1, len(whole) // 25)):
        (folder / file).write_bytes(whole[:end])
        for fault in read_folder(folder).faults:
            assert fault.line >= 1
            assert fault.sentence.endswith("。")


@pytest.mark.parametrize("nonsense", ["departments = 3", "[services]", 'services = ["a"]', "[[policy]]", "x = 1"])
@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".toml")])
def test_a_file_with_nonsense_in_it_is_refused_and_never_raises(folder: Path, file: str, nonsense: str) -> None:
    (folder / file).write_text(f"schema_version = 1\n{nonsense}\n", encoding="utf-8")
    reading = read_folder(folder)
    assert reading.folder is None
    assert reading.faults


def test_RTE_01_each_starred_row_is_listed_as_to_be_confirmed_until_the_county_confirms_it(folder: Path) -> None:
    before = read_folder(folder).warnings
    starred = {line.split()[0] for line in before if "牵头单位待县里确认" in line or "首办单位待县里确认" in line}
    assert len(starred) == 28, "capabilities E1 counts 28 rows with a star"
    assert {"law.dv", "law.land"} <= starred, "who handles first is a proposal as well"
    text = (folder / "services.toml").read_text(encoding="utf-8")
    (folder / "services.toml").write_text(text.replace('confirmed_by = ""', 'confirmed_by = "县里"'), encoding="utf-8")
    assert not any("单位待县里确认" in line for line in read_folder(folder).warnings)


def test_RTE_07_every_urgent_topic_brings_the_emergency_lines() -> None:
    county = read_folder(REAL).folder
    assert county is not None
    wanted = {"110", "120", "12338", "12348", "12345"}
    for topic in ("violence", "self_harm", "child"):
        assert {one.number for one in county.hotlines if one.emergency and topic in one.topics} == wanted


def test_every_notice_has_its_neutral_sentence() -> None:
    county = read_folder(REAL).folder
    assert county is not None
    assert set(county.notices) == set(NoticeKind)


def test_an_offering_cannot_be_asked_for_and_a_staff_service_not_by_her() -> None:
    county = read_folder(REAL).folder
    assert county is not None
    train = county.services[[one.code for one in county.services].index("job.train")]
    offered = train.model_copy(update={"kind": "offering"})
    loaded = LoadedCounty(county, uuid4(), 1, Calendar.of(county.work_days), {"a": offered, "job.train": train})
    assert loaded.takes("job.train")
    assert not loaded.takes("a")
    assert not loaded.takes("nothing")


def test_REQ_05_make_up_days_count_and_an_unknown_year_falls_back_to_weekdays() -> None:
    own = read_folder(REAL).folder
    assert own is not None
    theirs, ours = Calendar(known_until=2026), Calendar.of(own.work_days)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in year if ours.is_working_day(day) != theirs.is_working_day(day)] == []
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


def test_a_county_says_its_notices_in_its_own_words() -> None:
    own = {NoticeKind.REQUEST_MOVED: "{date}：{number} 有变化。"}
    facts = {"number": "318604275", "date": "11月27日"}
    assert render(NoticeKind.REQUEST_MOVED, facts, own) == "11月27日：3186 0427 5 有变化。"
    assert "有变化" not in render(NoticeKind.REQUEST_MOVED, {"number": "318604275"}, own), "no date, no half sentence"
    assert render(NoticeKind.TASK_NEW, facts, own) == render(NoticeKind.TASK_NEW, facts)


def test_a_broken_folder_is_refused_before_the_database_is_asked(folder: Path) -> None:
    replace("services.toml", 'lead = "health"', 'lead = "healthy"')(folder)
    said = CliRunner().invoke(cli, ["load", str(folder)])
    assert said.exit_code == 1
    assert "services.toml 第 " in said.output
    assert "什么都没有装入" in said.output
