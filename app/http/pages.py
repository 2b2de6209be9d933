"""The page that shows our interface: its files come from an installed wheel, no other host is asked."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from fastapi import Request, Response

from app import db
from app.errors import NotFound, Unauthenticated
from app.http import tokens
from app.http.actor import bearer, find_actor
from app.settings import settings
from app.vocabulary import SessionKind

ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
SHOW = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null})'
DOCS = f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>守望接口</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="page"></div><script src="/docs/swagger-ui-bundle.js"></script>
<script>{SHOW}</script>
</body></html>"""
DOCS_POLICY = (
    f"default-src 'self'; script-src 'self' 'sha256-{b64encode(sha256(SHOW.encode()).digest()).decode()}'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


async def refuse_strangers(request: Request) -> None:
    """In production let only signed-in staff see how the interface is made. Raises Unauthenticated."""
    if not settings().production:
        return
    claims = tokens.read(bearer(request))
    if claims.aud is not SessionKind.STAFF:
        raise Unauthenticated
    async with db.transaction() as session:
        await find_actor(session, county=claims.county, session_id=claims.sid)


def page() -> Response:
    """Give the page, which may run its own scripts and no others."""
    return Response(DOCS, media_type="text/html", headers={"Content-Security-Policy": DOCS_POLICY})


def asset(name: str) -> Response:
    """Give one file of the page. Raises NotFound."""
    if name not in ASSETS:
        raise NotFound
    return Response(_content(name), media_type=ASSETS[name], headers={"Cache-Control": "public, max-age=86400"})


@lru_cache(maxsize=len(ASSETS))
def _content(name: str) -> bytes:
    return files("fastapi_swagger").joinpath("resources", name).read_bytes()
