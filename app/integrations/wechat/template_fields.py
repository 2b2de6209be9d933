"""The rules of WeChat's template fields, by the prefix of their key; ours and the stand-in's (wechat.md §2.4)."""

import re
from collections.abc import Iterable

LONGEST_THING = 20
HAN = r"\u4e00-\u9fff\u3400-\u4dbf"
RULES: dict[str, tuple[re.Pattern[str], str]] = {
    "thing": (re.compile(r"[^\x00-\x1f\x7f]{1,20}"), "最多 20 个字，不能换行"),
    "short_thing": (re.compile(r"[^\x00-\x1f\x7f]{1,5}"), "最多 5 个字"),
    "number": (re.compile(r"(?=.{1,32}$)[0-9]+(\.[0-9]+)?"), "最多 32 位数字"),
    "letter": (re.compile(r"[A-Za-z]{1,32}"), "最多 32 个字母"),
    "symbol": (re.compile(r"[^\w\s]{1,5}"), "最多 5 个符号"),
    "character_string": (re.compile(r"[\x21-\x7e]{1,32}"), "最多 32 位数字、字母或符号，不能有汉字"),
    "time": (
        re.compile(r"([0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日 )?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(~.+)?"),
        "写成 15:01 或 2026年11月1日 15:01",
    ),
    "date": (
        re.compile(r"[0-9]{4}(年[0-9]{1,2}月[0-9]{1,2}日|([-/.])[0-9]{1,2}\2[0-9]{1,2})( [0-9]{1,2}:[0-9]{2})?(~.+)?"),
        "写成 2026年11月1日",
    ),
    "amount": (re.compile(r"[¥￥$]?[0-9]{1,10}(\.[0-9]{1,2})?元?"), "一个货币符号加最多 10 位数字"),
    "phone_number": (re.compile(r"[0-9+\-*() ]{1,17}"), "最多 17 位数字和符号"),
    "car_number": (re.compile(rf"[{HAN}]?[A-Z0-9\-]{{1,7}}[{HAN}]?"), "最多 8 位"),
    "name": (
        re.compile(rf"[{HAN}·]{{1,10}}|[^\d{HAN}]{{1,20}}|[^\d]{{1,10}}"),
        "最多 10 个汉字或 20 个字母，不能有数字",
    ),
    "phrase": (re.compile(rf"[{HAN}]{{1,5}}"), "最多 5 个汉字，只能是汉字"),
}
CHOSEN = ("enum", "enum_string")
_KEY = re.compile(r"([a-z_]+?)([0-9]{1,2})")
_IN_CONTENT = re.compile(r"\{\{([a-z_]+[0-9]{1,2})\.DATA\}\}")


def kind_of(key: str) -> str:
    """Give the kind of a key such as `thing1`; empty when there is no such kind."""
    match = _KEY.fullmatch(key)
    kind = match[1] if match else ""
    return kind if kind in RULES or kind in CHOSEN else ""


def fault_of(key: str, value: str, allowed: Iterable[str] = ()) -> str:
    """Say what is wrong with a value under a key; empty when WeChat takes it."""
    kind = kind_of(key)
    if not kind:
        return f"没有 {key} 这种字段"
    if kind in CHOSEN:
        return "" if value in set(allowed) else f"{key} 只能从模板列出的词里选"
    pattern, rule = RULES[kind]
    return "" if pattern.fullmatch(value) else f"{key} {rule}"


def fit(key: str, value: str) -> str:
    """Cut a `thing` to twenty characters, the last of them an ellipsis; other kinds are left as they are."""
    if kind_of(key) != "thing" or len(value) <= LONGEST_THING:
        return value
    return value[: LONGEST_THING - 1] + "…"


def keys_in(content: str) -> tuple[str, ...]:
    """List the keys of a template's content, in its order."""
    return tuple(_IN_CONTENT.findall(content))
