"""The desk's requests: other offices' parts, and the ways to an answer; one literal route per step."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.domain.help_requests import (
    ending_moves,
    inputs,
    part_moves,
    queries,
)
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.requests import StepTaken

router = APIRouter(prefix="/v1/desk/requests", tags=["desk requests"], route_class=KeyedRoute)


@router.post("/{request_id}/refer", response_model=StepTaken)
async def refer(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REFER)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Refer,
) -> dict[str, Any]:
    """Ask another office to take a part."""
    request = await part_moves.refer(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/accept-referral", response_model=StepTaken)
async def accept_referral(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ANSWER_REFERRAL)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.AnswerReferral,
) -> dict[str, Any]:
    """Take the part one was asked for."""
    request = await part_moves.accept_referral(
        session, actor=actor, request_id=request_id, expected=expected, said=said
    )
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/refuse-referral", response_model=StepTaken)
async def refuse_referral(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_ANSWER_REFERRAL)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.RefuseReferral,
) -> dict[str, Any]:
    """Say no to a part."""
    request = await part_moves.refuse_referral(
        session, actor=actor, request_id=request_id, expected=expected, said=said
    )
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/revoke-referral", response_model=StepTaken)
async def revoke_referral(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REFER)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.AnswerReferral,
) -> dict[str, Any]:
    """Take an unanswered referral back."""
    request = await part_moves.revoke_referral(
        session, actor=actor, request_id=request_id, expected=expected, said=said
    )
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/finish-part", response_model=StepTaken)
async def finish_part(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_FINISH_PART)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.FinishPart,
) -> dict[str, Any]:
    """Say that this office's part is done."""
    request = await part_moves.finish_part(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/excuse-part", response_model=StepTaken)
async def excuse_part(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_FINISH_PART)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.ExcusePart,
) -> dict[str, Any]:
    """Say that a part is not needed."""
    request = await part_moves.excuse_part(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/outside-answer", response_model=StepTaken)
async def outside_answer(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REFER)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.OutsideAnswer,
) -> dict[str, Any]:
    """Pass an outside answer on."""
    request = await part_moves.outside_answer(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/resolve", response_model=StepTaken)
async def resolve(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_RESOLVE)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Resolve,
) -> dict[str, Any]:
    """Say what was done."""
    request = await ending_moves.resolve(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/reject", response_model=StepTaken)
async def reject(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_REJECT)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Reject,
) -> dict[str, Any]:
    """Propose not to take it on."""
    request = await ending_moves.reject(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/decide-review", response_model=StepTaken)
async def decide_review(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_DECIDE_REVIEW)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.DecideReview,
) -> dict[str, Any]:
    """Decide her review."""
    request = await ending_moves.decide_review(
        session, actor=actor, request_id=request_id, expected=expected, said=said
    )
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/extend", response_model=StepTaken)
async def extend(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_EXTEND)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Extend,
) -> dict[str, Any]:
    """Ask for more time."""
    request = await ending_moves.extend(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/grant-extension", response_model=StepTaken)
async def grant_extension(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_GRANT_EXTENSION)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.GrantExtension,
) -> dict[str, Any]:
    """Give more time, or not."""
    request = await ending_moves.grant_extension(
        session, actor=actor, request_id=request_id, expected=expected, said=said
    )
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/urge", response_model=StepTaken)
async def urge(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_URGE)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
) -> dict[str, Any]:
    """Press the people on it from above."""
    request = await ending_moves.urge(session, actor=actor, request_id=request_id, expected=expected)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)


@router.post("/{request_id}/approve", response_model=StepTaken)
async def approve(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_APPROVE)],
    session: Session,
    request_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Approve,
) -> dict[str, Any]:
    """Agree, or not, to a proposal."""
    request = await ending_moves.approve(session, actor=actor, request_id=request_id, expected=expected, said=said)
    tag(response, request.version)
    return await queries.taken(session, actor=actor, request=request)
