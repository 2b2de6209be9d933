"""Writing lessons at a desk; looking at them is the reviewing desk's, and another person's."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from app.domain.lessons import inputs, queries, writing
from app.domain.places import place_of
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.lessons import LessonCounts, LessonDeskPage, LessonForDesk

router = APIRouter(prefix="/v1/desk/lessons", tags=["desk lessons"], route_class=KeyedRoute)
Writer = Annotated[Actor, may(Action.LESSON_MANAGE)]


@router.get("", response_model=LessonDeskPage)
async def list_own(actor: Writer, session: Session, after: After, limit: Limit = 20) -> object:
    """List the lessons of one's office."""
    items, place = await queries.of_office(session, actor=actor, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*place) if place else None}


async def _shown(session: Session, actor: Actor, lesson_id: UUID, response: Response) -> object:
    shown = await queries.for_desk(session, actor=actor, lesson_id=lesson_id)
    tag(response, shown["version"])
    return shown


@router.post("", response_model=LessonForDesk, status_code=status.HTTP_201_CREATED)
async def create(actor: Writer, session: Session, said: inputs.WriteLesson, response: Response) -> object:
    """Keep a draft."""
    lesson = await writing.create(session, actor=actor, said=said)
    return await _shown(session, actor, lesson.id, response)


@router.get("/{lesson_id}", response_model=LessonForDesk)
async def show(actor: Writer, session: Session, lesson_id: UUID, response: Response) -> object:
    """Show one lesson of one's office."""
    return await _shown(session, actor, lesson_id, response)


@router.put("/{lesson_id}", response_model=LessonForDesk)
async def edit(
    actor: Writer,
    session: Session,
    lesson_id: UUID,
    expected: ExpectedVersion,
    said: inputs.WriteLesson,
    response: Response,
) -> object:
    """Write the draft anew; what is shown stays until another has looked."""
    await writing.edit(session, actor=actor, lesson_id=lesson_id, expected=expected, said=said)
    return await _shown(session, actor, lesson_id, response)


@router.put("/{lesson_id}/audio", response_model=LessonForDesk)
async def record(
    request: Request,
    actor: Writer,
    session: Session,
    lesson_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> object:
    """Send a recording for the draft, the file as the body (20 MB at most, eight minutes at most)."""
    data = await request.body()
    await writing.record(session, actor=actor, lesson_id=lesson_id, expected=expected, data=data)
    return await _shown(session, actor, lesson_id, response)


@router.post("/{lesson_id}/submit", response_model=LessonForDesk)
async def submit(
    actor: Writer, session: Session, lesson_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Hand the draft in for another person to look at."""
    await writing.submit(session, actor=actor, lesson_id=lesson_id, expected=expected)
    return await _shown(session, actor, lesson_id, response)


@router.post("/{lesson_id}/take-down", response_model=LessonForDesk)
async def take_down(
    actor: Writer, session: Session, lesson_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Take a lesson off the list."""
    await writing.take_down(session, actor=actor, lesson_id=lesson_id, expected=expected)
    return await _shown(session, actor, lesson_id, response)


@router.get("/{lesson_id}/counts", response_model=LessonCounts)
async def counts(actor: Annotated[Actor, may(Action.LESSON_COUNT)], session: Session, lesson_id: UUID) -> object:
    """Count who heard it to the end, by township, without names."""
    return await queries.counts(session, actor=actor, lesson_id=lesson_id)
