"""Reading a county's folder: every broken file gets a sentence naming file and line, and changes nothing."""

import csv
import io
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.domain.catalogue import recordings
from app.domain.catalogue.check import check
from app.domain.catalogue.faults import Fault, line_of, line_of_item
from app.domain.catalogue.folder import Folder

FILES = (
    "county.toml",
    "departments.toml",
    "services.toml",
    "facts.toml",
    "legal_aid.toml",
    "loans.toml",
    "messages.toml",
    "counselling.toml",
    "figures.toml",
    "policy.toml",
    "divisions.csv",
)
LISTS = {
    "departments": "departments.toml",
    "services": "services.toml",
    "not_software": "services.toml",
    "facts": "facts.toml",
    "aid_matters": "legal_aid.toml",
    "aid_grounds": "legal_aid.toml",
    "aid_papers": "legal_aid.toml",
    "aid_words": "legal_aid.toml",
    "loan_products": "loans.toml",
    "loan_rates": "loans.toml",
    "loan_groups": "loans.toml",
    "loan_documents": "loans.toml",
    "loan_samples": "loans.toml",
    "loan_questions": "loans.toml",
    "loan_retirements": "loans.toml",
    "loan_stages": "loans.toml",
    "loan_words": "loans.toml",
    "messages": "messages.toml",
    "notices": "messages.toml",
    "consents": "messages.toml",
    "wechat_templates": "messages.toml",
    "hotlines": "county.toml",
    "retentions": "county.toml",
    "safety_checks": "county.toml",
    "duties": "county.toml",
    "danger_words": "county.toml",
    "outside_bodies": "county.toml",
    "facilities": "county.toml",
    "busy_seasons": "county.toml",
    "mood_check": "counselling.toml",
    "crisis": "counselling.toml",
    "languages": "counselling.toml",
    "womens_homes": "counselling.toml",
    "rights_limits": "county.toml",
    "ledger_columns": "county.toml",
    "indicators": "figures.toml",
    "scores": "figures.toml",
    "clauses": "policy.toml",
    "measures": "policy.toml",
    "places": "divisions.csv",
}
COUNTY_KEYS = ("code", "name", "document", "valid_from", "desk_hours", "review_offices", "work_days")
OPTIONAL = frozenset(
    {
        "not_software",
        "notices",
        "consents",
        "retentions",
        "safety_checks",
        "duties",
        "danger_words",
        "outside_bodies",
        "wechat_templates",
        "facilities",
        "busy_seasons",
        "rights_limits",
        "ledger_columns",
    }
)
SCHEMA_VERSION = 1
COLUMNS = ["code", "name", "level", "parent"]
BOM = b"\xef\xbb\xbf"
WORDS = {
    "missing": "少了 {where}。",
    "extra_forbidden": "不认识 {where} 这一项。",
    "enum": "{where} 的值不在允许的词里。",
    "literal_error": "{where} 的值不在允许的词里。",
    "string_pattern_mismatch": "{where} 的写法不对。",
    "string_too_long": "{where} 太长了。",
    "string_too_short": "{where} 太短了或没有填。",
    "too_short": "{where} 至少要有一项。",
    "date_type": "{where} 要写成日期，例如 2026-01-01。",
    "date_from_datetime_inexact": "{where} 只写日期，不写时刻。",
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
    faults += [*wrong, *(_strangers(tables, texts) if tables and not wrong else ())]
    if faults:
        return Reading(None, sorted(faults))
    folder, faults = _shaped(tables, texts)
    if folder is None:
        return Reading(None, sorted(faults))
    faults, warnings = check(folder, texts)
    return Reading(None if faults else folder, sorted(faults), [*warnings, *recordings.unfit(path)])


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
            line = getattr(fault, "lineno", None) or _line_in(str(fault)) or text.count("\n") + 1
            faults.append(Fault(name, line, "TOML 写法有错，请检查引号、括号和等号。"))
    return tables, faults


def _line_in(message: str) -> int:
    digits = message.partition("line ")[2].split(",")[0].split(")")[0]
    return int(digits) if digits.isdigit() else 0


def _strangers(tables: dict[str, Any], texts: dict[str, str]) -> Iterable[Fault]:
    """Find misspelt tables, another version of the format, and a divisions file with other columns."""
    for name, table in tables.items():
        known = {"schema_version", *(key for key, file in LISTS.items() if file == name)}
        if name == "county.toml":
            known |= set(COUNTY_KEYS)
        if table.get("schema_version") != SCHEMA_VERSION:
            yield Fault(name, line_of(texts[name], "schema_version"), f"schema_version 要写 {SCHEMA_VERSION}。")
        if name != "policy.toml":
            yield from (
                Fault(name, line_of(texts[name], key), f"不认识 {key} 这一项。") for key in table if key not in known
            )
    if texts["divisions.csv"].split("\n", 1)[0].split(",") != COLUMNS:
        yield Fault("divisions.csv", 1, f"第一行要写成 {','.join(COLUMNS)}。")


def _shaped(tables: dict[str, Any], texts: dict[str, str]) -> tuple[Folder | None, list[Fault]]:
    county, policy = tables["county.toml"], tables["policy.toml"]
    everything: dict[str, Any] = {key: county[key] for key in COUNTY_KEYS if key in county}
    for key, file in LISTS.items():
        if key in tables.get(file, {}):
            everything[key] = tables[file][key]
    everything["clauses"] = _picked(
        policy, "clauses", {"number": "number", "title": "title", "lead": "lead", "co": "co"}
    )
    everything["measures"] = _picked(
        policy, "measures", {"code": "code", "clause": "clause", "zh": "name", "kind": "kind"}
    )
    everything["places"] = list(csv.DictReader(io.StringIO(texts["divisions.csv"])))
    for key in OPTIONAL - set(everything):
        everything[key] = {} if key == "notices" else []
    try:
        return Folder.model_validate(everything), []
    except ValidationError as refused:
        return None, [_fault_of(error["type"], error["loc"], texts) for error in refused.errors()]


def _picked(policy: dict[str, Any], table: str, names: dict[str, str]) -> list[Any]:
    """Take from the policy's own file what the service needs; it may say more."""
    rows = policy.get(table, [])
    if not isinstance(rows, list):
        return [rows]
    return [
        {ours: row[theirs] for theirs, ours in names.items() if theirs in row} if isinstance(row, dict) else row
        for row in rows
    ]


def _fault_of(kind: str, loc: tuple[int | str, ...], texts: dict[str, str]) -> Fault:
    parts = [part for part in loc if part != "[key]"]
    top = str(parts[0])
    file = LISTS.get(top, "county.toml")
    where = next((part for part in reversed(parts) if isinstance(part, str)), top)
    sentence = WORDS.get(kind, "{where} 填得不对。").format(where=where)
    if len(parts) == 1 or not isinstance(parts[1], int):
        return Fault(file, line_of(texts[file], str(parts[-1])), sentence)
    nth = parts[1]
    if top == "places":
        return Fault(file, nth + 2, sentence)
    key = str(parts[2]) if len(parts) > 2 else ""  # noqa: PLR2004  list, position, key
    return Fault(file, line_of_item(texts[file], top, nth, key), sentence)
