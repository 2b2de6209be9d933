"""The walls around every call, from the outside in: headers, number, host, size, other origins, last resort."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.http.built_pages import serve_pages
from app.http.headers import SafeHeaders
from app.http.hosts import KnownHosts, known_hosts
from app.http.last_resort import LastResort
from app.http.request_id import RequestId
from app.http.sizes import WholeBody
from app.settings import Settings

VERBS = ("GET", "POST", "PUT", "DELETE")
SENT = ("authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-part-sha256")
READ = ("etag", "location", "retry-after", "idempotency-replayed", "x-request-id")


def build_walls(app: FastAPI, told: Settings) -> None:
    """Put every middleware around the application; the last one added stands outermost."""
    app.add_middleware(LastResort)
    serve_pages(app, told)
    if told.origins:  # without a configured origin no page of another host may read an answer
        app.add_middleware(
            CORSMiddleware,
            allow_origins=told.origins,
            allow_methods=VERBS,
            allow_headers=SENT,
            expose_headers=READ,
            max_age=600,
        )
    app.add_middleware(WholeBody)
    app.add_middleware(KnownHosts, names=known_hosts(told))
    app.add_middleware(RequestId)
    app.add_middleware(SafeHeaders, https_only=told.production)
