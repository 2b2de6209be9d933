"""Holding our templates against WeChat's own at start, so that a wrong field is found before a message is (47003)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.template_fields import fault_of, keys_in
from app.integrations.wechat.tokens import TokenKeeper

PATH = "/wxaapi/newtmpl/gettemplate"
SAMPLE = {"{number}": "318604275", "{date}": "2026年11月1日"}


@dataclass(frozen=True, slots=True)
class LiveTemplate:
    """A template as WeChat holds it; `one_time`: each send needs its own consent; `chosen`: the words of enum keys."""

    id: str
    title: str
    keys: tuple[str, ...]
    one_time: bool
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


async def live_templates(tokens: TokenKeeper, app: WeChatApp) -> list[LiveTemplate]:
    """List the program's templates."""
    answer = await tokens.call(app, Call(PATH))
    rows = answer.get("data")
    if not isinstance(rows, list):
        raise no_usable_answer(PATH, "odd_shape")
    return [
        LiveTemplate(
            id=str(row.get("priTmplId", "")),
            title=str(row.get("title", "")),
            keys=keys_in(str(row.get("content", ""))),
            one_time=row.get("type") == 2,  # noqa: PLR2004  WeChat's number for a one-time template
            chosen=_chosen(row.get("keywordEnumValueList")),
        )
        for row in rows
        if isinstance(row, dict)
    ]


def check_templates(configured: Mapping[str, Mapping[str, str]], live: Iterable[LiveTemplate]) -> list[str]:
    """Say what is wrong with the configured templates (id to fields), one sentence each; nothing when all fit."""
    known = {one.id: one for one in live}
    found: list[str] = []
    for template, fields in configured.items():
        if template not in known:
            found.append(f"小程序后台没有模板 {template}。")
            continue
        if set(fields) != set(known[template].keys):
            found.append(f"模板 {template} 的字段不一致：后台是 {'、'.join(known[template].keys)}。")
        found += [f"模板 {template}：{fault}。" for fault in _faults(fields, known[template].chosen)]
    return found


def _chosen(listed: Any) -> dict[str, tuple[str, ...]]:
    """Read which words an enum key may hold."""
    rows = listed if isinstance(listed, list) else []
    return {
        str(row.get("keywordCode", "")).removesuffix(".DATA"): tuple(str(one) for one in row.get("enumValueList") or ())
        for row in rows
        if isinstance(row, dict)
    }


def _faults(fields: Mapping[str, str], chosen: Mapping[str, tuple[str, ...]]) -> list[str]:
    faults = []
    for key, words in fields.items():
        value = words
        for placeholder, sample in SAMPLE.items():
            value = value.replace(placeholder, sample)
        fault = fault_of(key, value, chosen.get(key, ()))
        if fault:
            faults.append(fault)
    return faults
