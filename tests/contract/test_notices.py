"""What leaves the service says that there is news, and nothing else, whatever the county and whatever the matter."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue.check import REVEALING, revealed
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.reading import read_folder
from app.integrations.sms import LONGEST
from app.notifications.templates import filled, template_for
from app.notifications.wording import NO_NUMBER, WORDS, render
from app.vocabulary import NoticeKind

COUNTIES = sorted(path for path in (Path(__file__).resolve().parents[2] / "counties").iterdir() if path.is_dir())
FOLDERS = {path.name: read_folder(path).folder for path in COUNTIES}
HER_OWN = ("他打我", "张小妹", "13900001111", "丰都县虎威镇大池村", "我想借五万块钱", "511023198505051234")
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "number": st.sampled_from(["318604275", "000000000", "", None]),
        "date": st.sampled_from(["12月1日", "2026-12-01", "", None]),
        **{
            key: st.sampled_from(HER_OWN)
            for key in ("telling", "name", "phone", "service", "office", "body", "note", "address", "to", "lead")
        },
    },
)


def folder_of(county: str) -> Folder:
    folder = FOLDERS[county]
    assert folder is not None, county
    return folder


def test_there_is_a_county_to_look_at() -> None:
    assert "500230" in FOLDERS
    assert set(WORDS) == set(NoticeKind)
    assert len(REVEALING) > 30


@pytest.mark.parametrize("county", sorted(FOLDERS))
@given(facts=FACTS)
def test_NTF_03_no_notice_of_any_county_carries_a_word_of_hers_a_service_an_office_or_what_it_is_about(
    county: str, facts: dict[str, str | None]
) -> None:
    folder = folder_of(county)
    for kind in NoticeKind:
        for words in (None, folder.notices):
            said = render(kind, facts, words)
            assert revealed(folder, said) == [], kind
            assert not any(one in said for one in HER_OWN), kind
            assert "{" not in said
            assert "}" not in said
            assert 0 < len(said) <= LONGEST


@pytest.mark.parametrize("county", sorted(FOLDERS))
@given(facts=FACTS)
def test_NTF_03_no_wechat_template_of_any_county_carries_more_than_a_number_a_date_and_fixed_words(
    county: str, facts: dict[str, str | None]
) -> None:
    folder = folder_of(county)
    for kind in NoticeKind:
        template = template_for(folder.wechat_templates, kind)
        data = filled(template, facts) if template is not None else None
        for said in (template.title if template else "", *(data or {}).values()):
            assert revealed(folder, said) == [], kind
            assert not any(one in said for one in HER_OWN), kind
            assert "{" not in said


@pytest.mark.parametrize("number", ["", None])
def test_NTF_03_without_its_number_a_notice_only_says_that_there_is_news(number: str | None) -> None:
    for kind, words in WORDS.items():
        if "{number}" in words:
            assert render(kind, {"number": number}) == NO_NUMBER
    assert "新消息" in NO_NUMBER


@pytest.mark.parametrize("word", ["家暴", "贷款", "心理", "法律", "有人打我", "县司法局", "司法局"])
def test_NTF_03_a_county_whose_sentence_gives_something_away_is_not_loaded(tmp_path: Path, word: str) -> None:
    for path in COUNTIES[0].iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    messages = tmp_path / "messages.toml"
    text = messages.read_text(encoding="utf-8")
    messages.write_text(
        text.replace('request_moved = "编号 {number} 有新进展', f'request_moved = "{word}：编号 {{number}} 有新进展'),
        encoding="utf-8",
    )
    reading = read_folder(tmp_path)
    assert reading.folder is None
    assert any(fault.file == "messages.toml" and word in fault.sentence for fault in reading.faults)
