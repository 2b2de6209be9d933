"""Texts everybody may keep: written once, tagged, not sent again to those who have them."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response, status
from fastapi.routing import APIRoute

from app.domain.catalogue.publishing import Published

MOST_KEPT = 500
_kept: dict[tuple[str, str, bytes], Published] = {}


class PublishedResponse(Response):
    """A published text on its way out; it remembers what it was made of."""

    media_type = "application/json"

    def __init__(self, text: Published, seen: str | None) -> None:
        self.published = text
        headers = {"ETag": text.tag, "Cache-Control": "public, max-age=60"}
        if _has(seen, text.tag):
            super().__init__(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
        else:
            super().__init__(text.body, headers=headers, media_type=text.media_type)


def _has(seen: str | None, tag: str) -> bool:
    """Say whether the reader holds this very text (If-None-Match)."""
    return seen is not None and (seen == "*" or tag in [one.strip().removeprefix("W/") for one in seen.split(",")])


class PublishedRoute(APIRoute):
    """A route whose text is the same for everybody: while its version is in force, nobody is asked again."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer from what is kept by host and address, else let FastAPI's handler write it."""
        write = super().get_route_handler()

        async def handler(request: Request) -> Response:
            at = (request.headers.get("host", ""), request.scope["path"], request.scope["query_string"])
            kept = _kept.get(at)
            if kept is not None and kept.is_current():
                return PublishedResponse(kept, request.headers.get("if-none-match"))
            response = await write(request)
            if isinstance(response, PublishedResponse):
                _keep(at, response.published)
            return response

        return handler


def _keep(at: tuple[str, str, bytes], text: Published) -> None:
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[at] = text
