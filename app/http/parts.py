"""Parts of a published sound: resumed after a lost signal, and as a telephone's player asks (RFC 9110 §14)."""

import re

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def wanted(given: str | None, size: int) -> tuple[int, int] | None:
    """Read a Range header as first and last byte; None asks for everything (also what we cannot read, as RFC says).

    Raises ValueError for a range that begins behind the end.
    """
    found = _RANGE.fullmatch(given.strip()) if given else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        begin = max(size - int(last), 0)
        end = size - 1
    else:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < begin:
            return None
    if begin >= size or begin > end:
        raise ValueError("behind the end")
    return begin, end
