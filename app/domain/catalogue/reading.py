"""Reading a county's folder: every broken file gets a sentence naming file and line, and changes nothing."""

import csv
import io
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.domain.catalogue.check import check
from app.domain.catalogue.faults import Fault, line_of
from app.domain.catalogue.folder import Folder

FILES = (
    "county.toml",
    "departments.toml",
    "services.toml",
    "facts.toml",
    "messages.toml",
    "policy.toml",
    "divisions.csv",
)
LISTS = {
    "departments": "departments.toml",
    "services": "services.toml",
    "not_software": "services.toml",
    "facts": "facts.toml",
    "messages": "messages.toml",
    "hotlines": "county.toml",
    "retentions": "county.toml",
    "places": "divisions.csv",
    "clauses": "policy.toml",
    "measures": "policy.toml",
}
BOM = b"\xef\xbb\xbf"
WORDS = {
    "missing": "少了 {where}。",
    "extra_forbidden": "不认识 {where} 这一项。",
    "enum": "{where} 的值不在允许的词里。",
    "string_pattern_mismatch": "{where} 的写法不对。",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the folder, or the faults that kept it from being one."""

    folder: Folder | None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_folder(path: Path) -> Reading:
    """Read and check a county's folder. Never raises for what is in it."""
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name in FILES:
        text, wrong = _text_of(path / name)
        faults += wrong
        texts[name] = text
    tables, wrong = _tables(texts) if not faults else ({}, [])
    faults += wrong
    if faults:
        return Reading(None, sorted(faults))
    folder, faults = _shaped(tables, texts)
    if folder is None:
        return Reading(None, sorted(faults))
    faults, warnings = check(folder, texts)
    return Reading(None if faults else folder, sorted(faults), warnings)


def _text_of(path: Path) -> tuple[str, list[Fault]]:
    name = path.name
    if not path.is_file():
        return "", [Fault(name, 1, "没有这个文件。")]
    raw = path.read_bytes()
    if raw.startswith(BOM):
        return "", [Fault(name, 1, "文件开头有 BOM，请存成不带 BOM 的 UTF-8。")]
    if b"\r" in raw:
        return "", [Fault(name, raw.count(b"\n", 0, raw.index(b"\r")) + 1, "换行是 Windows 的 CRLF，请改成 LF。")]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        return "", [Fault(name, line, "不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8。")]


def _tables(texts: dict[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    tables: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, text in texts.items():
        if not name.endswith(".toml"):
            continue
        try:
            tables[name] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            line = getattr(fault, "lineno", None) or _line_in(str(fault))
            faults.append(Fault(name, line, "TOML 写法有错，请检查引号、括号和等号。"))
    return tables, faults


def _line_in(message: str) -> int:
    digits = message.partition("line ")[2].split(",")[0].split(")")[0]
    return int(digits) if digits.isdigit() else 1


def _shaped(tables: dict[str, Any], texts: dict[str, str]) -> tuple[Folder | None, list[Fault]]:
    county, policy = tables["county.toml"], tables["policy.toml"]
    everything = {
        **{key: county.get(key) for key in ("code", "name", "document", "valid_from", "work_days") if key in county},
        "hotlines": county.get("hotlines", []),
        "retentions": county.get("retentions", []),
        "departments": tables["departments.toml"].get("departments", []),
        "services": tables["services.toml"].get("services", []),
        "not_software": tables["services.toml"].get("not_software", []),
        "facts": tables["facts.toml"].get("facts", []),
        "messages": tables["messages.toml"].get("messages", {}),
        "clauses": [{k: one[k] for k in ("number", "title", "lead", "co")} for one in policy.get("clauses", [])],
        "measures": [
            {"code": m["code"], "clause": m["clause"], "name": m["zh"], "kind": m["kind"]}
            for m in policy.get("measures", [])
        ],
        "places": list(csv.DictReader(io.StringIO(texts["divisions.csv"]))),
    }
    try:
        return Folder.model_validate(everything), []
    except ValidationError as refused:
        return None, [_fault_of(dict(error), everything, texts) for error in refused.errors()]


def _fault_of(error: dict[str, Any], everything: dict[str, Any], texts: dict[str, str]) -> Fault:
    loc = error["loc"]
    top = str(loc[0])
    file = LISTS.get(top, "county.toml")
    where = str(loc[-1]) if not isinstance(loc[-1], int) else str(loc[-2])
    sentence = WORDS.get(error["type"], "{where} 填得不对。").format(where=where)
    line = 1
    if len(loc) > 1 and isinstance(loc[1], int):
        item = everything[top][loc[1]]
        code = item.get("code") or item.get("measure") or ""
        line = loc[1] + 2 if top == "places" else line_of(texts[file], f'"{code}"')
        sentence = f"{code}：{sentence}"
    return Fault(file, line, sentence)
