"""Loans for everybody over HTTP: products, the self-check, the quote, and every bad number's own sentence."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import clock
from app.domain.catalogue.reading import read_folder
from app.models.base import metadata
from app.schemas.loans import LoansOffered
from tests.visits import Visits
from tests.world import World

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
AFTER = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
FITS = {
    "group": "yes",
    "age": "yes",
    "registered": "yes",
    "project": "yes",
    "own_loans": "no",
    "spouse_loans": "no",
    "times": "no",
}
COUNTY = Path(__file__).resolve().parents[2] / "counties" / "500230"


async def offered(visit: Visits, at: datetime = NOW) -> dict[str, Any]:
    with clock.stopped(at):
        async with visit() as anybody:
            answer = await anybody.get("/v1/loans")
    assert answer.status_code == 200, answer.text
    LoansOffered.model_validate_json(answer.content)
    shown: dict[str, Any] = answer.json()
    return shown


async def quoted(visit: Visits, **said: Any) -> dict[str, Any]:
    with clock.stopped(NOW):
        async with visit() as anybody:
            answer = await anybody.post("/v1/loans/quote", json={"amount": "200000", "months": 12} | said)
    return answer.json() | {"http": answer.status_code}


async def checked(visit: Visits, **said: Any) -> dict[str, Any]:
    with clock.stopped(NOW):
        async with visit(**{"Idempotency-Key": "none"}) as anybody:
            answer = await anybody.post("/v1/loans/self-check", json=said)
    return answer.json() | {"http": answer.status_code}


async def test_LON_01_a_product_shows_its_numbers_with_source_and_dates(visit: Visits) -> None:
    products = {one["code"]: one for one in (await offered(visit))["products"]}
    personal = products["personal"]
    assert (personal["cap"], personal["max_months"], personal["most_loans"]) == ("500000.00", 36, 3)
    assert "渝人社规〔2025〕11号" in personal["source"]
    assert (personal["valid_from"], personal["valid_to"]) == ("2025-06-01", "2027-01-01")
    assert "50 个基点" in personal["rate_words"]
    assert "百分之 50" in personal["subsidy_words"]
    assert "百分之 0.5" in personal["fee_words"]
    assert "最高额度" in personal["to_confirm"]
    assert (personal["office"], personal["bank"]) == ("县人力资源和社会保障局", "县内经办银行")
    assert (products["partnership"]["cap"], products["partnership"]["per_partner"]) == ("6000000.00", "550000.00")
    assert products["firm"]["cap"] == "6000000.00"


async def test_LON_01_an_expired_product_shows_that_it_is_and_no_number_anywhere(visit: Visits) -> None:
    old = next(one for one in (await offered(visit))["products"] if one["code"] == "women_small")
    assert (old["expired"], old["state_words"]) == (True, "已过期")
    assert not re.search(r"[0-9〇一二三四五六七八九十百千万]", json.dumps(old, ensure_ascii=False).replace("一个", ""))
    later = await offered(visit, AFTER)
    for one in later["products"]:
        assert one["state_words"] == "已过期"
        assert not re.search(r"[0-9]", json.dumps(one, ensure_ascii=False)), one
    with clock.stopped(AFTER):
        async with visit() as anybody:
            quote = await anybody.post("/v1/loans/quote", json={"amount": "200000", "months": 12})
            check = await anybody.post("/v1/loans/self-check", json={"answers": FITS})
    for answer in (quote, check):
        assert (answer.status_code, answer.json()["code"]) == (409, "loan_expired")
        assert "已过期" in answer.json()["title"]
        assert not re.search(r"[0-9]", answer.json()["title"])


async def test_LON_01_the_regime_is_chosen_by_the_day_of_the_contract(visit: Visits) -> None:
    old = await quoted(visit, signed_on="2019-05-01", rate="4.35")
    national = await quoted(visit, signed_on="2022-01-10", rate="3.80")
    half = await quoted(visit, signed_on="2024-08-01")
    now = await quoted(visit)
    assert (old["interest"], old["subsidy"], old["net"]) == ("8700.00", "8700.00", "0.00")
    assert (national["lpr"], national["subsidy"], national["net"]) == ("3.8", "3000.00", "4600.00")
    assert (half["lpr"], half["rate"], half["interest"]) == ("3.35", "3.85", "7700.00")
    assert (now["lpr"], now["rate"]) == ("3", "3.5")
    assert [one["valid_from"] for one in (old, national, half, now)] == [
        "2018-11-19",
        "2021-01-01",
        "2024-05-01",
        "2025-06-01",
    ]
    assert half["fee_subsidy_a_year"] is None
    caps = [(await quoted(visit, signed_on=day, amount="300001", rate="3"))["http"] for day in ("2024-08-01",)]
    assert caps == [422]


async def test_LON_02_few_questions_one_honest_word_the_reason_and_what_would_change_it(visit: Visits) -> None:
    personal = (await offered(visit))["products"][0]
    assert 1 <= len(personal["questions"]) <= 8
    assert "50000" in next(one["text"] for one in personal["questions"] if one["code"] == "own_loans")
    fits = await checked(visit, answers=FITS)
    unclear = await checked(visit, answers=FITS | {"registered": "unclear"})
    stops = await checked(visit, answers=FITS | {"registered": "no", "age": "unclear"})
    words = [one["verdict_words"] for one in (fits, unclear, stops)]
    assert words == ["可能符合", "要核实", "暂不符合"]
    line = next(one for one in stops["lines"] if one["code"] == "registered")
    assert "要已经登记" in line["reason"]
    assert "去市场监管窗口" in line["change"]
    assert next(one for one in unclear["lines"] if one["code"] == "registered")["who_checks"]


async def test_LON_02_the_word_that_promises_stands_in_no_answer_whatever_is_answered(visit: Visits) -> None:
    said = [json.dumps(await offered(visit), ensure_ascii=False)]
    answers = [FITS | {code: word} for code in FITS for word in ("yes", "no", "unclear")]
    said += [json.dumps(await checked(visit, answers=one), ensure_ascii=False) for one in answers]
    said.append(json.dumps(await quoted(visit), ensure_ascii=False))
    said.append((COUNTY / "loans.toml").read_text(encoding="utf-8"))
    assert not [one for one in said if "批准" in one]


async def test_LON_02_nothing_of_a_self_check_or_a_quote_is_kept(world: World, visit: Visits) -> None:
    async def rows() -> dict[str, int]:
        counted = {}
        async with world.as_owner() as session:
            for name in metadata.tables:
                counted[name] = (await session.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()  # noqa: S608  our own table names
        return counted

    before = await rows()
    shown = await checked(visit, answers=FITS)
    await quoted(visit)
    assert await rows() == before
    assert shown["kept"] is False
    assert "没有保存" in shown["kept_line"]


async def test_LON_03_not_knowing_his_loans_is_an_answer_and_somebody_named_looks_into_it(visit: Visits) -> None:
    shown = await checked(visit, answers=FITS | {"spouse_loans": "unclear"})
    line = next(one for one in shown["lines"] if one["code"] == "spouse_loans")
    assert (shown["http"], shown["verdict_words"], line["verdict_words"]) == (200, "要核实", "要核实")
    assert "由银行" in line["who_checks"]
    assert "不用您去问他" in line["who_checks"]
    assert "不会联系他" in shown["spouse_line"]


def test_LON_03_no_contact_path_to_a_husband_exists_in_the_model_or_in_any_loan_shape() -> None:
    his = re.compile(r"spouse|husband|partner_|wife|family")
    ways = re.compile(r"phone|openid|wechat|email|address|contact|account|name|index|sealed")
    for table in metadata.tables.values():
        for column in table.columns:
            assert not (his.search(column.name) and ways.search(column.name)), f"{table.name}.{column.name}"
        assert not his.search(table.name)
    folder = read_folder(COUNTY).folder
    assert folder is not None
    assert "不会联系他" in next(one for one in folder.loan_questions if one.code == "spouse_loans").unclear


async def test_LON_03_vector_J_a_consumer_loan_of_fifty_thousand_is_fine_and_a_cent_more_is_not(visit: Visits) -> None:
    rest = {code: word for code, word in FITS.items() if code != "own_loans"}
    car = {"kind": "car", "amount": "80000"}
    at_most = await checked(visit, answers=rest, loans=[car, {"kind": "consumer", "amount": "50000.00"}])
    above = await checked(visit, answers=rest, loans=[car, {"kind": "consumer", "amount": "50000.01"}])
    assert [at_most["verdict"], above["verdict"]] == ["may_fit", "not_yet"]


HAND = [
    ("A", {}, ("7000.00", "3500.00", "3500.00")),
    ("B", {"amount": 500000, "rate": "3.50"}, ("17500.00", "8750.00", "8750.00")),
    (
        "C",
        {"months": 24, "signed_on": "2026-03-16", "way": "settlement", "rate": "3.5"},
        ("14213.89", "7106.94", "7106.95"),
    ),
    ("quarterly", {"signed_on": "2026-03-16", "way": "quarterly"}, ("7097.22", "3548.60", "3548.62")),
    ("annuity", {"amount": "10000", "months": 2, "rate": "3", "way": "annuity"}, ("37.52", "18.76", "18.76")),
    (
        "ten days late",
        {"signed_on": "2026-03-16", "months": 24, "way": "settlement", "settled_on": "2028-03-26"},
        ("14505.56", "7106.94", "7398.62"),
    ),
    (
        "extended",
        {"signed_on": "2026-03-16", "months": 24, "way": "settlement", "extended_until": "2028-04-15"},
        ("14797.22", "7106.94", "7690.28"),
    ),
]


@pytest.mark.parametrize(("name", "said", "hand"), HAND, ids=[one[0] for one in HAND])
async def test_LON_04_the_quote_equals_the_hand_table(
    visit: Visits, name: str, said: dict[str, Any], hand: tuple[str, str, str]
) -> None:
    shown = await quoted(visit, **said)
    assert (shown["interest"], shown["subsidy"], shown["net"]) == hand, name
    assert shown["line"] == "估算，以银行和人社部门核定为准。"
    assert (shown["net_rate"], shown["day_base"]) == ("1.5" if name == "annuity" else "1.75", 360)
    assert all(isinstance(one["interest"], str) for one in shown["periods"])


async def test_LON_04_the_guarantee_fee_is_paid_back_up_to_half_a_percent_a_year(visit: Visits) -> None:
    most = await quoted(visit, amount="500000")
    less = await quoted(visit, amount="500000", guarantee_fee="1800.5")
    assert (most["fee_subsidy_a_year"], less["fee_subsidy_a_year"]) == ("2500.00", "1800.50")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"amount": -1}, "amount_not_positive"),
    ({"amount": "-1"}, "amount_not_positive"),
    ({"amount": 0}, "amount_not_positive"),
    ({"amount": 10**12}, "amount_above_cap"),
    ({"amount": 1e12}, "amount_not_readable"),
    ({"amount": 200000.5}, "amount_not_readable"),
    ({"amount": "1.001"}, "amount_not_readable"),
    ({"amount": "二十万"}, "amount_not_readable"),
    ({"amount": "NaN"}, "amount_not_readable"),
    ({"amount": "1e999"}, "amount_not_readable"),
    ({"months": 36.5}, "months_not_whole"),
    ({"months": "36.5"}, "months_not_whole"),
    ({"months": 0}, "months_not_positive"),
    ({"months": 37}, "term_too_long"),
    ({"rate": "3.51"}, "rate_above_cap"),
    ({"rate": "0"}, "rate_not_positive"),
    ({"rate": 3.5}, "rate_not_readable"),
    ({"signed_on": "2017-01-01"}, "signed_before_any_regime"),
    ({"signed_on": "2027-06-01"}, "signed_after_every_regime"),
    ({"signed_on": "2022-02-01"}, "rate_needed"),
    ({"product": "nothing_such"}, "no_such_loan"),
    ({"product": "women_small"}, "loan_expired"),
    ({"starts_on": "2026-11-01"}, "loan_dates_out_of_order"),
    ({"way": "settlement", "extended_until": "2026-12-01"}, "loan_dates_out_of_order"),
    ({"settled_on": "2028-01-01"}, "late_needs_days"),
    ({"guarantee_fee": "-5"}, "amount_not_positive"),
]


async def test_LON_04_every_bad_number_has_its_own_sentence_and_a_stable_code(visit: Visits) -> None:
    sentences: dict[str, str] = {}
    for said, code in BAD:
        shown = await quoted(visit, **said)
        assert shown.get("code") == code, (said, shown)
        assert 400 <= shown["http"] < 500
        assert sentences.setdefault(code, shown["title"]) == shown["title"]
        assert re.search(r"[一-龥]", shown["title"])
    assert len(set(sentences.values())) == len(sentences)


async def test_LON_02_an_unknown_answer_and_an_unknown_question_are_refused_by_name(visit: Visits) -> None:
    answer = await checked(visit, answers=FITS | {"age": "maybe"})
    question = await checked(visit, answers=FITS | {"salary": "yes"})
    assert (answer["http"], answer["code"]) == (422, "unknown_answer")
    assert (question["http"], question["code"]) == (422, "unknown_question")
    assert answer["title"] != question["title"]


async def test_LON_05_the_tick_list_is_part_of_the_answer_and_kept_offline_by_its_tag(visit: Visits) -> None:
    with clock.stopped(NOW):
        async with visit() as anybody:
            first = await anybody.get("/v1/loans")
            again = await anybody.get("/v1/loans", headers={"If-None-Match": first.headers["etag"]})
    personal = first.json()["products"][0]
    documents = {one["code"]: one for one in personal["documents"]}
    assert (again.status_code, again.content) == (304, b"")
    assert {"form", "id_card", "discharge", "diploma"} <= set(documents)
    assert documents["discharge"]["groups"] == ["veteran"]
    assert documents["id_card"]["groups"] == []
    assert all(re.fullmatch(r"[a-z0-9\-]+", one["sample"]) for one in documents.values())
    assert "不用上传" in documents["id_card"]["note"]
    assert "营业执照复印件" in personal["not_needed"]
    assert {one["code"] for one in personal["groups"]} >= {"farm_starter", "lifted_out", "veteran"}


async def test_LON_05_every_document_has_a_picture_of_it_and_words_that_are_read_aloud(visit: Visits) -> None:
    personal = (await offered(visit))["products"][0]
    async with visit() as anybody:
        for one in personal["documents"]:
            path = f"/v1/loans/samples/{one['sample']}"
            shown = await anybody.get(path)
            again = await anybody.get(path, headers={"If-None-Match": shown.headers["etag"]})
            assert (shown.status_code, shown.headers["content-type"]) == (200, "image/svg+xml"), one
            assert re.fullmatch(r"<svg xmlns=[^<>]+>.+>样张</text></svg>", shown.text, re.DOTALL)
            assert (again.status_code, again.content) == (304, b"")
            assert len(one["sample_words"]) > 4
        nothing = await anybody.get("/v1/loans/samples/nothing-such")
    assert nothing.status_code == 404
    assert "default-src 'none'" in shown.headers["content-security-policy"]


async def test_LON_07_one_fixed_line_and_only_the_countys_own_numbers_and_addresses(visit: Visits) -> None:
    shown = await offered(visit)
    async with visit() as anybody:
        known = {one["number"] for one in (await anybody.get("/v1/county")).json()["hotlines"]}
    assert "政府不收费" in shown["no_fee"]
    numbers = {one["number"] for one in shown["numbers"]}
    assert numbers == {"12333", "12345", "96110", "110"}
    assert numbers <= known
    whole = json.dumps(shown, ensure_ascii=False)
    assert set(re.findall(r"https?://[^\"]+", whole)) == {one["url"] for one in shown["links"]}
    assert all(re.match(r"https://[a-z0-9.]+\.gov\.cn/", one["url"]) for one in shown["links"])
    assert not re.search(r"1[3-9][0-9]{9}", whole)
    for said in (await checked(visit, answers=FITS), await quoted(visit)):
        assert said["no_fee"] == shown["no_fee"]
