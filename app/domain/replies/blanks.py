"""The blanks of a saved reply: a closed list of what names nobody, filled in sight of whoever sends it (QUE-05)."""

import re
from collections.abc import Mapping

from app.errors import Invalid

BLANKS: dict[str, str] = {
    "编号": "这件事的编号",
    "事项": "她求助的是哪一件",
    "单位": "牵头的单位",
    "我单位": "您所在的单位",
    "单位电话": "您所在单位的电话",
    "最晚": "最晚什么时候有结果",
    "今天": "今天的日期",
}
BLANK = re.compile(r"【([^【】]{0,20})】")
STRAY = re.compile(r"[【】]")


def refuse_unknown(text: str) -> None:
    """Refuse a blank that is not on the list, and a bracket that belongs to none. Raises Invalid."""
    unknown = [name for name in BLANK.findall(text) if name not in BLANKS]
    if unknown or STRAY.search(BLANK.sub("", text)):
        raise Invalid(f"空格只能用这几种：{'、'.join(f'【{name}】' for name in BLANKS)}。", field="body")


def filled(text: str, values: Mapping[str, str | None]) -> str:
    """Fill the blanks; what is not known stays a blank, to be seen and written by hand."""
    return BLANK.sub(lambda found: values.get(found[1]) or found[0], text)


def left(text: str) -> list[str]:
    """List the blanks that are still empty."""
    return list(dict.fromkeys(BLANK.findall(text)))
