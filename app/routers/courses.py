"""Courses and activities for everybody: found without an account, like the county's services."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from app.domain.courses import calendar_file, queries
from app.domain.courses.inputs import Find
from app.http.county import CountyCode, PublicSession
from app.http.paging import After, cursor_of
from app.schemas.courses import CoursePage, CourseShown

router = APIRouter(prefix="/v1/courses", tags=["courses"])
FromPlace = Annotated[str | None, Query(pattern=r"^[0-9]{9}([0-9]{3})?$")]
ICS = {"text/calendar": {"schema": {"type": "string"}}}
CALENDAR: dict[int | str, dict[str, Any]] = {200: {"content": ICS, "description": "日历文件"}}


def _wanted(wanted: Annotated[Find, Query()]) -> Find:
    return wanted


@router.get("", response_model=CoursePage)
async def find(
    session: PublicSession, county: CountyCode, wanted: Annotated[Find, Depends(_wanted)], after: After
) -> object:
    """Find what is open to enrol: by need, by a word, near a place."""
    items, place = await queries.find(session, county=county, wanted=wanted, after=after)
    return {"items": items, "next": cursor_of(*place) if place else None}


@router.get("/{course_id}", response_model=CourseShown)
async def show(session: PublicSession, county: CountyCode, course_id: UUID, from_place: FromPlace = None) -> object:
    """Show one course."""
    return await queries.one(session, county=county, course_id=course_id, from_place=from_place)


@router.get("/{course_id}/calendar", response_class=Response, responses=CALENDAR)
async def calendar(session: PublicSession, county: CountyCode, course_id: UUID) -> Response:
    """Give one course as a calendar file."""
    body = await calendar_file.of_course(session, county=county, course_id=course_id)
    return Response(body, media_type="text/calendar")
