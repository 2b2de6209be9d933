"""Taking one step: the state by the table, the event, the audit row and the notices, all in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import ladder, placing, steps
from app.models.help_requests import HelpRequest, RequestEvent, RequestMessage, RequestTask
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.vocabulary import (
    DataClass,
    Level,
    MessageAudience,
    NoticeKind,
    RequestState,
    Step,
    TaskState,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a step says beside itself: codes as facts, a sealed note, and whether she sees the line."""

    facts: dict[str, Any] = field(default_factory=dict)
    note: str | None = None
    shown: bool = True


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Scene:
    """What every step works on: the transaction, who acts, the locked request, its vault and the county's rules."""

    session: AsyncSession
    actor: Actor
    request: HelpRequest
    vault: Vault
    loaded: LoadedCounty


@dataclass(frozen=True, slots=True)
class Fresh:
    """A request as it began: its row, its parts, its first event. Nothing of it has to be read back."""

    request: HelpRequest
    tasks: list[RequestTask]
    event: RequestEvent


async def take(scene: Scene, step: Step, *, to: RequestState | None = None, said: Said = NOTHING) -> RequestEvent:
    """Take one step of the table. Raises StepNotPossible (409). Runs under the routing audience."""
    request = scene.request
    request.state = steps.after(request.state, step, to)
    event = await write_event(scene, step, said)
    ladder.wind(request, scene.loaded)
    await placing.follow(scene.session, request, lead_due=ladder.lead_due(request))
    return event


async def write_event(scene: Scene, step: Step, said: Said = NOTHING, *, seq: int | None = None) -> RequestEvent:
    """Append the event of a step already decided, raise the version, and record the change.

    `seq` is given for a request's first event only: a request not written yet has no last one to ask for.
    """
    session, actor, request = scene.session, scene.actor, scene.request
    if seq is None:
        seq = await _next_seq(session, request)
    event = RequestEvent(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=list(request.readers),
        seq=seq,
        step=step,
        to_state=request.state,
        actor_kind=actor.kind,
        actor_id=actor.id,
        office_code=actor.office,
        facts=said.facts,
        shown_to_her=said.shown,
    )
    if said.note:
        place = Place("request_event", "note_sealed", event.id)
        event.note_sealed = scene.vault.seal(DataClass.REQUEST, place, said.note)
    request.version = seq
    session.add_all((request, event))
    await session.flush()
    about = About("help_request", request.id, request.profile_id)
    facts: dict[str, Any] = {"step": step.value, "to": request.state.value, "seq": seq}
    if step is Step.SUBMIT:
        facts |= {"consented": list(request.shares_with), "told": said.facts.get("told")}
    if request.level is Level.CLOSED:
        facts["closed"] = True
    await audit.record(session, actor=actor, action=f"help_request:{step.value}", about=about, facts=facts)
    return event


async def _next_seq(session: AsyncSession, request: HelpRequest) -> int:
    last = select(RequestEvent.seq).where(
        col(RequestEvent.county) == request.county, col(RequestEvent.request_id) == request.id
    )
    found = (await session.exec(last.order_by(col(RequestEvent.seq).desc()).limit(1))).one_or_none()
    return (found or 0) + 1


async def say(scene: Scene, body: str, line: "Line") -> RequestMessage:
    """Put one line into the thread, sealed with the request's key."""
    actor, request = scene.actor, scene.request
    message = RequestMessage(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=list(request.readers),
        audience=line.audience,
        by_her=actor.kind == "woman",
        author_id=actor.id,
        author_shown=line.show_name,
        office_code=actor.office,
        visible_from=line.visible_from or clock.now(),
    )
    place = Place("request_message", "body_sealed", message.id)
    message.body_sealed = scene.vault.seal(DataClass.REQUEST, place, body)
    scene.session.add(message)
    await scene.session.flush()
    return message


@dataclass(frozen=True, slots=True)
class Line:
    """How a line of the thread is meant."""

    audience: MessageAudience = MessageAudience.HER
    show_name: bool = False
    visible_from: datetime | None = None


async def tell_her(scene: Scene, kind: NoticeKind, event: RequestEvent, *, at: datetime | None = None) -> None:
    """Let her hear of an event; the text is neutral, the number is all it carries."""
    await announce(scene.session, county=scene.request.county, notes=[note_for_her(scene, kind, event, at=at)])


def note_for_her(scene: Scene, kind: NoticeKind, event: RequestEvent, *, at: datetime | None = None) -> Note:
    """Write the note by which she hears of an event."""
    request = scene.request
    return Note(
        kind=kind,
        dedupe_key=f"{event.id}:her",
        profile_id=request.profile_id,
        request_id=request.id,
        facts={"number": request.number},
        visible_from=at,
    )


async def tell_desk(scene: Scene, kind: NoticeKind, event: RequestEvent, tasks: Iterable[RequestTask]) -> None:
    """Let the people of these tasks hear of an event; at closed level only the named person does, without a number."""
    await announce(scene.session, county=scene.request.county, notes=notes_for_desk(scene, kind, event, tasks))


def notes_for_desk(scene: Scene, kind: NoticeKind, event: RequestEvent, tasks: Iterable[RequestTask]) -> list[Note]:
    """Write the notes by which the people of these tasks hear of an event, one for each reader."""
    request = scene.request
    readers = {_hears(task) for task in tasks if task.state is TaskState.OPEN}
    facts = {} if request.level is Level.CLOSED else {"number": request.number}
    return [
        Note(kind=kind, dedupe_key=f"{event.id}:{reader}", reader=reader, request_id=request.id, facts=facts)
        for reader in sorted(reader for reader in readers if reader is not None)
    ]


def _hears(task: RequestTask) -> str | None:
    return f"staff:{task.staff_id}" if task.staff_id is not None else task.reader
