"""Her telling becomes one request or several linked ones, routed at once (RTE-02, RTE-06, REQ-02)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault, normal_phone
from app.domain import numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import ladder, placing, routing
from app.domain.help_requests.inputs import SubmitRequest
from app.domain.help_requests.moves import Fresh, Said, Scene, note_for_her, notes_for_desk, write_event
from app.domain.help_requests.routing import Case, Route
from app.domain.help_requests.telling import told_digest
from app.domain.keys import vault_of
from app.domain.ledger import consents
from app.domain.lessons import asking
from app.errors import Invalid, NotFound
from app.models.contacts import HandlerBlock
from app.models.help_requests import CaseKey, HelpRequest
from app.models.ledger import Consent
from app.notifications.outbox import announce
from app.permissions.actors import Actor
from app.vocabulary import (
    Audience,
    ConsentChannel,
    ConsentPurpose,
    DataClass,
    EmergencyTopic,
    LegalGround,
    Level,
    NoticeKind,
    RequestState,
    Step,
)

HER = text("""
    SELECT p.id, p.village_code, p.name_sealed, p.tells_only_when_open, a.id AS account_id, a.phone_sealed
    FROM profile p JOIN account a ON a.county = p.county AND a.id = p.account_id
    WHERE p.county = :county AND p.id = :profile
""")


class NoVillage(Invalid):
    """We do not know where she lives, so no township can be told."""

    code, message = "no_village", "请先选您住的村，我们才知道请谁来帮您。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of one telling: its requests as they began, and whether the number she held was used as it is."""

    requests: tuple[HelpRequest, ...]
    begun: tuple[Fresh, ...]
    number_kept: bool


@dataclass(frozen=True, slots=True)
class Her:
    """Who asks: where she lives, what a handler will need to reach her, and how she wants to hear."""

    profile_id: UUID
    village: str | None
    name: str | None
    phone: str | None
    tells_only_when_open: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling on its way in: who, where, what, and the rules of the moment."""

    session: AsyncSession
    actor: Actor
    said: SubmitRequest
    her: Her
    village: str
    loaded: LoadedCounty
    vault: Vault


async def submit(session: AsyncSession, *, actor: Actor, telling: SubmitRequest) -> Receipt:
    """Take in one telling of hers: consent, row and event, routing, tasks, clocks, audit, notices. All or nothing."""
    her = await _her(session, actor, await vault_of(session, actor.county))
    return await take_in(session, actor=actor, telling=telling, her=her)


async def take_in(session: AsyncSession, *, actor: Actor, telling: SubmitRequest, her: Her) -> Receipt:
    """Take in what was told by her or, with her consent, by a worker for her (who acts under the routing audience)."""
    loaded = await catalogue.current(session, actor.county)
    vault = await vault_of(session, actor.county)
    village = known_village(loaded, telling.village or her.village)
    if telling.from_lesson is not None:
        await asking.check(
            session, county=actor.county, lesson_id=telling.from_lesson.lesson_id, services=telling.services
        )
    story = Telling(session, actor, telling, her, village, loaded, vault)
    await _block(story)
    made: list[HelpRequest] = []
    begun: list[Fresh] = []
    kept = True
    for position, service in enumerate(telling.services):
        wanted = telling.receipt_numbers[position] if position < len(telling.receipt_numbers) else None
        number, as_asked = await numbers.use(session, county=actor.county, profile_id=her.profile_id, wanted=wanted)
        kept = kept and as_asked
        begun.append(await begin(story, service, number, _parent_of(made)))
        made.append(begun[-1].request)
    closed = any(request.level is Level.CLOSED for request in made)
    session.info["answer_about"] = (next((r.id for r in made if r.level is Level.CLOSED), made[0].id), closed)
    return Receipt(tuple(made), tuple(begun), kept)


def _parent_of(made: list[HelpRequest]) -> HelpRequest | None:
    """Link to the first of the telling; closed requests are linked to nothing, a link would tell of them."""
    return next((request for request in made if request.level is not Level.CLOSED), None)


async def _her(session: AsyncSession, actor: Actor, vault: Vault) -> Her:
    """Read who asks, opened with her own rights."""
    values = {"county": actor.county, "profile": actor.profile_id}
    row = (await session.execute(HER, values)).mappings().one_or_none()
    if row is None:
        raise NotFound
    name = phone = None
    if row["name_sealed"] is not None:
        name = vault.open(DataClass.IDENTITY, Place("profile", "name_sealed", row["id"]), row["name_sealed"])
    if row["phone_sealed"] is not None:
        phone = vault.open(DataClass.CONTACT, Place("account", "phone_sealed", row["account_id"]), row["phone_sealed"])
    return Her(row["id"], row["village_code"], name, phone, row["tells_only_when_open"])


async def her_village(session: AsyncSession, actor: Actor) -> str | None:
    """Give the village she lives in, as her profile says."""
    query = text("SELECT village_code FROM profile WHERE county = :county AND id = :profile")
    values = {"county": actor.county, "profile": actor.profile_id}
    return (await session.execute(query, values)).scalar_one_or_none()


def known_village(loaded: LoadedCounty, code: str | None) -> str:
    """Give a village of the county, or raise NoVillage."""
    if code is None:
        raise NoVillage
    if not catalogue.village(loaded, code):
        raise NoVillage("没有找到这个村，请重新选一下。")
    return code


async def _block(story: Telling) -> None:
    """Write down whom she does not want; once is enough."""
    for handler in story.said.blocked_handlers:
        row = HandlerBlock(county=story.actor.county, profile_id=story.her.profile_id, staff_id=handler)
        if not await blocks(story.session, row):
            story.session.add(row)
    await story.session.flush()


async def blocks(session: AsyncSession, row: HandlerBlock) -> bool:
    """Say whether she has blocked this person before."""
    known = text("SELECT 1 FROM handler_block WHERE county = :c AND profile_id = :p AND staff_id = :s")
    found = await session.execute(known, {"c": row.county, "p": row.profile_id, "s": row.staff_id})
    return found.first() is not None


async def begin(story: Telling, service_code: str, number: str, parent: HelpRequest | None) -> Fresh:
    """Begin one request of a telling: row, tasks, clocks, event, notices, consents."""
    loaded, session = story.loaded, story.session
    if not loaded.takes(service_code):
        raise Invalid("没有这项服务，请重新选一下。", field="services")
    route = await choose_route(session, loaded, story_case(story, service_code), service_code)
    request = _request(story, service_code, number, route, parent)
    vault, key = _vault_for(story, request)
    _seal(story, request, vault)
    request.shares_with = _shared(story, request, route)
    ground = _child_ground(story, service_code)
    scene = Scene(session, story.actor, request, vault, loaded)
    fresh = await _send_on(scene, route, key, _begun_with(scene, story, ground))
    if ground is ConsentPurpose.CHILDREN:
        session.add(_guardian(story, request))
    await consents.give_for_request(
        session,
        actor=story.actor,
        profile_id=story.her.profile_id,
        request_id=request.id,
        offices=request.shares_with,
        heard=story.said.consent_heard,
    )
    return fresh


def _child_ground(story: Telling, code: str) -> StrEnum | None:
    """Name the ground on which a child's facts are kept: a guardian's consent, else the duty to report (SAF-10)."""
    if EmergencyTopic.CHILD not in story.loaded.service(code).topics:
        return None
    return ConsentPurpose.CHILDREN if story.said.guardian else LegalGround.DUTY_TO_REPORT


def _guardian(story: Telling, request: HelpRequest) -> Consent:
    """Write down that she agreed as the child's guardian, for this one request."""
    return Consent(
        county=request.county,
        created_at=request.created_at,
        profile_id=request.profile_id,
        purpose=ConsentPurpose.CHILDREN,
        channel=ConsentChannel.GUARDIAN,
        request_id=request.id,
        text_version=catalogue.consent_version(story.loaded, ConsentPurpose.CHILDREN),
        heard=story.said.consent_heard,
    )


def _request(story: Telling, service_code: str, number: str, route: Route, parent: HelpRequest | None) -> HelpRequest:
    """Make the row, nothing sealed into it yet."""
    loaded, now = story.loaded, clock.now()
    level = loaded.rule(service_code).level
    return HelpRequest(
        county=story.actor.county,
        created_at=now,
        number=number,
        profile_id=story.her.profile_id,
        catalogue_id=loaded.version_id,
        service_code=service_code,
        level=level,
        state=route.state,
        channel=story.said.channel,
        proxy_id=_proxy(story, level),
        village_code=story.village,
        township_code=story.village[:9],
        lead_office=route.lead,
        parent_id=parent.id if parent and level is not Level.CLOSED else None,
        told_together=_told_together(story),
        about_lesson_id=story.said.from_lesson.lesson_id if story.said.from_lesson else None,
        about_minute=story.said.from_lesson.minute if story.said.from_lesson else None,
        about_office=story.said.about_office,
        tells_only_when_open=_quiet(story, level),
        clock_started_at=now,
        first_due=loaded.first_due(service_code, now),
        finish_due=loaded.finish_due(service_code, now),
    )


def _proxy(story: Telling, level: Level) -> UUID | None:
    """Remember who told it in her name, but never at closed level: nothing may lead back to it (NTF-05)."""
    return story.actor.id if story.actor.kind == "staff" and level is not Level.CLOSED else None


def _told_together(story: Telling) -> int:
    """Count the telling's requests that may know of each other: closed ones know of none and are known to none."""
    levels = [story.loaded.rule(code).level for code in story.said.services if story.loaded.takes(code)]
    return sum(level is not Level.CLOSED for level in levels) or 1


def _quiet(story: Telling, level: Level) -> bool:
    """Default by level: above normal she hears only when she opens the app (NTF-04)."""
    chosen = story.said.tells_only_when_open
    if chosen is not None:
        return chosen
    return story.her.tells_only_when_open or level is not Level.NORMAL


def story_case(story: Telling, service_code: str) -> Case:
    """Say what routing may know of this telling; without her yes only the lead office hears of it."""
    never = story.loaded.never_for(service_code, story.said.about_office)
    share = None if story.said.share else frozenset[str]()
    return Case(township=story.village[:9], share=share, about_office=story.said.about_office, never=never)


async def choose_route(session: AsyncSession, loaded: LoadedCounty, case: Case, service_code: str) -> Route:
    """Ask the rule with today's offices."""
    offices = await catalogue.offices(session, loaded)
    return routing.choose(loaded.rule(service_code), case, offices, clock.today())


def _vault_for(story: Telling, request: HelpRequest) -> tuple[Vault, CaseKey | None]:
    """Give the vault of the request, and at closed level the key of its own it begins with."""
    if request.level is not Level.CLOSED:
        return story.vault, None
    case, wrapped = story.vault.new_case(request.id)
    return case, CaseKey(county=request.county, id=request.id, profile_id=request.profile_id, wrapped=wrapped)


def _seal(story: Telling, request: HelpRequest, vault: Vault) -> None:
    """Seal her words, and the name and number the handler will need, with the request's own key."""

    def sealed(column: str, klass: DataClass, said: str | None) -> bytes | None:
        return vault.seal(klass, Place("help_request", column, request.id), said) if said else None

    request.telling_sealed = sealed("telling_sealed", DataClass.REQUEST, story.said.telling)
    request.name_sealed = sealed("name_sealed", DataClass.IDENTITY, story.her.name)
    request.phone_sealed = sealed("phone_sealed", DataClass.CONTACT, story.her.phone)
    if story.her.phone and request.level is not Level.CLOSED:  # nobody finds a closed request by her number
        request.phone_index = vault.blind_index("phone", normal_phone(story.her.phone))


def _shared(story: Telling, request: HelpRequest, route: Route) -> list[str]:
    """Name the offices she lets hear of it; the lead hears by its own duty (SAF-09)."""
    if not story.said.share or request.level is Level.CLOSED:
        return []
    return [part.office for part in route.parts if part.office != route.lead]


def _begun_with(scene: Scene, story: Telling, ground: StrEnum | None) -> dict[str, str]:
    """Give what else goes on record with the first step: on what ground a child is told of, and what her words were."""
    told = story.said.telling
    return ({"child_ground": ground.value} if ground else {}) | (
        {"told": told_digest(scene.vault, scene.request.id, told)} if told else {}
    )


async def _send_on(scene: Scene, route: Route, key: CaseKey | None, more: dict[str, str]) -> Fresh:
    """Put the request on the desks of its route, all rows in one go, under the routing audience."""
    session, request = scene.session, scene.request
    async with db.acting_as(session, Audience.ROUTE):
        dues = placing.Dues(lead=triage_due(scene, route.state), others=request.finish_due)
        plan = await placing.plan_for(session, request=request, route=route, dues=dues)
        ladder.wind(request, scene.loaded)
        session.add(request)
        await session.flush()  # the parent first: nothing tells the session in which order rows need each other
        session.add_all((*([key] if key else []), *plan.members, *plan.tasks))
        facts = {"rule": route.rule, "version": route.version, "lead": route.lead, "service": request.service_code}
        facts |= more
        event = await write_event(scene, Step.SUBMIT, Said(facts=facts | {"shared": request.shares_with}), seq=1)
        notes = [note_for_her(scene, NoticeKind.REQUEST_RECEIVED, event)]
        notes += notes_for_desk(scene, NoticeKind.TASK_NEW, event, plan.tasks)
        await announce(session, county=request.county, notes=notes)
    return Fresh(request, plan.tasks, event)


def triage_due(scene: Scene, state: RequestState) -> datetime | None:
    """Say when the first desk must have acted: a day to classify or rule, else the first reply."""
    if state in (RequestState.TRIAGE, RequestState.RULING):
        return scene.loaded.desk_due(clock.now())
    return scene.request.first_due
