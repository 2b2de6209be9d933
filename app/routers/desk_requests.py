"""The desk's requests: look, and take one literal step each."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.domain.help_requests import (
    desk_moves,
    inputs,
    looking,
    presence,
    queries,
    talking,
    triage_moves,
)
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.requests import PresenceShown, RequestForDesk, Revealed, StepTaken

router = APIRouter(prefix="/v1/desk/requests", tags=["desk requests"], route_class=KeyedRoute)


@router.get("/{request_id}", response_model=RequestForDesk)
async def read(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_READ)], session: Session, request_id: UUID, response: Response
) -> dict[str, Any]:
    """Show one request; the look is written down."""
    shown = await queries.desk_request(session, actor=actor, request_id=request_id)
    tag(response, shown["version"])
    return shown


@router.post("/{request_id}/presence", response_model=PresenceShown)
async def presence_here(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_READ, keyed=False)],
    session: Session,
    request_id: UUID,
    said: inputs.Presence,
) -> dict[str, Any]:
    """Say that one has the request open, and hear who else has."""
    return await presence.note(session, actor=actor, request_id=request_id, doing=said.doing)


@router.post("/{request_id}/reveal", response_model=Revealed)
async def reveal(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REVEAL)], session: Session, request_id: UUID, said: inputs.Reveal
) -> dict[str, Any]:
    """Show name and phone in full, once, with a reason."""
    return await looking.reveal(session, actor=actor, request_id=request_id, said=said)


@router.post("/{request_id}/messages/{message_id}/take-back", status_code=204)
async def take_back(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REPLY)], session: Session, request_id: UUID, message_id: UUID
) -> None:
    """Take a reply back within 15 seconds."""
    await desk_moves.take_back(session, actor=actor, request_id=request_id, message_id=message_id)


@router.post("/{request_id}/classify", response_model=StepTaken)
async def classify(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_CLASSIFY)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Classify,
) -> dict[str, Any]:
    """Name the service of a telling."""
    request = await triage_moves.classify(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/accept", response_model=StepTaken)
async def accept(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ACCEPT)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> dict[str, Any]:
    """Take the request on."""
    request = await desk_moves.accept(session, actor=actor, request_id=request_id, expected=expected)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/start", response_model=StepTaken)
async def start(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ACCEPT)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> dict[str, Any]:
    """Say that work has begun."""
    request = await desk_moves.start(session, actor=actor, request_id=request_id, expected=expected)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/return", response_model=StepTaken)
async def give_back(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_RETURN)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Return,
) -> dict[str, Any]:
    """Return what is not ours."""
    request = await desk_moves.give_back(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/assign", response_model=StepTaken)
async def assign(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ASSIGN)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Assign,
) -> dict[str, Any]:
    """Give the part to a person of the office."""
    request = await desk_moves.assign(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/transfer", response_model=StepTaken)
async def transfer(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_TRANSFER)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Transfer,
) -> dict[str, Any]:
    """Hand the lead to another office."""
    request = await triage_moves.transfer(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/ask", response_model=StepTaken)
async def ask(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ASK)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Ask,
) -> dict[str, Any]:
    """Ask her for what is missing."""
    request = await desk_moves.ask(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/reply", response_model=StepTaken)
async def reply(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REPLY)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Reply,
) -> dict[str, Any]:
    """Answer her."""
    request = await desk_moves.reply(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/note", response_model=StepTaken)
async def note(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_NOTE)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Note,
) -> dict[str, Any]:
    """Leave a line for colleagues."""
    request = await desk_moves.note(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/talk", response_model=StepTaken)
async def talk(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_NOTE)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Talk,
) -> dict[str, Any]:
    """Write down how a call went."""
    request = await talking.record(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/rule", response_model=StepTaken)
async def rule(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_RULE)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Rule,
) -> dict[str, Any]:
    """Say whose it is."""
    request = await desk_moves.rule(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)
