"""Her counselling: the mood check, times to take, a call back, her counsellor, her plan."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, status

from app.domain.counselling import booking, changing, inputs, mood, queries, slots
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.counselling import BookingShown, CounsellingForWoman, MoodQuestions, MoodSent, SlotsForHer
from app.vocabulary import SessionWay

router = APIRouter(prefix="/v1/my", tags=["my counselling"], route_class=KeyedRoute)
Language = Annotated[str | None, Query(max_length=40)]


@router.get("/counselling/mood-check", response_model=MoodQuestions)
async def questions(actor: Annotated[Actor, may(Action.COUNSELLING_ASK)], session: Session) -> dict[str, Any]:
    """Give the questions; the answers stay on the telephone until she sends them."""
    return await mood.questions(session, actor=actor)


@router.post("/counselling/mood-checks", response_model=MoodSent, status_code=status.HTTP_201_CREATED)
async def send_mood_check(
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)], session: Session, said: inputs.SendMoodCheck
) -> dict[str, Any]:
    """Send a mood check; danger is answered with numbers at once and a call today."""
    return await mood.send(session, actor=actor, said=said)


@router.get("/counselling/slots", response_model=SlotsForHer)
async def list_slots(  # noqa: PLR0913, PLR0917  what she may choose, each a word in the address
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)],
    session: Session,
    request_id: UUID | None = None,
    way: SessionWay | None = None,
    language: Language = None,
    also_men: Annotated[bool, Query(description="男辅导人也可以；默认只列女的")] = False,  # noqa: FBT002  a query word
    limit: Limit = 20,
) -> dict[str, Any]:
    """List the times she can take with one more tap."""
    wish = slots.Wish(way=way, language=language, also_men=also_men, limit=limit)
    return {"items": await slots.for_her(session, actor=actor, request_id=request_id, wish=wish)}


@router.post("/counselling/bookings", response_model=BookingShown, status_code=status.HTTP_201_CREATED)
async def book(
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)], session: Session, said: inputs.Book
) -> dict[str, Any]:
    """Take one time; without a request one is opened in the same step."""
    made = await booking.book(session, actor=actor, said=said)
    return await queries.booked(session, booking=made)


@router.post("/counselling/call-backs", response_model=BookingShown, status_code=status.HTTP_201_CREATED)
async def call_back(
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)], session: Session, said: inputs.CallBack
) -> dict[str, Any]:
    """Ask to be called between two hours, inside the hours she gave."""
    made = await booking.call_back(session, actor=actor, said=said)
    return await queries.booked(session, booking=made)


@router.post("/counselling/bookings/{booking_id}/cancel", response_model=BookingShown)
async def cancel(
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)], session: Session, booking_id: UUID
) -> dict[str, Any]:
    """Cancel, no reason asked."""
    gone = await booking.cancel(session, actor=actor, booking_id=booking_id)
    return await queries.booked(session, booking=gone)


@router.get("/requests/{request_id}/counselling", response_model=CounsellingForWoman)
async def read(
    actor: Annotated[Actor, may(Action.COUNSELLING_READ)], session: Session, request_id: UUID
) -> dict[str, Any]:
    """Show who accompanies her, what is booked, every call that was tried, and the plan."""
    return await queries.mine(session, actor=actor, request_id=request_id)


@router.post("/requests/{request_id}/counselling/change", response_model=CounsellingForWoman)
async def change(
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)],
    session: Session,
    request_id: UUID,
    said: inputs.ChangeCounsellor,
) -> dict[str, Any]:
    """Have somebody else; the first time without a word."""
    await changing.change(session, actor=actor, request_id=request_id, said=said)
    return await queries.mine(session, actor=actor, request_id=request_id)


@router.post("/counselling/hand-overs/{hand_over_id}/answer", response_model=CounsellingForWoman)
async def answer_hand_over(
    actor: Annotated[Actor, may(Action.COUNSELLING_ASK)],
    session: Session,
    hand_over_id: UUID,
    said: inputs.AnswerHandOver,
) -> dict[str, Any]:
    """Say yes or no to another counsellor going on."""
    request_id = await changing.answer(session, actor=actor, hand_over_id=hand_over_id, said=said)
    return await queries.mine(session, actor=actor, request_id=request_id)
