"""A provider's own courses: write, send off, change, call off; who has a place, who came."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response, status

from app.domain.courses import attending, desk_view, inputs, posting
from app.domain.places import place_in_line, place_of
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.courses import ListTaken, PlacePage, ProviderCourse, ProviderCoursePage, QrShown

router = APIRouter(prefix="/v1/provider/courses", tags=["provider courses"], route_class=KeyedRoute)
Provider = Annotated[Actor, may(Action.COURSE_MANAGE)]


@router.get("", response_model=ProviderCoursePage)
async def list_own(actor: Provider, session: Session, after: After, limit: Limit = 20) -> object:
    """List one's own courses."""
    items, place = await desk_view.own(session, actor=actor, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*place) if place else None}


@router.post("", response_model=ProviderCourse, status_code=status.HTTP_201_CREATED)
async def create(actor: Provider, session: Session, said: inputs.WriteCourse, response: Response) -> object:
    """Keep a draft."""
    course = await posting.create(session, actor=actor, said=said)
    return await _shown(session, actor, course.id, response)


async def _shown(session: Session, actor: Actor, course_id: UUID, response: Response) -> object:
    shown = await desk_view.one(session, actor=actor, course_id=course_id)
    tag(response, shown["version"])
    return shown


@router.get("/{course_id}", response_model=ProviderCourse)
async def show(actor: Provider, session: Session, course_id: UUID, response: Response) -> object:
    """Show one of one's own courses."""
    return await _shown(session, actor, course_id, response)


@router.put("/{course_id}", response_model=ProviderCourse)
async def edit(
    actor: Provider,
    session: Session,
    course_id: UUID,
    expected: ExpectedVersion,
    said: inputs.WriteCourse,
    response: Response,
) -> object:
    """Change a draft, or what is published: date, place, fee and words go back to review."""
    await posting.edit(session, actor=actor, course_id=course_id, expected=expected, said=said)
    return await _shown(session, actor, course_id, response)


@router.post("/{course_id}/submit", response_model=ProviderCourse)
async def submit(
    actor: Provider, session: Session, course_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Send the draft to the reviewer."""
    await posting.submit(session, actor=actor, course_id=course_id, expected=expected)
    return await _shown(session, actor, course_id, response)


@router.post("/{course_id}/cancel", response_model=ProviderCourse)
async def cancel(
    actor: Provider,
    session: Session,
    course_id: UUID,
    expected: ExpectedVersion,
    said: inputs.CancelCourse,
    response: Response,
) -> object:
    """Call a course off; everybody in the line is told."""
    await posting.cancel(session, actor=actor, course_id=course_id, expected=expected, reason=said.reason)
    return await _shown(session, actor, course_id, response)


@router.get("/{course_id}/enrolments", response_model=PlacePage)
async def list_places(actor: Provider, session: Session, course_id: UUID, after: After, limit: Limit = 50) -> object:
    """List who has a place; names only of those who agreed."""
    behind = place_in_line(after)
    items, last = await desk_view.line_of(session, actor=actor, course_id=course_id, limit=limit, after=behind)
    return {"items": items, "next": cursor_of(str(last)) if last else None}


@router.get("/{course_id}/sessions/{number}/qr", response_model=QrShown)
async def qr_code(
    actor: Provider, session: Session, course_id: UUID, number: Annotated[int, Path(ge=1, le=60)]
) -> object:
    """Draw the code to check in with, for two minutes."""
    return await attending.qr_code(session, actor=actor, course_id=course_id, number=number)


@router.post("/{course_id}/attendance", response_model=ListTaken)
async def take_list(actor: Provider, session: Session, course_id: UUID, said: inputs.AttendanceList) -> object:
    """Take a list of who came, early or late."""
    return await attending.take_list(session, actor=actor, course_id=course_id, said=said)
