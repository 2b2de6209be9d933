"""Where a list goes on: the moment and id after which the next page begins."""

from datetime import datetime
from uuid import UUID

from app.errors import Invalid

Place = tuple[datetime, UUID]


def place_of(after: list[str] | None) -> Place | None:
    """Read the place a list goes on from. Raises Invalid."""
    if after is None:
        return None
    try:
        at, last = after
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise Invalid("翻页信息不对，请从头看起。") from None
