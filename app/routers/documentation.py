"""The interface described: openapi.json and its page, served by ourselves; in production for signed-in staff only."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.http import pages

router = APIRouter(tags=["documentation"])


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> dict[str, Any]:
    """Describe every route."""
    await pages.refuse_strangers(request)
    described: dict[str, Any] = request.app.openapi()
    return described


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> Response:
    """Show the description as a page that needs no other host."""
    await pages.refuse_strangers(request)
    return pages.page()


@router.get("/docs/{name}", include_in_schema=False)
async def asset(name: str) -> Response:
    """Give one file of that page."""
    return pages.asset(name)
