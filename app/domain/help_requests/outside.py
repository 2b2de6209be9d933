"""A request in the hands of a body outside: what may leave, what comes back, and what happens when nothing does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db, enqueue
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import deadlines
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import OutsideBody
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import access, inputs, placing
from app.domain.help_requests.looking import opened
from app.domain.help_requests.moves import Line, Said, Scene, say, take, tell_desk, tell_her
from app.errors import ConsentMissing, Invalid, NotFound
from app.models.base import new_id
from app.models.help_requests import HelpRequest, RequestEvent
from app.models.ledger import Consent
from app.models.outside import OutsideHandover
from app.permissions.actors import Actor, system
from app.permissions.table import Action
from app.vocabulary import (
    Audience,
    ClockKind,
    ConsentChannel,
    ConsentPurpose,
    DataClass,
    Level,
    NoticeKind,
    OutsideState,
    RequestState,
    Step,
    TaskName,
    TaskPart,
    TaskState,
)

AWAITED = (OutsideState.WAITING, OutsideState.SENT, OutsideState.WORKING, OutsideState.FAILED)
NO_WORDS = "没有写答复。"
AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Heard:
    """What a body says of one hand-over: its own id of the event, its own word for the state, and a text."""

    handover: UUID
    event: str
    state: str
    text: str

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Heard":
        """Read what came in. Raises Invalid for what is not of this shape."""
        try:
            made = cls(UUID(str(said["id"])), str(said["event"]), str(said["state"]), str(said.get("text") or ""))
        except (KeyError, ValueError):
            raise Invalid("要有 id、event、state 三项。") from None
        if not 0 < len(made.event) <= inputs.MOST_EVENT or len(made.text) > inputs.MOST_TEXT:
            raise Invalid("event 或 text 太长了。")
        return made


def body_of(loaded: LoadedCounty, code: str) -> OutsideBody:
    """Give a body of the county's list. Raises Invalid."""
    found = next((one for one in loaded.folder.outside_bodies if one.code == code), None)
    if found is None:
        raise Invalid("没有这个外单位，请重新选一下。", field="outside_body")
    return found


def office_of(body: str) -> str:
    """Name a body where a consent names an office."""
    return f"outside:{body}"


async def consent(session: AsyncSession, *, actor: Actor, request_id: UUID, said: inputs.OutsideConsent) -> HelpRequest:
    """Let her tick one outside body for one request; she takes it back like any other consent (SAF-09)."""
    request = await access.help_request(session, actor=actor, action=Action.HELP_REQUEST_READ, request_id=request_id)
    loaded = await catalogue.current(session, actor.county)
    body = body_of(loaded, said.body)
    if await _consented(session, request, body.code):
        return request
    row = Consent(
        county=request.county,
        created_at=clock.now(),
        profile_id=request.profile_id,
        purpose=ConsentPurpose.SHARE_WITH_OFFICES,
        channel=ConsentChannel.SELF,
        office_code=office_of(body.code),
        request_id=request.id,
        text_version=catalogue.consent_version(loaded, ConsentPurpose.SHARE_WITH_OFFICES),
        heard=said.heard,
    )
    session.add(row)
    await session.flush()
    about = About("consent", row.id, request.profile_id)
    facts = {"purpose": row.purpose.value, "given": True, "office": row.office_code}
    await audit.record(session, actor=actor, action="consent:manage", about=about, facts=facts)
    return request


async def _consented(session: AsyncSession, request: HelpRequest, body: str) -> bool:
    query = select(Consent.id).where(
        col(Consent.county) == request.county,
        col(Consent.request_id) == request.id,
        col(Consent.office_code) == office_of(body),
        col(Consent.withdrawn_at).is_(None),
    )
    return (await session.exec(query.limit(1))).first() is not None


async def hand_out(scene: Scene, said: inputs.Refer) -> RequestEvent:
    """Hand the request to a body of the county's list. Raises ConsentMissing.

    Her words, name and number go along with her tick only; a named legal ground sends the worker's note without them.
    """
    request, body = scene.request, body_of(scene.loaded, said.outside_body or "")
    ticked = await _consented(scene.session, request, body.code)
    if not ticked and said.ground is None:
        raise ConsentMissing("她没有同意告诉这个单位。请先问过她，或写明法定理由。", office=office_of(body.code))
    key = new_id()
    due_at = deadlines.due(ClockKind.WORKING_DAYS, body.days, clock.now(), scene.loaded.calendar)
    payload = _payload(scene, body, said, key, ticked=ticked) | {"due_at": due_at.isoformat()}
    place = Place("outside_handover", "payload_sealed", key)
    row = OutsideHandover(
        county=request.county,
        id=key,
        created_at=clock.now(),
        request_id=request.id,
        body_code=body.code,
        payload_sealed=scene.vault.seal(DataClass.REQUEST, place, orjson.dumps(payload).decode()),
        due_at=due_at,
    )
    scene.session.add(row)
    await enqueue.defer(scene.session, TaskName.SEND_OUTSIDE, county=request.county, handover=str(key))
    facts = {"outside": True, "body": body.code, "ticked": ticked} | (
        {"ground": said.ground.value} if said.ground else {}
    )
    note = f"{body.name}\n{said.note}"
    return await take(scene, Step.REFER, to=RequestState.REFERRED_OUT, said=Said(facts=facts, note=note))


def _payload(scene: Scene, body: OutsideBody, said: inputs.Refer, key: UUID, *, ticked: bool) -> dict[str, Any]:
    """Write what leaves: the worker's note; hers only with her tick; of a closed case nothing more without it."""
    request = scene.request
    towns = {one.code: one.name for one in scene.loaded.folder.places}
    payload: dict[str, Any] = {
        "id": str(key),
        "from": scene.loaded.folder.name,
        "state": body.states_out.get(RequestState.REFERRED_OUT, RequestState.REFERRED_OUT.value),
        "note": said.note,
        "handed_over_at": clock.now().isoformat(),
    }
    if ticked or request.level is not Level.CLOSED:
        payload["class"] = body.classes.get(request.service_code, body.other_class)
        payload["number"] = request.number
        payload["township"] = towns.get(request.township_code, request.township_code)
    if ticked:
        payload["telling"] = opened(scene.vault, request, "telling_sealed", DataClass.REQUEST)
        payload["name"] = opened(scene.vault, request, "name_sealed", DataClass.IDENTITY)
        payload["phone"] = opened(scene.vault, request, "phone_sealed", DataClass.CONTACT)
    return payload


async def _scene(session: AsyncSession, row: OutsideHandover) -> Scene:
    """Set the scene for what comes from outside; lines in the thread bear the lead's name."""
    request = await access.by_id(session, county=row.county, request_id=row.request_id)
    actor = replace(system(row.county), office=request.lead_office)
    loaded = await catalogue.version(session, row.county, request.catalogue_id)
    return Scene(session, actor, request, await access.request_vault(session, request), loaded)


async def _locked(session: AsyncSession, county: str, key: UUID) -> OutsideHandover | None:
    query = select(OutsideHandover).where(col(OutsideHandover.county) == county, col(OutsideHandover.id) == key)
    return (await session.exec(query.with_for_update())).one_or_none()


async def to_send(session: AsyncSession, *, county: str, key: UUID) -> tuple[str, dict[str, Any]] | None:
    """Give the body and the payload of a waiting hand-over; one whose request went on meanwhile is recalled."""
    async with db.acting_as(session, Audience.ROUTE):
        row = await _locked(session, county, key)
        if row is None or row.state is not OutsideState.WAITING or row.payload_sealed is None:
            return None
        scene = await _scene(session, row)
        if scene.request.state is not RequestState.REFERRED_OUT:
            row.state, row.payload_sealed, row.settled_at = OutsideState.RECALLED, None, clock.now()
            session.add(row)
            return None
        place = Place("outside_handover", "payload_sealed", row.id)
        payload = scene.vault.open(DataClass.REQUEST, place, bytes(row.payload_sealed))
        return row.body_code, orjson.loads(payload)


async def sent(session: AsyncSession, *, county: str, key: UUID, reference: str) -> None:
    """Note that it left, and forget what was in it."""
    row = await _locked(session, county, key)
    if row is not None and row.state is OutsideState.WAITING:
        row.state, row.reference, row.payload_sealed = OutsideState.SENT, reference or None, None
        session.add(row)


async def not_sent(session: AsyncSession, *, county: str, key: UUID, most: int) -> bool:
    """Count a failed try; True while it is worth another. After the last one the lead hears that it did not leave."""
    row = await _locked(session, county, key)
    if row is None or row.state is not OutsideState.WAITING:
        return False
    row.tries += 1
    again = row.tries < most
    if not again:
        row.state, row.payload_sealed = OutsideState.FAILED, None
        async with db.acting_as(session, Audience.ROUTE):
            scene = await _scene(session, row)
            event = await take(scene, Step.NOTE, said=Said(facts={"outside_failed": row.body_code}, shown=False))
            await _tell_lead(scene, NoticeKind.TASK_CHANGED, event)
    session.add(row)
    return again


async def hear(session: AsyncSession, *, county: str, body: str, heard: Heard) -> OutsideState:
    """Take in what a body says, once per event, its word put into ours by the county's map. Raises NotFound, Invalid.

    An answer goes to her thread by the step every answer from outside takes, and the work goes on here.
    """
    row = await _locked(session, county, heard.handover)
    if row is None or row.body_code != body:
        raise NotFound
    if heard.event in row.events:
        return row.state
    scene = await _scene(session, row)
    known = next((one for one in scene.loaded.folder.outside_bodies if one.code == body), None)
    state = known.states_in.get(heard.state) if known is not None else None
    if known is None or state is None:
        raise Invalid("不认识对方的状态，请先在 county.toml 的 states_in 里写上。", field="state")
    row.events = [*row.events, heard.event]
    row.state = state
    session.add(row)
    if state is not OutsideState.WORKING:
        row.settled_at = clock.now()
    if scene.request.state is RequestState.REFERRED_OUT:
        await _put_in(scene, known, state, heard)
    await session.flush()
    return state


async def _put_in(scene: Scene, body: OutsideBody, state: OutsideState, heard: Heard) -> None:
    facts: dict[str, Any] = {"body": body.code, "their_state": state.value}
    if state is OutsideState.WORKING:
        event = await take(scene, Step.NOTE, said=Said(facts=facts, note=heard.text or None, shown=False))
        await _tell_lead(scene, NoticeKind.TASK_CHANGED, event)
        return
    message = await say(scene, f"{body.name}的答复：{heard.text or NO_WORDS}", Line())
    event = await take(scene, Step.OUTSIDE_ANSWER, said=Said(facts=facts | {"message": str(message.id)}))
    await tell_her(scene, NoticeKind.REQUEST_REPLIED, event)
    await _tell_lead(scene, NoticeKind.TASK_CHANGED, event)


async def _tell_lead(scene: Scene, kind: NoticeKind, event: RequestEvent) -> None:
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
    await tell_desk(scene, kind, event, [task for task in tasks if task.part is TaskPart.LEAD])


async def time_out(session: AsyncSession, *, county: str) -> int:
    """Take back what no body answered in time: the work goes on here and the lead is pressed."""
    query = select(OutsideHandover).where(
        col(OutsideHandover.county) == county,
        col(OutsideHandover.state).in_(AWAITED),
        col(OutsideHandover.due_at) < clock.now(),
    )
    late = (await session.exec(query.order_by(col(OutsideHandover.due_at)).limit(AT_A_TIME).with_for_update())).all()
    for row in late:
        row.state, row.settled_at, row.payload_sealed = OutsideState.TIMED_OUT, clock.now(), None
        session.add(row)
        async with db.acting_as(session, Audience.ROUTE):
            scene = await _scene(session, row)
            if scene.request.state is RequestState.REFERRED_OUT:
                facts = {"body": row.body_code, "timed_out": True}
                event = await take(scene, Step.OUTSIDE_ANSWER, said=Said(facts=facts))
                await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
                await _tell_lead(scene, NoticeKind.TASK_OVERDUE, event)
    return len(late)
