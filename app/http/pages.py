"""The page that shows our interface: its files come from an installed wheel, no other host is asked."""

from functools import lru_cache
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
DOCS = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>守望接口</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="page"></div><script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null})</script>
</body></html>"""


async def refuse_strangers(request: Request) -> None:
    """In production let only signed-in staff see how the interface is made. Raises Unauthenticated."""
    if not settings().production:
        return
    claims = tokens.read(bearer(request))
    if claims.aud is not SessionKind.STAFF:
        raise Unauthenticated
    async with db.transaction() as session:
        await find_actor(session, county=claims.county, session_id=claims.sid)


def asset(name: str) -> Response:
    """Give one file of the page. Raises NotFound."""
    if name not in ASSETS:
        raise NotFound
    return Response(_content(name), media_type=ASSETS[name], headers={"Cache-Control": "public, max-age=86400"})


@lru_cache(maxsize=len(ASSETS))
def _content(name: str) -> bytes:
    return files("fastapi_swagger").joinpath("resources", name).read_bytes()
