"""Written words made fit for a voice: numbers that name something digit by digit, no addresses of pages, clear pauses.

Amounts and dates stay numbers; a receipt number, a telephone number or a code is read one digit after another.
"""

import re
from collections.abc import Callable
from re import Match

# How words become sound today; changed with the voice or the rules below, so that nothing old is heard any more.
VOICE = "espeak-ng 1.52 cmn 150 · 1"
DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
WIDE = str.maketrans("０１２３４５６７８９％：～", "0123456789%:~")
# A number with one of these behind it counts something; a long one without names something.
NOT_COUNTED = r"(?!\s*(?:[多余]?[元块角分万亿人名次个天年月日号岁户份条件项课节页亩斤吨米]|公里|小时|分钟|周岁|平方|%))"
NAMED = r"(?:编号|查询码|认领码|验证码|号码|电话|热线|拨打|拨|打|致电|工号|证号)"
Rule = tuple[re.Pattern[str], str | Callable[[Match[str]], str]]


def digit_by_digit(number: str) -> str:
    """Write a number as the names of its digits, a pause where it was written with a gap: 3186 0427 5."""
    groups = [re.sub(r"\D", "", group) for group in re.split(r"[\s\-]+", number)]
    return "，".join(group.translate(DIGITS) for group in groups if group)


def _named(found: Match[str]) -> str:
    return digit_by_digit(found[0])


def _time(found: Match[str]) -> str:
    zero = "零" if found[2].startswith("0") else ""
    return f"{int(found[1])}点" + (f"{zero}{int(found[2])}分" if int(found[2]) else "")


def _behind(found: Match[str]) -> str:
    return found[1] + digit_by_digit(found[2])


RULES: tuple[Rule, ...] = (
    (re.compile(r"(?:https?://|www\.)[^\s，。；、！？）】》\"']+", re.IGNORECASE), "，"),
    (re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"), "，"),
    (re.compile(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)"), lambda f: f"{f[1]}年{int(f[2])}月{int(f[3])}日"),
    (re.compile(r"(?<!\d)(\d{4})(?=年)"), _named),
    (re.compile(r"(?<!\d)([01]?\d|2[0-4]):([0-5]\d)(?!\d)"), _time),
    (re.compile(r"(?<![\d.])\d{4} \d{4} \d(?!\d)|(?<!\d)\d{5} \d{5} \d{5}(?!\d)"), _named),
    (re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)"), _named),
    (re.compile(rf"({NAMED}\s*[是为:]?\s*)(\d{{3,18}})(?![\d.]){NOT_COUNTED}"), _behind),
    (re.compile(rf"(?<![\d.])(?:110|119|120|122|\d{{5,18}})(?![\d.]){NOT_COUNTED}"), _named),
    (re.compile(r"(\d+(?:\.\d+)?)\s*%"), lambda f: f"百分之{f[1]}"),
    (re.compile(r"(?<=\d)([个%元万年月日点分天岁]*)\s*[–—~\-]\s*(?=\d|百分)"), lambda f: f"{f[1]}到"),
    (re.compile(r"(?<=[点分])\s*[–—~\-]\s*(?=\d)"), "到"),
    (re.compile(r"[《》「」『』【】“”\"*#_|｜•·→]+"), "，"),
    (re.compile(r"[（(]\s*([^（()）]*)\s*[）)]"), lambda f: f"，{f[1]}，"),
    (re.compile(r"[;；:]"), "，"),
    (re.compile(r"\s*\n+\s*"), "。"),
    (re.compile(r"，[，、\s]*(?=[。！？，]|$)|(?<=[。！？])[，、。]+|^[，、。\s]+"), ""),
)


def as_spoken(written: str) -> str:
    """Write words the way they are said; nothing is left of what has no sound."""
    said = written.translate(WIDE).replace("：", "，")
    for pattern, instead in RULES:
        said = pattern.sub(instead, said)
    return said.strip()
