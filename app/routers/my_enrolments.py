"""Her places in courses: enrol, take a held seat, cancel, check in, say what came of it, report what is wrong."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.courses import attending, calendar_file, enrolling, her_places, inputs, outcomes, reporting
from app.domain.places import place_of
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.courses import MyEnrolment, MyEnrolments, Reported

router = APIRouter(prefix="/v1", tags=["my enrolments"], route_class=KeyedRoute)
Her = Annotated[Actor, may(Action.COURSE_ENROL)]
ICS = {"text/calendar": {"schema": {"type": "string"}}}
CALENDAR: dict[int | str, dict[str, Any]] = {200: {"content": ICS, "description": "日历文件"}}
THANKS = "记下了，会有人去核对。谢谢您。"


@router.post("/courses/{course_id}/enrolment", response_model=MyEnrolment, status_code=status.HTTP_201_CREATED)
async def enrol(actor: Her, session: Session, course_id: UUID, said: inputs.Enrol) -> object:
    """Enrol, or join the line; an offered seat is taken."""
    row = await enrolling.enrol(session, actor=actor, course_id=course_id, said=said)
    return await her_places.one(session, actor=actor, enrolment_id=row.id)


@router.get("/courses/{course_id}/enrolment", response_model=MyEnrolment)
async def show_place(actor: Annotated[Actor, may(Action.ENROLMENT_READ)], session: Session, course_id: UUID) -> object:
    """Show her place in one course."""
    return await her_places.of_course(session, actor=actor, course_id=course_id)


@router.delete("/courses/{course_id}/enrolment", response_model=MyEnrolment)
async def cancel(actor: Her, session: Session, course_id: UUID) -> object:
    """Give her place up with one tap."""
    row = await enrolling.cancel(session, actor=actor, course_id=course_id)
    return await her_places.one(session, actor=actor, enrolment_id=row.id)


@router.post("/courses/{course_id}/reports", response_model=Reported, status_code=status.HTTP_201_CREATED)
async def report(
    actor: Annotated[Actor, may(Action.COURSE_REPORT)], session: Session, course_id: UUID, said: inputs.ReportCourse
) -> object:
    """Say that the information is wrong."""
    await reporting.report(session, actor=actor, course_id=course_id, reason=said.reason)
    return {"message": THANKS}


@router.get("/my/enrolments", response_model=MyEnrolments)
async def list_places(
    actor: Annotated[Actor, may(Action.ENROLMENT_READ)], session: Session, after: After, limit: Limit = 20
) -> object:
    """List her places, the newest first."""
    items, place = await her_places.mine(session, actor=actor, limit=limit, after=place_of(after))
    return {"items": items, "next": cursor_of(*place) if place else None}


@router.get("/my/enrolments/calendar", response_class=Response, responses=CALENDAR)
async def calendar(actor: Annotated[Actor, may(Action.ENROLMENT_READ)], session: Session) -> Response:
    """Give every course she has a seat in as a calendar file."""
    return Response(await calendar_file.of_hers(session, actor=actor), media_type="text/calendar")


@router.post("/my/enrolments/{enrolment_id}/accept", response_model=MyEnrolment)
async def accept(actor: Her, session: Session, enrolment_id: UUID) -> object:
    """Take the seat that is held for her."""
    await enrolling.accept(session, actor=actor, enrolment_id=enrolment_id)
    return await her_places.one(session, actor=actor, enrolment_id=enrolment_id)


@router.post("/my/enrolments/{enrolment_id}/check-in", response_model=MyEnrolment)
async def check_in(actor: Her, session: Session, enrolment_id: UUID, said: inputs.CheckIn) -> object:
    """Say by the teacher's code that she is here."""
    await attending.check_in(session, actor=actor, enrolment_id=enrolment_id, token=said.token)
    return await her_places.one(session, actor=actor, enrolment_id=enrolment_id)


@router.post("/my/enrolments/{enrolment_id}/outcome", response_model=MyEnrolment)
async def tell_outcome(actor: Her, session: Session, enrolment_id: UUID, said: inputs.TellOutcome) -> object:
    """Say with one tap what came of it."""
    await outcomes.tell(session, actor=actor, enrolment_id=enrolment_id, answer=said.answer)
    return await her_places.one(session, actor=actor, enrolment_id=enrolment_id)
