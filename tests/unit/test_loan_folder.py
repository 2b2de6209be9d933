"""loans.toml is checked like everything a county writes: one sentence, the right line, nothing loaded."""

import shutil
from pathlib import Path

import pytest

from app.domain.catalogue.reading import read_folder

COUNTY = Path(__file__).resolve().parents[2] / "counties" / "500230"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "500230"
    shutil.copytree(COUNTY, copied)
    return copied


def change(folder: Path, before: str, after: str, *, file: str = "loans.toml") -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


BROKEN = {
    "a promise": ('words = "乡镇看材料齐不齐"', 'words = "乡镇批准以后"', "批准"),
    "a number in a question": ("您满{youngest}岁了吗", "您满16岁了吗", "话里不写数字"),
    "an address outside links": ('words = "乡镇看材料齐不齐"', 'words = "看 http://a.example"', "网址只能"),
    "a foreign address": ("https://zwykb.cq.gov.cn/", "https://zwykb.example.com/", "url"),
    "a foreign number": ('words = "乡镇看材料齐不齐"', 'words = "打 13800001111 问"', "不在县里的热线里"),
    "an unknown group": ('"lifted_out"]', '"somebody"]', "没有人群 somebody"),
    "an unknown office": ('office = "human_resources"\nbank', 'office = "nobody_here"\nbank', "没有单位 nobody_here"),
    "a stage twice": ('stage = "bank"', 'stage = "county"', "county 出现了 2 次"),
    "a stage without hands": ('office = "township"', 'office = "nobody_here"', "单位或时限不对"),
    "a subsidy without its number": ('subsidy = "full"', 'subsidy = "share"', "贴息办法和数字对不上"),
    "two regimes at once": ("valid_to = 2021-01-01", "valid_to = 2021-06-01", "日期重叠"),
    "money as a float": ('cap = "300000"', "cap = 300000.001", "cap"),
    "an unknown mark": ('unconfirmed = ["bank"', 'unconfirmed = ["banque"', "不认识 banque"),
    "no question on the husband": ('code = "spouse_loans"', 'code = "husband"', "spouse_loans"),
    "a document without a picture": ('sample = "diploma"', 'sample = "passport"', "没有样张 passport"),
    "a picture of nothing": ('sample = "diploma"', 'sample = "id-card"', "没有哪份材料用"),
    "a picture twice": ('code = "diploma"\nwords', 'code = "id-card"\nwords', "id-card 出现了两次"),
    "a picture that runs": ('<circle cx="250"', '<circle onload="x()" cx="250"', "只能有图形和字"),
    "a picture that fetches": ('<circle cx="250"', '<image href="x"/><circle cx="250"', "只能有图形和字"),
    "a picture that styles": ('fill="#b3261e" stroke', 'fill="url(#a)" stroke', "只能有图形和字"),
    "an unknown hotline": ('numbers = ["12333"', 'numbers = ["99999"', "没有热线 99999"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_LON_01_a_broken_file_is_refused_with_its_line(folder: Path, name: str) -> None:
    before, after, sentence = BROKEN[name]
    change(folder, before, after)
    reading = read_folder(folder)
    assert reading.folder is None
    found = [one for one in reading.faults if one.file == "loans.toml" and sentence in str(one)]
    assert found, [str(one) for one in reading.faults]
    if sentence != "spouse_loans":
        assert all(one.line > 1 for one in found)


def test_LON_01_the_same_number_in_two_files_is_the_same_number(folder: Path) -> None:
    change(folder, 'value = "500000"', 'value = "400000"', file="facts.toml")
    reading = read_folder(folder)
    assert [one.file for one in reading.faults] == ["facts.toml"]
    assert "和 loans.toml 里的 cap 不一样" in reading.faults[0].sentence


def test_LON_01_check_lists_every_loan_fact_the_county_has_to_confirm(folder: Path) -> None:
    warnings = "\n".join(read_folder(folder).warnings)
    for said in (
        "创业担保贷款（个人）”（2025-06-01 起）",
        "最长期限 36",
        "一年期 LPR 3.00%",
        "银行”的单位和时限",
        "zwykb",
    ):
        assert said in warnings


def test_LON_02_no_word_of_the_file_promises_anything_and_the_questions_are_few() -> None:
    folder = read_folder(COUNTY).folder
    assert folder is not None
    assert 1 <= len(folder.loan_questions) <= 8
    assert "批准" not in folder.model_dump_json(include={name for name in type(folder).model_fields if "loan" in name})
