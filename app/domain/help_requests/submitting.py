"""Her telling becomes one request or several linked ones, routed at once (RTE-02, RTE-06, REQ-02)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import numbers, placing, routing
from app.domain.help_requests.inputs import SubmitRequest
from app.domain.help_requests.moves import Said, Scene, tell_desk, tell_her, write_event
from app.domain.help_requests.routing import Case, Route
from app.domain.keys import vault_of
from app.domain.ledger import consents
from app.errors import Invalid, NotFound
from app.models.accounts import Profile
from app.models.catalogue import Division
from app.models.contacts import HandlerBlock
from app.models.help_requests import CaseKey, HelpRequest
from app.permissions.actors import Actor
from app.vocabulary import Audience, DataClass, DivisionLevel, Level, NoticeKind, RequestState, Step


class NoVillage(Invalid):
    """We do not know where she lives, so no township can be told."""

    code, message = "no_village", "请先选您住的村，我们才知道请谁来帮您。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of one telling: its requests, and whether the number she held was used as it is."""

    requests: tuple[HelpRequest, ...]
    number_kept: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling on its way in: who, where, what, and the rules of the moment."""

    session: AsyncSession
    actor: Actor
    said: SubmitRequest
    profile: Profile
    village: str
    loaded: LoadedCounty


async def submit(session: AsyncSession, *, actor: Actor, telling: SubmitRequest) -> Receipt:
    """Take in one telling: consent, row and event, routing, tasks, clocks, audit, notices. All or nothing."""
    loaded = await catalogue.current(session, actor.county)
    profile = await _profile(session, actor)
    village = await _village(session, actor, telling.village or profile.village_code)
    story = Telling(session, actor, telling, profile, village, loaded)
    for handler in telling.blocked_handlers:
        session.add(HandlerBlock(county=actor.county, profile_id=profile.id, staff_id=handler))
    await session.flush()
    made: list[HelpRequest] = []
    kept = True
    for position, service in enumerate(telling.services):
        wanted = telling.receipt_numbers[position] if position < len(telling.receipt_numbers) else None
        number, as_asked = await numbers.use(session, county=actor.county, profile_id=profile.id, wanted=wanted)
        kept = kept and as_asked
        made.append(await _open(story, service, number, _parent_of(made)))
    closed = any(request.level is Level.CLOSED for request in made)
    session.info["answer_about"] = (next((r.id for r in made if r.level is Level.CLOSED), made[0].id), closed)
    return Receipt(tuple(made), kept)


def _parent_of(made: list[HelpRequest]) -> HelpRequest | None:
    """Link to the first of the telling; closed requests are linked to nothing, a link would tell of them."""
    return next((request for request in made if request.level is not Level.CLOSED), None)


async def _profile(session: AsyncSession, actor: Actor) -> Profile:
    found = await session.exec(
        select(Profile).where(col(Profile.county) == actor.county, col(Profile.id) == actor.profile_id)
    )
    profile = found.one_or_none()
    if profile is None:
        raise NotFound
    return profile


async def _village(session: AsyncSession, actor: Actor, code: str | None) -> str:
    if code is None:
        raise NoVillage
    found = await session.exec(select(Division).where(col(Division.code) == code))
    division = found.one_or_none()
    if division is None or division.county != actor.county or division.level is not DivisionLevel.VILLAGE:
        raise NoVillage("没有找到这个村，请重新选一下。")
    return code


async def _open(story: Telling, service_code: str, number: str, parent: HelpRequest | None) -> HelpRequest:
    loaded, session = story.loaded, story.session
    if not loaded.takes(service_code):
        raise Invalid("没有这项服务，请重新选一下。", field="services")
    rule = loaded.rule(service_code)
    route = await choose_route(session, loaded, story_case(story, service_code), service_code)
    now = clock.now()
    request = HelpRequest(
        county=story.actor.county,
        created_at=now,
        number=number,
        profile_id=story.profile.id,
        catalogue_id=loaded.version_id,
        service_code=service_code,
        level=rule.level,
        state=route.state,
        channel=story.said.channel,
        village_code=story.village,
        township_code=story.village[:9],
        lead_office=route.lead,
        parent_id=parent.id if parent and rule.level is not Level.CLOSED else None,
        about_office=story.said.about_office,
        tells_only_when_open=_quiet(story, rule.level),
        first_due=loaded.first_due(service_code, now),
        finish_due=loaded.finish_due(service_code, now),
    )
    session.add(request)
    await session.flush()
    vault = await _vault_for(session, request)
    await _seal(story, request, vault)
    await _share(story, request, route)
    scene = Scene(session, story.actor, request, vault, loaded)
    await _send_on(scene, route)
    return request


def _quiet(story: Telling, level: Level) -> bool:
    """Default by level: above normal she hears only when she opens the app (NTF-04)."""
    chosen = story.said.tells_only_when_open
    if chosen is not None:
        return chosen
    return story.profile.tells_only_when_open or level is not Level.NORMAL


def story_case(story: Telling, service_code: str) -> Case:
    """Say what routing may know of this telling; without her yes only the lead office hears of it."""
    never = story.loaded.never_for(service_code, story.said.about_office)
    share = None if story.said.share else frozenset[str]()
    return Case(township=story.village[:9], share=share, about_office=story.said.about_office, never=never)


async def choose_route(session: AsyncSession, loaded: LoadedCounty, case: Case, service_code: str) -> Route:
    """Ask the rule with today's offices."""
    offices = await catalogue.offices(session, loaded)
    return routing.choose(loaded.rule(service_code), case, offices, clock.today())


async def _vault_for(session: AsyncSession, request: HelpRequest) -> Vault:
    vault = await vault_of(session, request.county)
    if request.level is not Level.CLOSED:
        return vault
    case, wrapped = vault.new_case(request.id)
    async with db.acting_as(session, Audience.ROUTE):
        session.add(CaseKey(county=request.county, id=request.id, profile_id=request.profile_id, wrapped=wrapped))
    return case


async def _seal(story: Telling, request: HelpRequest, vault: Vault) -> None:
    """Seal her words, and the name and number the handler will need, with the request's own key."""
    if story.said.telling:
        place = Place("help_request", "telling_sealed", request.id)
        request.telling_sealed = vault.seal(DataClass.REQUEST, place, story.said.telling)
    county_vault = await vault_of(story.session, request.county)
    if story.profile.name_sealed is not None:
        held = Place("profile", "name_sealed", story.profile.id)
        name = county_vault.open(DataClass.IDENTITY, held, story.profile.name_sealed)
        request.name_sealed = vault.seal(DataClass.IDENTITY, Place("help_request", "name_sealed", request.id), name)
    phone = await consents.phone_of(story.session, actor=story.actor)
    if phone is not None:
        place = Place("help_request", "phone_sealed", request.id)
        request.phone_sealed = vault.seal(DataClass.CONTACT, place, phone)


async def _share(story: Telling, request: HelpRequest, route: Route) -> None:
    """Write down her consent for each office that will hear of it; the lead hears by its own duty (SAF-09)."""
    request.shares_with = [part.office for part in route.parts if part.office != route.lead]
    if not story.said.share or request.level is Level.CLOSED:
        request.shares_with = []
        return
    for office in request.shares_with:
        await consents.give_for_request(
            story.session, actor=story.actor, request_id=request.id, office=office, heard=story.said.consent_heard
        )


async def _send_on(scene: Scene, route: Route) -> None:
    """Put the request on the desks of its route; other offices' rows are written under the routing audience."""
    session, request = scene.session, scene.request
    async with db.acting_as(session, Audience.ROUTE):
        dues = placing.Dues(lead=triage_due(scene, route.state), others=request.finish_due)
        tasks = await placing.place(session, request=request, route=route, dues=dues)
        facts = {"rule": route.rule, "version": route.version, "lead": route.lead, "service": request.service_code}
        event = await write_event(scene, Step.SUBMIT, Said(facts=facts))
        await tell_her(scene, NoticeKind.REQUEST_RECEIVED, event)
        await tell_desk(scene, NoticeKind.TASK_NEW, event, tasks)


def triage_due(scene: Scene, state: RequestState) -> datetime | None:
    """Say when the first desk must have acted: a day to classify or rule, else the first reply."""
    if state in (RequestState.TRIAGE, RequestState.RULING):
        return scene.loaded.desk_due(clock.now())
    return scene.request.first_due
