"""The rules of template fields, one by one."""

import pytest

from app.integrations.wechat.template_fields import fault_of, fit, keys_in, kind_of

GOOD = [
    ("thing1", "有新消息，请打开看看"),
    ("thing2", "字" * 20),
    ("number3", "12.5"),
    ("letter1", "abcXYZ"),
    ("symbol1", "★☆"),
    ("character_string2", "318604275"),
    ("time3", "15:01"),
    ("time3", "2026年11月1日 15:01"),
    ("date4", "2026年11月1日"),
    ("date4", "2026-11-01 15:01"),
    ("amount5", "¥12.50元"),
    ("phone_number1", "156******77"),
    ("car_number1", "渝A12345"),
    ("name1", "张小妹"),
    ("phrase1", "审核通过"),
    ("short_thing1", "通过"),
]
BAD = [
    ("thing1", ""),
    ("thing1", "字" * 21),
    ("thing1", "两\n行"),
    ("number3", "十二"),
    ("letter1", "a1"),
    ("symbol1", "★" * 6),
    ("character_string2", "编号1"),
    ("time3", "2026-11-01T15:01:00Z"),
    ("date4", "明天"),
    ("amount5", "十元"),
    ("name1", "订阅消息内容1"),
    ("phrase1", "已派单✓"),
    ("phrase1", "六个汉字不行"),
    ("nonsense1", "x"),
    ("thing", "x"),
]


@pytest.mark.parametrize(("key", "value"), GOOD)
def test_a_value_that_fits_has_no_fault(key: str, value: str) -> None:
    assert fault_of(key, value) == ""


@pytest.mark.parametrize(("key", "value"), BAD)
def test_a_value_that_does_not_fit_is_named(key: str, value: str) -> None:
    assert fault_of(key, value) != ""


def test_an_enum_takes_only_the_templates_own_words() -> None:
    assert fault_of("enum_string2", "办好了", ["办好了"]) == ""
    assert fault_of("enum_string2", "别的", ["办好了"]) != ""


def test_a_long_thing_is_cut_to_twenty_with_an_ellipsis() -> None:
    assert fit("thing1", "字" * 25) == "字" * 19 + "…"
    assert fit("phrase1", "字" * 25) == "字" * 25
    assert kind_of("character_string12") == "character_string"
    assert keys_in("会议:{{date2.DATA}}\n地点:{{thing1.DATA}}\n") == ("date2", "thing1")
