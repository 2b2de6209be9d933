"""Her app at `/`, the desk at `/console`: built and compressed beforehand, kept for ever where the name says so."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from servestatic import ServeStaticASGI

from app.settings import Settings

# a name that carries a digest of its content can never mean another content
DATED = r"^.*/assets/[^/]+[-.][0-9A-Za-z_-]{8}\.[a-z0-9]+$"
ALWAYS_ASK = "no-cache"


def serve_pages(app: FastAPI, told: Settings) -> None:
    """Put the built pages in front of the routes, where the deployment has them; a path that is no file goes on."""
    for folder, prefix in ((told.her_pages, None), (told.desk_pages, "console")):
        if folder is not None:
            app.add_middleware(ServeStaticASGI, **_manner(folder, prefix))


def _manner(folder: Path, prefix: str | None) -> dict[str, Any]:
    return {
        "root": folder,
        "prefix": prefix,
        "index_file": True,
        "max_age": None,
        "allow_all_origins": False,
        "immutable_file_test": DATED,
        "add_headers_function": _ask_again,
    }


def _ask_again(headers: Any, _path: str, _url: str) -> None:
    """A page without a digest in its name is asked for again each time, and answered with 304 where it is the same."""
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = ALWAYS_ASK
