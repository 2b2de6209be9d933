"""ETag and If-Match: a desk step says which version it has seen."""

import re
from typing import Annotated

from fastapi import Depends, Request, Response

from app.errors import MissingHeader, VersionRequired

_TAG = re.compile(r'"?(\d{1,9})"?')


async def expected_version(request: Request) -> int:
    """Read If-Match. Raises VersionRequired (428) without it, MissingHeader (400) when it is no version."""
    given = request.headers.get("if-match")
    if given is None:
        raise VersionRequired
    found = _TAG.fullmatch(given.strip())
    if found is None:
        raise MissingHeader(header="If-Match")
    return int(found.group(1))


ExpectedVersion = Annotated[int, Depends(expected_version)]


def tag(response: Response, version: int) -> None:
    """Send a record's version as a strong ETag."""
    response.headers["ETag"] = f'"{version}"'
