"""Micro-classes for everybody: words, pictures and sound without an account."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response, status

from app.domain.lessons import queries
from app.http.county import CountyCode, PublicSession
from app.http.paging import After, Limit, cursor_of
from app.http.ranges import PublicSound
from app.schemas.lessons import LessonPage, LessonShown
from app.vocabulary import LessonSeries

router = APIRouter(prefix="/v1/lessons", tags=["lessons"])
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
M4A = {"audio/mp4": {"schema": {"type": "string", "format": "binary"}}}
SOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": M4A, "description": "整段声音"},
    206: {"content": M4A, "description": "从断的地方接着下"},
    304: {"description": "手机里已经有了"},
    416: {"description": "要的那一段不存在"},
}
MOVED: dict[int | str, dict[str, Any]] = {307: {"description": "现在这一版声音的固定网址"}}


@router.get("", response_model=LessonPage)
async def find(
    session: PublicSession, county: CountyCode, after: After, series: LessonSeries | None = None, limit: Limit = 50
) -> object:
    """List the lessons, of one series or all."""
    items, place = await queries.find(session, county=county, series=series, limit=limit, after=after)
    return {"items": items, "next": cursor_of(*place) if place else None}


@router.get("/{lesson_id}", response_model=LessonShown)
async def show(session: PublicSession, county: CountyCode, lesson_id: UUID) -> object:
    """Show one lesson."""
    return await queries.one(session, county=county, lesson_id=lesson_id)


@router.get("/{lesson_id}/audio", response_class=Response, status_code=307, responses=MOVED)
async def audio(session: PublicSession, county: CountyCode, lesson_id: UUID) -> Response:
    """Lead to the sound this lesson has now."""
    sound = await queries.sound_of(session, county=county, lesson_id=lesson_id)
    headers = {"Location": sound["url"], "Cache-Control": "no-cache"}
    return Response(status_code=status.HTTP_307_TEMPORARY_REDIRECT, headers=headers)


@router.get("/{lesson_id}/audio/{digest}", response_class=Response, responses=SOUND)
async def sound(
    request: Request,
    session: PublicSession,
    county: CountyCode,
    lesson_id: UUID,
    digest: Digest,
) -> Response:
    """Give one sound, whole or from where it was cut off; its address never changes what it gives."""
    return PublicSound(await queries.heard(session, county=county, lesson_id=lesson_id, digest=digest), request)
