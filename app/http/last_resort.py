"""The last resort: whatever nobody foresaw is logged by kind and answered like any refusal, inside our headers."""

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.problems import unexpected

_log = structlog.get_logger()


class AnswerBrokenOffError(Exception):
    """Tells the server to close the connection; what happened is in the log already."""


class LastResort:
    """ASGI middleware: an error becomes a 500 with a sentence; an answer already begun is broken off."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and catch what falls."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001  the last place that can turn it into an answer
            _log.exception("call.failed", kind=type(error).__name__)
            if begun:
                raise AnswerBrokenOffError from None
            await unexpected(Request(scope))(scope, receive, send)
