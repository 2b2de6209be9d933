"""The desk's legal aid: the list, one application, the roster for it, and one literal step each."""

from collections.abc import Awaitable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status

from app.domain.legal_aid import assigning, deciding, for_her, inputs, listing, papers, showing
from app.domain.legal_aid.access import Aid
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import Limit
from app.http.session import Session
from app.http.versions import ExpectedVersion, tag
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.legal_aid import AidForDesk, AidList, LawyerChoices, OralReceipt

router = APIRouter(prefix="/v1/desk/legal-aid", tags=["desk legal aid"], route_class=KeyedRoute)
Reader = Annotated[Actor, may(Action.LEGAL_AID_READ)]
Worker = Annotated[Actor, may(Action.LEGAL_AID_WORK)]


async def _shown(step: Awaitable[Aid], response: Response) -> object:
    """Take a step, and show the application as it is now, with its version."""
    aid = await step
    tag(response, aid.application.version)
    return await showing.for_desk(aid)


@router.get("", response_model=AidList)
async def list_applications(
    actor: Reader, session: Session, request_id: UUID | None = None, limit: Limit = 50
) -> object:
    """List applications that are alive, or those of one request."""
    return {"items": await listing.at_desk(session, actor=actor, request_id=request_id, limit=limit)}


@router.post("/for-her", response_model=OralReceipt, status_code=status.HTTP_201_CREATED)
async def apply_for_her(
    actor: Annotated[Actor, may(Action.LEGAL_AID_APPLY_FOR_HER)], session: Session, said: inputs.ApplyForHer
) -> object:
    """Write down what she tells, with her consent."""
    return await for_her.apply(session, actor=actor, said=said)


@router.get("/{application_id}", response_model=AidForDesk)
async def read(actor: Reader, session: Session, application_id: UUID, response: Response) -> object:
    """Show one application; the look is written down."""
    shown = await showing.at_desk(session, actor=actor, application_id=application_id)
    tag(response, shown["version"])
    return shown


@router.get("/{application_id}/lawyers", response_model=LawyerChoices)
async def list_choices(actor: Worker, session: Session, application_id: UUID) -> object:
    """List who may take it, and why others may not."""
    return {"items": await assigning.choices(session, actor=actor, application_id=application_id)}


@router.post("/{application_id}/tell-papers", response_model=AidForDesk)
async def tell_papers(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.TellPapers,
) -> object:
    """Tell her everything that is missing, once."""
    return await _shown(
        papers.tell(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )


@router.post("/{application_id}/take-papers", response_model=AidForDesk)
async def take_papers(
    actor: Worker, session: Session, application_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Say that every paper is there."""
    return await _shown(
        papers.take_in(session, actor=actor, application_id=application_id, expected=expected), response
    )


@router.post("/{application_id}/aid-first", response_model=AidForDesk)
async def aid_first(
    actor: Worker, session: Session, application_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Grant first, see the papers later."""
    return await _shown(
        deciding.aid_first(session, actor=actor, application_id=application_id, expected=expected), response
    )


@router.post("/{application_id}/grant", response_model=AidForDesk)
async def grant(
    actor: Worker, session: Session, application_id: UUID, expected: ExpectedVersion, response: Response
) -> object:
    """Grant legal aid."""
    return await _shown(
        deciding.grant(session, actor=actor, application_id=application_id, expected=expected), response
    )


@router.post("/{application_id}/refuse", response_model=AidForDesk)
async def refuse(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.RefuseAid,
) -> object:
    """Refuse in writing."""
    return await _shown(
        deciding.refuse(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )


@router.post("/{application_id}/decide-objection", response_model=AidForDesk)
async def decide_objection(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.DecideObjection,
) -> object:
    """Decide her objection."""
    return await _shown(
        deciding.decide_objection(session, actor=actor, application_id=application_id, expected=expected, said=said),
        response,
    )


@router.post("/{application_id}/assign-lawyer", response_model=AidForDesk)
async def assign_lawyer(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.AssignLawyer,
) -> object:
    """Name who takes it."""
    return await _shown(
        assigning.assign(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )


@router.post("/{application_id}/met", response_model=AidForDesk)
async def met(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.On,
) -> object:
    """Write down that the lawyer met her."""
    return await _shown(
        assigning.met(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )


@router.post("/{application_id}/filed", response_model=AidForDesk)
async def filed(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.On,
) -> object:
    """Write down that the papers were filed."""
    return await _shown(
        assigning.filed(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )


@router.post("/{application_id}/hearing", response_model=AidForDesk)
async def hearing(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Hearing,
) -> object:
    """Write down when it is heard."""
    return await _shown(
        assigning.hearing(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )


@router.post("/{application_id}/conclude", response_model=AidForDesk)
async def conclude(
    actor: Worker,
    session: Session,
    application_id: UUID,
    expected: ExpectedVersion,
    response: Response,
    said: inputs.Conclude,
) -> object:
    """Write down how it ended."""
    return await _shown(
        assigning.conclude(session, actor=actor, application_id=application_id, expected=expected, said=said), response
    )
