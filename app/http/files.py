"""Files on the wire: pieces in, clean files out after the transaction is over, never from a link."""

from functools import lru_cache

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from app.domain.files.opening import Opened
from app.domain.files.uploading import Piece
from app.errors import AppError, MissingHeader
from app.http.problems import problem
from app.integrations.storage import Storage, StorageUnavailable, storage_of
from app.settings import settings

DIGEST = "x-part-sha256"
PRIVATE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@lru_cache(maxsize=1)
def storage() -> Storage:
    """Open this process's store, once. Raises StorageUnavailable when none is configured."""
    if not settings().storage:
        raise StorageUnavailable
    return storage_of(settings().storage)


async def piece_of(request: Request, number: int) -> Piece:
    """Read one piece; how much may come was counted before. Raises MissingHeader (400)."""
    digest = request.headers.get(DIGEST, "")
    if len(digest) != 64:  # noqa: PLR2004  hex digits of SHA-256
        raise MissingHeader(header="X-Part-Sha256")
    return Piece(number, await request.body(), digest)


class SealedFile(Response):
    """A file that is fetched and opened only while it is sent: no transaction waits for the store."""

    def __init__(self, opened: Opened, request: Request, *, attached: bool) -> None:
        super().__init__(media_type=opened.media_type, headers=dict(PRIVATE))
        self._opened, self._request = opened, request
        if attached:
            self.headers["Content-Disposition"] = "attachment"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Fetch, open and send; a store that does not answer is said so."""
        try:
            sealed = await storage().get(self._opened.object_name)
        except AppError as refused:
            await problem(self._request, refused)(scope, receive, send)
            return
        self.body = self._opened.data(sealed)
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)
