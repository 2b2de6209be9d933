"""Deletion: what goes goes at once, what the law keeps is locked away with its reason, and the account is closed."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, enqueue
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.courses import enrolling
from app.domain.help_requests import access, her_moves
from app.domain.help_requests.inputs import Withdraw
from app.domain.help_requests.steps import MOVES
from app.domain.keys import vault_of
from app.domain.ledger import leaving
from app.domain.rights import asking
from app.domain.rights.inputs import AskDeletion
from app.errors import Conflict, Invalid
from app.models.accounts import SignInSession
from app.models.courses import Course, Enrolment
from app.models.ledger import Consent
from app.models.rights import RightsRequest
from app.permissions.actors import Actor
from app.vocabulary import EnrolmentState, OnDeletion, RightsKind, RightsState, Step, TaskName, WithdrawKind

# Long enough for an answer lost on the way to be asked for again with the same key.
CLOSES_AFTER = timedelta(minutes=10)
WHAT_HAPPENS: dict[OnDeletion, str] = {
    OnDeletion.ERASE: "删除",
    OnDeletion.RESTRICT: "依法留存到期：锁起来，谁也不再看、不再用",
    OnDeletion.KEEP: "依法必须保留到期",
}
WARNING = (
    "没办完的事会停止并删除内容；保密的事先锁起来，只有您本人或法院能取，到期销毁。"
    "十分钟后账号关闭，用这个微信或手机号再进来就是新的人。删了找不回来，要留底请先“导出我的资料”。"
)


async def preview(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Say, before she decides, what of hers goes, and what the law keeps for how long and why."""
    folder = (await catalogue.current(session, actor.county)).folder
    asked = await asking.mine(session, actor=actor, kind=RightsKind.DELETION)
    return {"warning": WARNING, "classes": _classes(folder), "asked": asked}


def _classes(folder: Folder) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "title": one.title,
            "outcome": one.on_deletion,
            "words": WHAT_HAPPENS[one.on_deletion],
            "days": None if one.on_deletion is OnDeletion.ERASE else one.days,
            "basis": one.basis,
        }
        for one in folder.retentions
        if one.title
    ]


async def ask(session: AsyncSession, *, actor: Actor, said: AskDeletion) -> dict[str, Any]:
    """Delete: open requests are stopped and erased now, consents end now, the worker closes the account shortly."""
    if not said.confirm:
        raise Invalid("请先看清楚哪些会删、哪些依法要留，再点确认。", field="confirm")
    await _refuse_twice(session, actor)
    request = await asking.new_request(session, actor=actor, kind=RightsKind.DELETION)
    erased = await _stop_everything(session, actor)
    await _give_places_up(session, actor)
    await _withdraw_consents(session, actor)
    await _end_other_sessions(session, actor)
    folder = (await catalogue.current(session, actor.county)).folder
    request.outcome = {"classes": _classes(folder)}
    session.add(request)
    await session.flush()
    await enqueue.defer(
        session,
        TaskName.FORGET_PERSON,
        county=actor.county,
        run_at=clock.now() + CLOSES_AFTER,
        profile=str(request.profile_id),
    )
    about = About("rights_request", request.id, request.profile_id)
    facts = {"kind": request.kind.value, "due": request.due_at.isoformat(), "erased": erased}
    await audit.record(session, actor=actor, action="rights:ask", about=about, facts=facts)
    session.info["answer_about"] = (request.id, False)
    return asking.shown(request, await vault_of(session, actor.county))


async def _refuse_twice(session: AsyncSession, actor: Actor) -> None:
    query = select(RightsRequest.id).where(
        col(RightsRequest.county) == actor.county,
        col(RightsRequest.profile_id) == actor.profile_id,
        col(RightsRequest.kind) == RightsKind.DELETION,
        col(RightsRequest.state) == RightsState.RECEIVED,
    )
    if (await session.exec(query)).first() is not None:
        raise Conflict("已经在删除了，不用再点。")


async def _stop_everything(session: AsyncSession, actor: Actor) -> int:
    """Stop and erase every request that is still open; the finished ones are the worker's to lock away."""
    said = Withdraw(kind=WithdrawKind.STOP_AND_ERASE)
    erased = 0
    for request in await access.of_profile(session, county=actor.county, profile_id=actor.profile_id):
        if request.state in MOVES[Step.WITHDRAW].ways and request.erased_at is None:
            await her_moves.withdraw(session, actor=actor, request_id=request.id, said=said)
            erased += 1
    return erased


async def _give_places_up(session: AsyncSession, actor: Actor) -> None:
    """Give up her places in courses that have not begun: the next in line is waiting."""
    query = (
        select(Enrolment.course_id)
        .join(Course, (col(Course.county) == col(Enrolment.county)) & (col(Course.id) == col(Enrolment.course_id)))
        .where(
            col(Enrolment.county) == actor.county,
            col(Enrolment.profile_id) == actor.profile_id,
            col(Enrolment.state).in_((EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.OFFERED)),
            col(Course.starts_at) > clock.now(),
        )
    )
    for course_id in (await session.exec(query)).all():
        await enrolling.cancel(session, actor=actor, course_id=course_id)


async def _withdraw_consents(session: AsyncSession, actor: Actor) -> None:
    query = select(Consent.id).where(
        col(Consent.county) == actor.county,
        col(Consent.profile_id) == actor.profile_id,
        col(Consent.withdrawn_at).is_(None),
    )
    for consent_id in (await session.exec(query)).all():
        await leaving.withdraw_consent(session, actor=actor, consent_id=consent_id)


async def _end_other_sessions(session: AsyncSession, actor: Actor) -> None:
    """Sign her out everywhere but here."""
    others = update(SignInSession).where(
        col(SignInSession.county) == actor.county,
        col(SignInSession.owner_id) == actor.id,
        col(SignInSession.profile_id) == actor.profile_id,
        col(SignInSession.id) != actor.session_id,
        col(SignInSession.revoked_at).is_(None),
    )
    values = others.values(revoked_at=clock.now(), revoked_why="deleted")
    await session.exec(values.execution_options(synchronize_session=False))
