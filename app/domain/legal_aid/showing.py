"""An application on a screen: hers, the desk's, and the form before there is one; the numbers to call come first."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import receipt_numbers
from app.domain.catalogue import deadlines
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.keys import vault_of
from app.domain.legal_aid import grounds, steps
from app.domain.legal_aid.access import Aid, is_asked, seen
from app.domain.legal_aid.assigning import lawyer_shown
from app.domain.legal_aid.deciding import is_waiting, may_come_first
from app.errors import ConsentMissing, NotFound
from app.models.legal_aid import AidApplication, Lawyer
from app.permissions.actors import Actor
from app.vocabulary import AidState, AidStep, Audience, EmergencyTopic, Level, RequestState

MOST = 50
STOPPED = "您已停止办理"


def _call_first(folder: Folder) -> list[dict[str, Any]]:
    lines = [one for one in folder.hotlines if one.emergency and EmergencyTopic.VIOLENCE in one.topics]
    return [{"name": one.name, "number": one.number, "dialling": one.dialling} for one in lines]


async def form(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Give what she fills in: numbers to call, matters, grounds that ask no income, the pledge; nothing about income.

    What her entry already says is filled in only where she has agreed to that use.
    """
    folder = (await catalogue.current(session, actor.county)).folder
    words, today = county.words(folder), clock.today()
    agreed, found = True, []
    try:
        if actor.profile_id is not None and not actor.locked:
            flags = await grounds.agreed_flags(session, county_code=actor.county, profile_id=actor.profile_id)
            found = grounds.suggested(folder, flags, today)
    except ConsentMissing:
        agreed = False
    return {
        "call_first": _call_first(folder),
        "matters": [{"code": one.code, "name": one.name, "closed": one.closed} for one in folder.aid_matters],
        "grounds": [
            {
                "code": one.code,
                "name": one.name,
                "article": one.article,
                "matters": list(one.matters),
                "asks_income": False,
                "asks_pledge": False,
                "confirmed": bool(one.confirmed_by),
            }
            for one in county.grounds_on(folder, today)
        ],
        "agreed_to_ledger": agreed and not actor.locked,
        "filled_from_ledger": found,
        "pledge": words.pledge,
        "pledge_version": words.pledge_version,
        "no_fee": words.no_fee,
        "confidential": words.confidential,
    }


def _face(aid: Aid) -> dict[str, Any]:
    """Say of an application what both sides may see."""
    row, request = aid.application, aid.scene.request
    story, outcome = aid.opened("story_sealed"), aid.opened("outcome_sealed")
    due_at = request.statutory_due if row.state in steps.CLOCKS else None
    return {
        "id": row.id,
        "request_id": request.id,
        "number": receipt_numbers.shown(request.number),
        "state": row.state,
        "state_words": STOPPED if request.state is RequestState.WITHDRAWN else steps.WORDS[row.state],
        "channel": row.channel,
        "matter": row.matter,
        "matter_name": _name_of(aid),
        "ground": row.ground,
        "pledge": row.pledge,
        "urgency": row.urgency,
        "received_at": row.created_at,
        "due_at": due_at,
        "due_words": deadlines.in_words(due_at, clock.now(), promise=PROMISES[row.state]) if due_at else None,
        "other_side": story.get("other_side"),
        "place": story.get("place"),
        "what_happened": story.get("what_happened"),
        "voice_file": row.voice_file_id,
        "missing": [_paper(aid, name) for name in outcome.get("missing", [])],
        "papers_due": row.papers_due if row.papers_supplied_at is None else None,
        "granted_first": row.provisional,
        "refusal": outcome.get("written"),
        "review": outcome.get("review"),
        "met_on": row.met_on,
        "filed_on": row.filed_on,
        "hearing_at": row.hearing_at,
        "hearing_place": outcome.get("hearing_place"),
        "concluded_on": row.concluded_on,
        "result": row.result,
        "result_words": outcome.get("result"),
        "no_fee": aid.words.no_fee,
        "confidential": aid.words.confidential,
    }


PROMISES = {
    AidState.APPLIED: "决定",
    AidState.GRANTED: "派律师",
    AidState.OBJECTED: "重新看完",
    AidState.ASSIGNED: "和您见面",
}


def _paper(aid: Aid, name: str) -> dict[str, Any]:
    """Show a missing paper with the key of the picture that shows what it looks like, where the county has one."""
    known = next((one for one in aid.folder.aid_papers if one.name == name), None)
    return {"name": name, "picture": known.picture if known else None}


def _name_of(aid: Aid) -> str:
    found = county.matter(aid.folder, aid.application.matter)
    return found.name if found else aid.application.matter


async def _lawyer(aid: Aid) -> dict[str, Any] | None:
    """Show who takes it; she and the case's people may know, the roster itself is not theirs."""
    session, row = aid.scene.session, aid.application
    if row.lawyer_id is None:
        return None
    async with db.acting_as(session, Audience.ROUTE):
        lawyer = await session.get(Lawyer, (row.county, row.lawyer_id))
        vault = await vault_of(session, row.county)
    return lawyer_shown(lawyer, vault) if lawyer is not None else None


def _from_here(aid: Aid) -> list[AidStep]:
    """List the steps there are; none where she has stopped the request it belongs to."""
    stopped = aid.scene.request.state is RequestState.WITHDRAWN
    return [] if stopped else steps.from_here(aid.application.state)


async def for_her(aid: Aid) -> dict[str, Any]:
    """Put an application into the words of her screen."""
    hers = [step for step in _from_here(aid) if step in steps.HERS]
    if aid.application.objected_at is not None:
        hers = [step for step in hers if step is not AidStep.OBJECT]
    if aid.application.papers_told_at is None or aid.application.papers_supplied_at is not None:
        hers = [step for step in hers if step is not AidStep.SUPPLY_PAPERS]
    return {
        **_face(aid),
        "closed": aid.scene.request.level is Level.CLOSED,
        "call_first": _call_first(aid.folder),
        "lawyer": await _lawyer(aid),
        "possible_steps": hers,
        "can_report_money": True,
    }


async def for_desk(aid: Aid) -> dict[str, Any]:
    """Put an application into the words of the desk."""
    row = aid.application
    return {
        **_face(aid),
        "other_side_phone": aid.opened("story_sealed").get("other_side_phone"),
        "ground_from_ledger": row.ground_from_ledger,
        "limitation_ends": row.limitation_ends,
        "must_preserve": row.must_preserve,
        "may_come_first": row.state is AidState.APPLIED and may_come_first(aid),
        "papers_told_at": row.papers_told_at,
        "papers_taken_at": row.papers_taken_at,
        "reminders": row.reminders,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by,
        "refuse_reason": row.refuse_reason,
        "lawyer": await _lawyer(aid),
        "usual_papers": [one.model_dump() for one in aid.folder.aid_papers],
        "possible_steps": await _desk_steps(aid),
        "version": row.version,
    }


async def _desk_steps(aid: Aid) -> list[AidStep]:
    """List what this worker may do now: the deciding office's steps, or the one look they were asked for."""
    mine = [step for step in _from_here(aid) if step not in steps.HERS and step not in _refused_now(aid)]
    if aid.scene.actor.office == aid.words.office:
        return mine
    return [step for step in mine if step is AidStep.DECIDE_OBJECTION and await is_asked(aid)]


def _refused_now(aid: Aid) -> set[AidStep]:
    """Name the steps the table knows that would be refused as things stand: papers once, decisions when they are in."""
    row, no = aid.application, set[AidStep]()
    no |= {AidStep.TELL_PAPERS} if row.papers_told_at is not None else {AidStep.TAKE_PAPERS}
    no |= {AidStep.TAKE_PAPERS} if row.papers_taken_at is not None else set()
    no |= {AidStep.GRANT, AidStep.REFUSE} if is_waiting(aid) else set()
    no |= set() if may_come_first(aid) else {AidStep.AID_FIRST}
    return no | ({AidStep.DECIDE_OBJECTION} if row.decided_by == aid.scene.actor.id else set())


async def mine(session: AsyncSession, *, actor: Actor, application_id: UUID) -> dict[str, Any]:
    """Show her one application."""
    return await for_her(await seen(session, actor=actor, application_id=application_id))


async def my_list(session: AsyncSession, *, actor: Actor) -> list[dict[str, Any]]:
    """List her applications, newest first; absent until she gives her PIN where she has one (SAF-03)."""
    if actor.locked:
        return []
    query = select(AidApplication.id).where(
        col(AidApplication.county) == actor.county, col(AidApplication.profile_id) == actor.profile_id
    )
    ids = await session.exec(query.order_by(col(AidApplication.created_at).desc()).limit(MOST))
    shown = []
    for one in ids.all():
        found = await _alive(session, actor, one)
        if found is not None:
            shown.append(await for_her(found))
    return shown


async def _alive(session: AsyncSession, actor: Actor, application_id: UUID) -> Aid | None:
    """Give an application, or nothing where what she erased it belongs to is gone."""
    try:
        return await seen(session, actor=actor, application_id=application_id)
    except NotFound:
        return None


async def at_desk(session: AsyncSession, *, actor: Actor, application_id: UUID) -> dict[str, Any]:
    """Show a worker one application; the look is written down, and she can see that it happened."""
    aid = await seen(session, actor=actor, application_id=application_id)
    request = aid.scene.request
    closed = {"closed": True} if request.level is Level.CLOSED else {}
    about = About("help_request", request.id, request.profile_id)
    await audit.record_read(session, actor=actor, action="legal_aid:read", about=about, facts=closed)
    return await for_desk(aid)
