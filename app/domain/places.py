"""Where a list goes on: the moment and id after which the next page begins."""

from datetime import datetime
from uuid import UUID

from app.errors import Invalid

Place = tuple[datetime, UUID]
LONGEST_NUMBER = 10


def place_of(after: list[str] | None) -> Place | None:
    """Read the place a list goes on from. Raises Invalid."""
    if after is None:
        return None
    try:
        at, last = after
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise Invalid("翻页信息不对，请从头看起。") from None


def place_in_line(after: list[str] | None) -> int:
    """Read the number in a line after which a list goes on; 0 begins it. Raises Invalid."""
    if after is None:
        return 0
    if len(after) != 1 or not (after[0].isascii() and after[0].isdecimal() and len(after[0]) < LONGEST_NUMBER):
        raise Invalid("翻页信息不对，请从头看起。")
    return int(after[0])
