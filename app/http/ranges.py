"""Public sounds on the wire: immutable, tagged by content, resumed where a lost signal cut them off (RFC 9110 §14)."""

import re

from fastapi import Request, Response, status
from starlette.types import Receive, Scope, Send

from app.domain.lessons.sounds import Heard
from app.errors import AppError
from app.http.files import storage
from app.http.problems import problem

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
YEAR = 31_536_000
PUBLIC = {
    "Accept-Ranges": "bytes",
    "Cache-Control": f"public, max-age={YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


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


class PublicSound(Response):
    """A sound, whole or in part: 200, 206, 304 or 416, fetched only while it is sent."""

    def __init__(self, heard: Heard, request: Request) -> None:
        tag = f'"{heard.digest}"'
        super().__init__(media_type="audio/mp4", headers=PUBLIC | {"ETag": tag})
        self._heard, self._request = heard, request
        self._part: tuple[int, int] | None = None
        headers = request.headers
        if tag in [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]:
            self._empty(status.HTTP_304_NOT_MODIFIED)
            return
        if headers.get("if-range", tag).strip() == tag:
            self._cut(headers.get("range"))

    def _cut(self, given: str | None) -> None:
        size = self._heard.size
        try:
            self._part = wanted(given, size)
        except ValueError:
            self._empty(status.HTTP_416_RANGE_NOT_SATISFIABLE)
            self.headers["Content-Range"] = f"bytes */{size}"
            return
        if self._part is not None:
            self.status_code = status.HTTP_206_PARTIAL_CONTENT
            self.headers["Content-Range"] = f"bytes {self._part[0]}-{self._part[1]}/{size}"

    def _empty(self, code: int) -> None:
        self.status_code, self._heard = code, Heard(self._heard.digest, 0)
        del self.headers["content-type"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Fetch what is asked for and send it; a store that does not answer is said so."""
        if self._heard.size:
            first, last = self._part or (0, self._heard.size - 1)
            try:
                self.body = await storage().get_part(self._heard.object_name, first, last + 1)
            except AppError as refused:
                await problem(self._request, refused)(scope, receive, send)
                return
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)
