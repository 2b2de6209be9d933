"""What every answer says to the browser or the phone that gets it: keep nothing, guess nothing, show it in no frame."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NO_STORE = "no-store"
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE = {
    "Content-Security-Policy": PAGE_POLICY,
    "Permissions-Policy": "geolocation=(), camera=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
FIRST_ERROR = 400


class SafeHeaders:
    """ASGI middleware: an answer may say more than this about itself, never less; errors are kept by nobody."""

    def __init__(self, app: ASGIApp, *, https_only: bool) -> None:
        self.app = app
        self._always = ALWAYS | ({"Strict-Transport-Security": HSTS} if https_only else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), message["status"])
            await send(message)

        await self.app(scope, receive, send_safely)

    def _complete(self, headers: MutableHeaders, status: int) -> None:
        for name, value in self._always.items():
            headers.setdefault(name, value)
        if status >= FIRST_ERROR:
            headers["Cache-Control"] = NO_STORE
        headers.setdefault("Cache-Control", NO_STORE)
        page = headers.get("content-type", "").startswith("text/html")
        for name, value in (PAGE if page else {"Content-Security-Policy": DATA_POLICY}).items():
            headers.setdefault(name, value)
