"""Pages by keyset behind an opaque cursor; every list takes a limit."""

import base64
import binascii
import json
from typing import Annotated, Any

from fastapi import Depends, Query

from app.errors import Invalid

Limit = Annotated[int, Query(ge=1, le=100)]
MOST_CURSOR = 400


def cursor_of(*parts: Any) -> str:
    """Write the place after a row as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(parts, default=str).encode()).decode().rstrip("=")


async def _read_cursor(
    cursor: Annotated[str | None, Query(max_length=MOST_CURSOR)] = None,
) -> list[str] | None:
    if cursor is None:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise Invalid("翻页信息不对，请从头看起。") from None
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise Invalid("翻页信息不对，请从头看起。")
    return parts


After = Annotated[list[str] | None, Depends(_read_cursor)]
