"""What every answer says to the browser or the phone that gets it: keep nothing, guess nothing, show it in no frame."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Raw = tuple[tuple[bytes, bytes], ...]

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


def _raw(headers: Mapping[str, str]) -> Raw:
    """Write headers as they travel, once: this is done for every answer."""
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


CACHE = _raw({"Cache-Control": NO_STORE})
FOR_PAGES, FOR_DATA = _raw(PAGE), _raw({"Content-Security-Policy": DATA_POLICY})


class SafeHeaders:
    """ASGI middleware: an answer may say more than this about itself, never less; errors are kept by nobody."""

    def __init__(self, app: ASGIApp, *, https_only: bool) -> None:
        self.app = app
        self._always = _raw(ALWAYS | ({"Strict-Transport-Security": HSTS} if https_only else {})) + CACHE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._complete(list(message.get("headers", ())), message["status"])
            await send(message)

        await self.app(scope, receive, send_safely)

    def _complete(self, headers: list[tuple[bytes, bytes]], status: int) -> list[tuple[bytes, bytes]]:
        if status >= FIRST_ERROR:
            headers = [one for one in headers if one[0].lower() != b"cache-control"]
        said = {name.lower(): value for name, value in headers}
        page = said.get(b"content-type", b"").startswith(b"text/html")
        wanted = self._always + (FOR_PAGES if page else FOR_DATA)
        headers.extend(one for one in wanted if one[0] not in said)
        return headers
