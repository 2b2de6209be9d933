"""What is handed out, written for reading: a plain Chinese page without scripts, a zip, a list of digests."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from typing import Any

from app import clock
from app.crypto import digests

STYLE = """
body{font:18px/1.7 sans-serif;margin:1.5em auto;max-width:48em;padding:0 1em;color:#222}
h1{font-size:1.5em}h2{margin-top:2em;border-bottom:2px solid #888}
table{border-collapse:collapse;width:100%;margin:.5em 0}th,td{border:1px solid #bbb;padding:.3em .5em;
vertical-align:top;text-align:left;word-break:break-word}th{width:11em;background:#f4f4f4;font-weight:normal}
.sign td{height:3.5em}p.note{background:#fff6dd;padding:.6em}
"""
# Keys whose meaning a reader needs; ids and other machine's words stay in the JSON beside the page.
LABELS = {
    "action": "做了什么", "answers": "登记时说的", "asked": "申请", "asked_at": "什么时候提的", "at": "时间",
    "away_since": "外出时间", "body": "内容", "by_her": "是我说的", "change": "正在核对的更改", "channels": "联系方式",
    "children": "孩子", "code_word": "暗号", "created_at": "时间", "decided_at": "答复时间", "due_at": "最晚什么时候",
    "elders": "老人", "eligibility_words": "符合不符合", "expires_at": "有效到", "expires_on": "有效到",
    "field": "改什么",
    "files": "文件", "flags": "重点对象标记", "from_hour": "从几点", "from_name": "谁说的", "has_wechat": "绑了微信",
    "heard": "听过说明", "history": "办理经过", "household": "家里情况", "husband_away": "丈夫在外",
    "id_number": "身份证号",
    "key_group": "哪一类", "kind": "种类", "lead_name": "谁在办", "level": "密级", "line": "说明",
    "lives_in_village": "住在村里", "married": "已婚", "messages": "来往的话", "needs": "需求", "name": "姓名",
    "no_message": "不留言", "note": "说明", "number": "编号", "office": "单位", "office_name": "单位",
    "outside_county": "在县外", "paused": "暂停联系", "phone": "电话", "picture": "头像", "purpose": "用途",
    "read": "看过",
    "reason": "原因", "seconds": "秒", "seen_on": "核对日期", "service_name": "什么事", "sha256": "指纹 SHA-256",
    "since": "从什么时候", "size": "大小", "source": "谁说的", "state": "状态", "state_words": "到哪一步",
    "stored_at": "存入时间", "summary": "录音的文字", "telling": "我说的话", "text": "内容", "timeline": "经过",
    "title": "名称", "to_hour": "到几点", "village": "村", "who": "哪些单位在办", "withdrawn_at": "撤回时间",
}  # fmt: skip
ZIP_TYPE = "application/zip"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What the worker made: the bytes, what they are, how many rows they hold, and codes worth remembering."""

    data: bytes = field(repr=False)
    media_type: str
    sha256: str
    rows: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


def words(value: Any) -> str:
    """Put one value into words."""
    if value is None or value == "":
        return "（没有）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(clock.COUNTY_ZONE).strftime("%Y年%m月%d日 %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def table(pairs: Iterable[tuple[str, Any]]) -> str:
    """Write a table of two columns; whatever was said by people is escaped."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{block(value)}</td></tr>" for name, value in pairs)
    return f"<table>{rows}</table>"


def block(value: Any) -> str:
    """Write a value of any shape: a text, a list, a table."""
    if isinstance(value, Mapping):
        return table((LABELS[key], value[key]) for key in value if key in LABELS)
    if isinstance(value, list | tuple):
        return "".join(block(one) for one in value) if value else "（没有）"
    return escape(words(value)).replace("\n", "<br>")


def page(title: str, parts: Iterable[tuple[str, str]], *, note: str) -> bytes:
    """Write a whole page: it loads nothing and runs nothing."""
    body = "".join(f"<h2>{escape(heading)}</h2>{content}" for heading, content in parts)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    said = f'<h1>{escape(title)}</h1><p class="note">{escape(note)}</p>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{said}{body}</body></html>'.encode()


def bundle(files: Mapping[str, bytes]) -> bytes:
    """Put files into one zip, every one dated with this moment."""
    at = clock.now().astimezone(clock.COUNTY_ZONE).timetuple()[:6]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (at[0], at[1], at[2], at[3], at[4], at[5])), data)
    return held.getvalue()


def manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    """List every file with its size and both digests."""
    return {
        "format": "shouwang-manifest/1",
        "files": [{"name": name, "size": len(data), **digests(data)} for name, data in files.items()],
    }
