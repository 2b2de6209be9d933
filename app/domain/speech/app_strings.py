"""The fixed words of her app, by key: the catalogue her app is built from, read once per process."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.settings import settings

PLACE = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
MOST_LETTERS = 600


@lru_cache(maxsize=4)
def _read(folder: Path) -> dict[str, str]:
    """Read every `<name>.json`: `name.key`, and one level of dots for each level inside."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        found |= dict(_texts(json.loads(path.read_text(encoding="utf-8")), path.stem))
    return found


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}")
    elif isinstance(value, str) and len(value) <= MOST_LETTERS:
        yield key, value


def find(key: str, numbers: list[str]) -> str | None:
    """Give one text of the app with numbers in its places, in turn; nothing where they do not fit it."""
    text = _read(settings().app_strings).get(key)
    if text is None or len(PLACE.findall(text)) != len(numbers):
        return None
    for number in numbers:
        text = PLACE.sub(number, text, count=1)
    return text
