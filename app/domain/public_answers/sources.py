"""Where a text for everybody came from, and whether it may: an anonymous question, or a request with her consent."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.domain.help_requests import access
from app.domain.public_answers.inputs import WriteAnswer
from app.errors import ConsentMissing, Invalid, NotFound
from app.models.ledger import Consent
from app.models.questions import Question
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, ConsentPurpose, Level

NOT_OF_THIS_KIND = "保密、敏感的事不写成公开问答；可以不带来源，写一条谁都可能问的。"


async def consent_for(session: AsyncSession, *, actor: Actor, said: WriteAnswer) -> UUID | None:
    """Give the consent a text stands on; none is needed where nobody asked with a name.

    Raises NotFound for a source this worker may not read, Invalid above normal level, ConsentMissing.
    """
    if said.from_question is not None:
        await _anonymous(session, actor, said.from_question)
    if said.from_request is None:
        return None
    action = Action.HELP_REQUEST_READ
    request = await access.help_request(session, actor=actor, action=action, request_id=said.from_request)
    if request.level is not Level.NORMAL:
        raise Invalid(NOT_OF_THIS_KIND, field="from_request")
    query = select(Consent.id).where(
        col(Consent.county) == actor.county,
        col(Consent.profile_id) == request.profile_id,
        col(Consent.purpose) == ConsentPurpose.STORY,
        col(Consent.withdrawn_at).is_(None),
    )
    async with db.acting_as(session, Audience.ROUTE):
        found = (await session.exec(query.order_by(col(Consent.created_at).desc()).limit(1))).first()
    if found is None:
        raise ConsentMissing("她没有同意公开：请先问她，她在自己的手机上同意后再写。")
    return found


async def _anonymous(session: AsyncSession, actor: Actor, question_id: UUID) -> None:
    query = select(Question.level).where(
        col(Question.county) == actor.county,
        col(Question.id) == question_id,
        col(Question.readers).bool_op("&&")(list(actor.readers)),
    )
    level = (await session.exec(query)).one_or_none()
    if level is None:
        raise NotFound
    if level is not Level.NORMAL:
        raise Invalid(NOT_OF_THIS_KIND, field="from_question")
