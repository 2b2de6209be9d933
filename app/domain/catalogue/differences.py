"""What differs between two versions of a county's folder, in the words of its sections (ADM-03)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import NotFound
from app.models.catalogue import CountyVersion
from app.vocabulary import SettingChangeKind

SECTIONS: dict[str, str] = {
    "services": "服务",
    "departments": "单位",
    "measures": "措施",
    "facts": "数字和日期",
    "messages": "固定文字",
    "places": "区划",
    "work_days": "工作日",
    "safety_checks": "安全清单",
    "duties": "报告义务",
    "outside_bodies": "外面的单位",
    "loans": "贷款",
    "counselling": "心理服务",
    "legal_aid": "法律援助",
}
KEYS = ("code", "key", "id", "name", "day", "title")
NAMES = ("name", "title", "label")
LONGEST, MOST = 200, 500


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs."""

    section: str
    code: str
    name: str
    kind: SettingChangeKind
    field: str | None = None
    before: str | None = None
    after: str | None = None


async def between(session: AsyncSession, *, county: str, older: int, newer: int) -> dict[str, Any]:
    """Compare two versions; either may be the later one. Raises NotFound."""
    query = select(CountyVersion).where(
        col(CountyVersion.county) == county, col(CountyVersion.version).in_({older, newer})
    )
    found = {row.version: row.document for row in (await session.exec(query)).all()}
    if {older, newer} - set(found):
        raise NotFound
    changes = list(differences(found[older], found[newer]))
    return {
        "older": older,
        "newer": newer,
        "changes": [_shown(one) for one in changes[:MOST]],
        "more": max(0, len(changes) - MOST),
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Give every difference, section by section, in the order of the sections."""
    for section in sorted(set(before) | set(after), key=_place):
        yield from _in_section(section, before.get(section), after.get(section))


def _place(section: str) -> tuple[int, str]:
    known = list(SECTIONS)
    return (known.index(section) if section in known else len(known), section)


def _in_section(section: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    old, new = _by_key(before), _by_key(after)
    if old is None or new is None:
        name = SECTIONS.get(section, section)
        yield Difference(section, "", name, SettingChangeKind.CHANGED, None, *_both(before, after))
        return
    for key in sorted(old.keys() - new.keys()):
        yield Difference(section, key, _name(old[key], key), SettingChangeKind.REMOVED)
    for key in sorted(new.keys() - old.keys()):
        yield Difference(section, key, _name(new[key], key), SettingChangeKind.ADDED)
    for key in sorted(old.keys() & new.keys()):
        yield from _in_one(section, key, old[key], new[key])


def _in_one(section: str, key: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    name = _name(after, key)
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        yield Difference(section, key, name, SettingChangeKind.CHANGED, None, *_both(before, after))
        return
    for field in sorted(set(before) | set(after)):
        if before.get(field) != after.get(field):
            said = _both(before.get(field), after.get(field))
            yield Difference(section, key, name, SettingChangeKind.CHANGED, field, *said)


def _by_key(part: Any) -> dict[str, Any] | None:
    """Give a section's things by what they are called in it; None for a section that is one thing."""
    if isinstance(part, Mapping):
        return {str(key): value for key, value in part.items()}
    if not isinstance(part, list):
        return None
    keys = next((key for key in KEYS if all(isinstance(one, Mapping) and one.get(key) for one in part)), None)
    found: dict[str, Any] = {}
    for nth, one in enumerate(part):
        key = str(one[keys]) if keys else _short(one)
        found[key if key not in found else f"{key}#{nth}"] = one
    return found


def _name(thing: Any, key: str) -> str:
    if isinstance(thing, Mapping):
        return str(next((thing[name] for name in NAMES if thing.get(name)), key))
    return key


def _both(before: Any, after: Any) -> tuple[str | None, str | None]:
    return _short(before) if before is not None else None, _short(after) if after is not None else None


def _short(value: Any) -> str:
    said = value if isinstance(value, str) else orjson.dumps(value).decode()
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _shown(one: Difference) -> dict[str, Any]:
    return {
        "section": one.section,
        "section_name": SECTIONS.get(one.section, one.section),
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "field": one.field,
        "before": one.before,
        "after": one.after,
    }
