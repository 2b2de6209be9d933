"""Written words made fit for a voice: what names something is read digit by digit, what counts stays a number."""

import pytest

from app.media.spoken import as_spoken, digit_by_digit


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("12338", "一二三三八"),
        ("编号 3186 0427 5，请记住。", "编号 三一八六，零四二七，五，请记住。"),
        ("请打12338，或者110。", "请打一二三三八，或者一一零。"),
        ("打110报警", "打一一零报警"),
        ("电话13812345678", "电话一三八一二三四五六七八"),
        ("电话：023-70605555", "电话，零二三，七零六零五五五五"),
        ("查询码 12345 67890 12345", "查询码 一二三四五，六七八九零，一二三四五"),
        ("１２３３８", "一二三三八"),
        ("短信发到12110023", "短信发到一二一一零零二三"),
    ],
)
def test_OFF_08_numbers_that_name_something_are_read_digit_by_digit(written: str, said: str) -> None:
    assert as_spoken(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("最高300000元，20万元", "最高300000元，20万元"),
        ("110元", "110元"),
        ("共12345人，3次", "共12345人，3次"),
        ("12月3日", "12月3日"),
        ("2026年12月3日", "二零二六年12月3日"),
        ("2026-12-03 14:05", "二零二六年12月3日 14点零5分"),
        ("9:00–17:30", "9点到17点30分"),
        ("35-64岁，12–24个月", "35到64岁，12到24个月"),
        ("利率3.85%", "利率百分之3.85"),
        ("每天不少于18小时", "每天不少于18小时"),
    ],
)
def test_OFF_08_amounts_dates_and_times_stay_numbers(written: str, said: str) -> None:
    assert as_spoken(written) == said


def test_OFF_08_addresses_of_pages_and_signs_are_not_read() -> None:
    assert as_spoken("请看 https://example.gov.cn/a?b=12338 再来。") == "请看 ， 再来。"
    assert as_spoken("申请《低保》（试行）；先登记") == "申请，低保，试行，先登记"
    assert as_spoken("https://example.gov.cn/") == ""
    assert as_spoken("") == ""


def test_OFF_08_a_new_line_ends_a_sentence() -> None:
    assert as_spoken("第一行\n第二行") == "第一行。第二行"


def test_OFF_08_gaps_of_a_number_are_pauses() -> None:
    assert digit_by_digit("3186 0427 5") == "三一八六，零四二七，五"
