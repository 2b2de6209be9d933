"""The counsellor's side: times, calls that were tried, sessions, notes, plan, hand-over; counts for the county."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from app.domain.counselling import attempts, changing, duty_gaps, figures, inputs, queries, records, slots
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.counselling import Agenda, CounsellingForDesk, Notes, OwnSlot, OwnSlots
from app.schemas.counselling_county import DutyGaps, Figures

router = APIRouter(prefix="/v1/desk", tags=["desk counselling"], route_class=KeyedRoute)
Worker = Annotated[Actor, may(Action.COUNSELLING_WORK)]


@router.get("/counselling/agenda", response_model=Agenda)
async def list_agenda(actor: Worker, session: Session, limit: Limit = 50) -> dict[str, Any]:
    """List what is booked with this worker."""
    return {"items": await queries.agenda(session, actor=actor, limit=limit)}


@router.get("/counselling/slots", response_model=OwnSlots)
async def list_slots(
    actor: Annotated[Actor, may(Action.COUNSELLING_OFFER)], session: Session, limit: Limit = 50
) -> dict[str, Any]:
    """List the times this counsellor offers."""
    return {"items": await slots.of_mine(session, actor=actor, limit=limit)}


@router.post("/counselling/slots", response_model=OwnSlot, status_code=status.HTTP_201_CREATED)
async def offer(
    actor: Annotated[Actor, may(Action.COUNSELLING_OFFER)], session: Session, said: inputs.OfferSlot
) -> dict[str, Any]:
    """Offer a time."""
    return await slots.offer(session, actor=actor, said=said)


@router.delete("/counselling/slots/{slot_id}", status_code=status.HTTP_204_NO_CONTENT)
async def withdraw(actor: Annotated[Actor, may(Action.COUNSELLING_OFFER)], session: Session, slot_id: UUID) -> None:
    """Take an offered time back."""
    await slots.withdraw(session, actor=actor, slot_id=slot_id)


@router.get("/counselling/figures", response_model=Figures)
async def list_figures(
    actor: Annotated[Actor, may(Action.COUNSELLING_COUNT)],
    session: Session,
    year: Annotated[int, Query(ge=2020, le=2100)],
) -> dict[str, Any]:
    """Count a year by month; small numbers are gone before they are written down."""
    return {"year": year, "months": await figures.of_year(session, actor=actor, year=year)}


@router.get("/counselling/duty-gaps", response_model=DutyGaps)
async def list_duty_gaps(actor: Annotated[Actor, may(Action.COUNSELLING_COUNT)], session: Session) -> dict[str, Any]:
    """Show for how many closed services nobody is on duty, now and in the next day."""
    return await duty_gaps.for_desk(session, actor=actor)


@router.get("/requests/{request_id}/counselling", response_model=CounsellingForDesk)
async def read(
    actor: Annotated[Actor, may(Action.COUNSELLING_READ)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Show one counselling; the look is written down."""
    return await queries.at_desk(session, actor=actor, request_id=request_id)


@router.post("/requests/{request_id}/counselling/attempts", response_model=CounsellingForDesk)
async def attempt(actor: Worker, session: Session, request_id: UUID, said: inputs.Attempt) -> dict[str, Any]:
    """Write down a call that was tried."""
    return await attempts.attempt(session, actor=actor, request_id=request_id, said=said)


@router.post("/requests/{request_id}/counselling/sessions", response_model=CounsellingForDesk)
async def session_over(actor: Worker, session: Session, request_id: UUID, said: inputs.RecordSession) -> dict[str, Any]:
    """Record that a session was held, or missed."""
    await records.session_over(session, actor=actor, request_id=request_id, said=said)
    return await queries.at_desk(session, actor=actor, request_id=request_id)


@router.get("/requests/{request_id}/counselling/notes", response_model=Notes)
async def list_notes(actor: Worker, session: Session, request_id: UUID) -> dict[str, Any]:
    """Open the notes, for the counsellor and their supervisor only."""
    return {"items": await records.notes(session, actor=actor, request_id=request_id)}


@router.post("/requests/{request_id}/counselling/notes", response_model=Notes, status_code=status.HTTP_201_CREATED)
async def write_note(actor: Worker, session: Session, request_id: UUID, said: inputs.WriteNote) -> dict[str, Any]:
    """Write a note."""
    await records.write_note(session, actor=actor, request_id=request_id, said=said)
    return {"items": await records.notes(session, actor=actor, request_id=request_id)}


@router.put("/requests/{request_id}/counselling/plan", response_model=CounsellingForDesk)
async def write_plan(
    actor: Worker,
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    said: inputs.WritePlan,
    response: Response,
) -> dict[str, Any]:
    """Write the plan she reads too."""
    plan = await records.write_plan(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, plan.version)
    return await queries.at_desk(session, actor=actor, request_id=request_id)


@router.post("/requests/{request_id}/counselling/topics", response_model=CounsellingForDesk)
async def mark(actor: Worker, session: Session, request_id: UUID, said: inputs.MarkTopics) -> dict[str, Any]:
    """Write down that violence, a child or self-harm was heard of; danger now raises the call."""
    await records.mark(session, actor=actor, request_id=request_id, said=said)
    return await queries.at_desk(session, actor=actor, request_id=request_id)


@router.post("/requests/{request_id}/counselling/hand-overs", response_model=CounsellingForDesk)
async def ask_hand_over(actor: Worker, session: Session, request_id: UUID, said: inputs.AskHandOver) -> dict[str, Any]:
    """Ask her whether another counsellor may go on."""
    await changing.ask(session, actor=actor, request_id=request_id, said=said)
    return await queries.at_desk(session, actor=actor, request_id=request_id)
