"""Sending a request where it belongs: classify what nobody could name, and hand the lead on."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import CaseVault, Place, Vault
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import accompanied, erasing, inputs, placing, routing
from app.domain.help_requests.desk_moves import desk_step, new_lead
from app.domain.help_requests.moves import Said, Scene, take, tell_desk, tell_her
from app.domain.help_requests.part_moves import living_office, require_ground
from app.domain.help_requests.routing import Case
from app.errors import Invalid
from app.models.files import StoredFile
from app.models.help_requests import CaseKey, HelpRequest, RequestEvent, RequestMessage
from app.models.instruments import Instrument
from app.models.legal_aid import AidApplication
from app.permissions.actors import Actor
from app.vocabulary import DataClass, Level, NoticeKind, RequestState, Step, TaskPart, TaskState

SEALED = (
    ("telling_sealed", DataClass.REQUEST),
    ("name_sealed", DataClass.IDENTITY),
    ("phone_sealed", DataClass.CONTACT),
)


async def classify(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Classify
) -> HelpRequest:
    """Name the service of a telling and send it there; her first clock does not restart (RTE-09)."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.CLASSIFY) as scene:
        request, loaded = scene.request, scene.loaded
        if not loaded.takes(said.service) or loaded.rule(said.service).to_classify:
            raise Invalid("请选一项具体的服务。", field="service")
        rule = loaded.rule(said.service)
        before = request.service_code
        never = loaded.never_for(said.service, request.about_office)
        share = frozenset(request.shares_with) if request.shares_with else None
        case = Case(request.township_code, share=share, about_office=request.about_office, never=never)
        offices = await catalogue.offices(session, loaded)
        route = routing.choose(rule, case, offices, clock.today())
        if route.state is RequestState.TRIAGE:
            raise Invalid("这项服务还没有确定牵头单位，请先请县里确定，或选别的服务。", field="service")
        await placing.end_tasks(session, request, TaskState.DONE)
        request.service_code = said.service
        request.finish_due = loaded.finish_due(said.service, request.created_at)
        vault = await raise_level(scene, rule.level)
        tasks = await placing.place(
            session, request=request, route=route, dues=placing.Dues(request.first_due, request.finish_due)
        )
        request.state = RequestState.TRIAGE
        moved = Scene(session, actor, request, vault, loaded)
        facts = {"from": before, "service": said.service, "lead": route.lead, "rule": route.rule}
        event = await take(moved, Step.CLASSIFY, said=Said(facts=facts, note=said.note))
        await tell_her(moved, NoticeKind.REQUEST_MOVED, event)
        await tell_desk(moved, NoticeKind.TASK_NEW, event, tasks)
    return request


async def raise_level(scene: Scene, level: Level) -> Vault:
    """Hold the request more closely from now on; what becomes closed is sealed anew with a key of its own."""
    request = scene.request
    if level is request.level or level is Level.NORMAL:
        return scene.vault
    if level is Level.CLOSED:
        case, wrapped = scene.vault.new_case(request.id)
        key = CaseKey(county=request.county, id=request.id, profile_id=request.profile_id, wrapped=wrapped)
        scene.session.add(key)
        _seal_anew(request, scene.vault, case)
        await erasing.forget_sounds(scene.session, request=request)
        await _seal_thread_anew(scene, case)
        request.shares_with = []
        request.parent_id = request.phone_index = None
        request.level = level
        return case
    request.level = level
    return scene.vault


def _seal_anew(request: HelpRequest, old: Vault, case: CaseVault) -> None:
    for column, klass in SEALED:
        blob: bytes | None = getattr(request, column)
        if blob is not None:
            place = Place("help_request", column, request.id)
            setattr(request, column, case.seal(klass, place, old.open(klass, place, bytes(blob))))


async def _seal_thread_anew(scene: Scene, case: CaseVault) -> None:
    """Seal what was already said about it, lines, notes and files' keys, with the case's own key."""
    columns = ((RequestMessage, "body_sealed"), (RequestEvent, "note_sealed"), (StoredFile, "key_sealed"))
    more = ((StoredFile, "summary_sealed"), (StoredFile, "summaries_sealed"))
    papers = ((Instrument, "details_sealed"), (Instrument, "reporter_sealed"))
    aid = ((AidApplication, "story_sealed"), (AidApplication, "outcome_sealed"))
    for table, column in (*columns, *more, *aid, *papers):
        query = select(table).where(
            col(table.county) == scene.request.county, col(table.request_id) == scene.request.id
        )
        for row in (await scene.session.exec(query)).all():
            blob: bytes | None = getattr(row, column)
            if blob is not None:
                place = Place(str(table.__tablename__), column, row.id)
                data = scene.vault.open_bytes(DataClass.REQUEST, place, bytes(blob))
                setattr(row, column, case.seal_bytes(DataClass.REQUEST, place, data))
                scene.session.add(row)


async def transfer(
    session: AsyncSession, *, actor: Actor, request_id: UUID, expected: int, said: inputs.Transfer
) -> HelpRequest:
    """Hand the lead to another office, with a hand-off note; number, thread and clocks stay (RTE-05, QUE-07)."""
    async with desk_step(session, actor=actor, request_id=request_id, expected=expected, step=Step.TRANSFER) as scene:
        request = scene.request
        if request.level is Level.CLOSED:
            raise Invalid("这类求助只由指定的人办，不能整体移交。", field="office")
        await accompanied.refuse_without_her(scene)
        office = await living_office(scene, said.office)
        await require_ground(scene, office, said.ground)
        facts = {"from": request.lead_office, "to": office}
        if said.ground is not None:
            facts["ground"] = said.ground.value
        await placing.end_tasks(session, request, TaskState.CANCELLED, TaskPart.LEAD)
        request.lead_office = office
        await new_lead(scene, office, TaskPart.LEAD, request.first_due)
        event = await take(scene, Step.TRANSFER, said=Said(facts=facts, note=said.note))
        await tell_her(scene, NoticeKind.REQUEST_MOVED, event)
        await tell_desk(scene, NoticeKind.TASK_NEW, event, await placing.tasks_of(session, request, TaskState.OPEN))
    return request
