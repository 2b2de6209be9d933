"""Her application: by form or by voice, inside a request of hers; a violent matter only inside a closed one."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access, people, placing, submitting
from app.domain.help_requests import inputs as asking
from app.domain.help_requests import steps as request_steps
from app.domain.help_requests.moves import Said, tell_desk
from app.domain.ledger import consents
from app.domain.legal_aid import grounds, steps
from app.domain.legal_aid.access import Aid, scene_of, take
from app.domain.legal_aid.grounds import Basis
from app.domain.legal_aid.inputs import ApplyForAid, Story
from app.errors import Conflict, Invalid, NotFound
from app.models.files import StoredFile
from app.models.help_requests import HelpRequest
from app.models.legal_aid import AidApplication
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import (
    AidChannel,
    AidState,
    AidStep,
    Audience,
    CasePart,
    FileKind,
    FileState,
    KeyGroup,
    Level,
    NoticeKind,
    Step,
    TaskPart,
    TaskState,
)

CLOSED_SERVICE = "law.dv"
GROUP = "law."


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of applying: the application, and whether it went into a new request only named people can open."""

    aid: Aid
    opened_closed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What an application is made of beside its story: who told it, how, and where its recording is."""

    channel: AidChannel
    tell_aid_office: bool
    voice_file: UUID | None = None
    consent_id: UUID | None = None


async def apply(session: AsyncSession, *, actor: Actor, said: ApplyForAid) -> Applied:
    """Take her application in: no income is asked, the period of the law begins with this receipt."""
    if actor.profile_id is None:
        raise NotFound
    folder = (await catalogue.current(session, actor.county)).folder
    flags: set[KeyGroup] = set()
    if said.use_ledger:
        flags = await grounds.agreed_flags(session, county_code=actor.county, profile_id=actor.profile_id)
    basis = grounds.basis(folder, said, flags)
    request, opened_closed = await _request_for(session, actor, said, basis)
    await _refuse_foreign_file(session, request, said)
    async with db.acting_as(session, Audience.ROUTE):
        aid = Aid(await scene_of(session, actor=actor, request=request), made(request, said, basis), folder)
        told = Told(said.channel, said.tell_aid_office, said.voice_file)
        await enter(aid, said, told)
    return Applied(aid, opened_closed)


async def _request_for(
    session: AsyncSession, actor: Actor, said: ApplyForAid, basis: Basis
) -> tuple[HelpRequest, bool]:
    """Give the request the application lives in: hers, or a new one; a violent matter never lives in an open one."""
    if said.request_id is not None:
        request = await access.help_request(
            session, actor=actor, action=Action.LEGAL_AID_APPLY, request_id=said.request_id, lock=True
        )
        if not request.service_code.startswith(GROUP):
            raise Invalid("这件求助不是法律方面的，请不选它，另开一件。", field="request_id")
        if request.level is Level.CLOSED or not basis.closed:
            request_steps.after(request.state, Step.AID)
            return request, False
    service = CLOSED_SERVICE if basis.closed else county.SERVICE
    telling = asking.SubmitRequest(
        services=[service],
        telling=said.what_happened or None,
        village=said.village,
        share=said.share and not basis.closed,
        consent_heard=said.consent_heard,
        tells_only_when_open=said.tells_only_when_open,
    )
    receipt = await submitting.submit(session, actor=actor, telling=telling)
    return receipt.requests[0], basis.closed


async def _refuse_foreign_file(session: AsyncSession, request: HelpRequest, said: ApplyForAid) -> None:
    if said.voice_file is None:
        return
    file = await session.get(StoredFile, (request.county, said.voice_file))
    fits = file is not None and file.request_id == request.id and file.kind is FileKind.VOICE
    if file is None or not fits or file.state in (FileState.REFUSED, FileState.ERASED):
        raise Invalid("没有找到这段录音，请先把它发到这件求助里。", field="voice_file")


def made(request: HelpRequest, said: Story, basis: Basis) -> AidApplication:
    """Make an application's row; what was told is sealed by `enter`."""
    return AidApplication(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=list(request.readers),
        channel=AidChannel.FORM,
        state=AidState.APPLIED,
        matter=basis.matter.code,
        ground=basis.ground.code if basis.ground else None,
        ground_from_ledger=basis.from_ledger,
        urgency=said.urgency,
        pledge=None if basis.ground else said.pledge,
        limitation_ends=said.limitation_ends,
        must_preserve=said.must_preserve,
    )


async def enter(aid: Aid, said: Story, told: Told) -> None:
    """Write an application into its request: sealed, on its clock, told to those who decide; once at a time."""
    row, scene = aid.application, aid.scene
    await _refuse_second(aid)
    row.channel, row.voice_file_id, row.consent_id = told.channel, told.voice_file, told.consent_id
    if scene.actor.kind == "staff":
        row.applied_by = scene.actor.id
    story = {
        "other_side": said.other_side,
        "other_side_phone": said.other_side_phone,
        "place": said.place,
        "what_happened": said.what_happened,
        "pledge_version": aid.words.pledge_version if row.pledge else None,
    }
    aid.keep("story_sealed", story)
    scene.request.asks_once = True
    if told.tell_aid_office:
        await let_in(aid)
    facts = {"matter": row.matter, "channel": row.channel.value, "urgency": row.urgency.value}
    event = await take(aid, AidStep.APPLY, said=Said(facts=facts))
    tasks = await placing.tasks_of(scene.session, scene.request, TaskState.OPEN)
    await tell_desk(scene, NoticeKind.TASK_NEW, event, tasks)


async def _refuse_second(aid: Aid) -> None:
    row = aid.application
    query = select(AidApplication.id).where(
        col(AidApplication.county) == row.county,
        col(AidApplication.request_id) == row.request_id,
        col(AidApplication.state).in_(steps.ALIVE),
    )
    if (await aid.scene.session.exec(query)).first() is not None:
        raise Conflict("这件求助里已经有一份法律援助申请，不用再填。")


async def let_in(aid: Aid) -> None:
    """Let the office that decides see the request, because she ticked it: one named person, at closed level as member.

    Where nobody there is fit (SAF-06), the request's own people go on alone and are told.
    """
    scene, office = aid.scene, aid.words.office
    session, request = scene.session, scene.request
    parts = await placing.tasks_of(session, request, TaskState.OPEN)
    if any(task.office_code == office for task in parts):
        return
    person = await people.contact_for(session, request=request, office=office)
    if person is None and request.level is Level.CLOSED:
        return
    if person is not None and request.level is Level.CLOSED:
        await placing.add_member(session, request, person, CasePart.ADDED)
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    due_at = scene.loaded.finish_due(county.SERVICE, clock.now())
    session.add(placing.new_task(request, part=TaskPart.CO, office=office, person=person, due_at=due_at, rule=rule))
    request.shares_with = sorted({*request.shares_with, office})
    await consents.give_for_request(
        session, actor=scene.actor, profile_id=request.profile_id, request_id=request.id, offices=[office], heard=True
    )
    await session.flush()
    await placing.set_readers(session, request)
    aid.application.readers = list(request.readers)
