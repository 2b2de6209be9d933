"""Under which names this service answers: a call that came for another host is told so (421)."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import UnknownHost
from app.http.problems import problem
from app.settings import Settings

# The reverse proxy asks these by the container's own name.
ASKED_INSIDE = frozenset({"/healthz", "/readyz"})


def known_hosts(told: Settings) -> frozenset[str]:
    """Give the host names of the settings; empty means any, which production never has."""
    if not told.hosts and not told.production:
        return frozenset()
    public = urlsplit(told.public_url).hostname
    return frozenset({*(name.lower() for name in told.hosts), *([public] if public else [])})


class KnownHosts:
    """ASGI middleware: lets calls for our own names pass."""

    def __init__(self, app: ASGIApp, *, names: frozenset[str]) -> None:
        self.app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or answer 421."""
        if scope["type"] == "http" and self._names and not self._is_ours(scope):
            await problem(Request(scope), UnknownHost())(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        said = Headers(scope=scope).getlist("host")
        if scope["path"] in ASKED_INSIDE:
            return True
        name = urlsplit(f"//{said[0]}").hostname if len(said) == 1 and "@" not in said[0] else None
        return name is not None and name.lower() in self._names
