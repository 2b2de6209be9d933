"""Legal aid of the demo county: a roster of invented lawyers, applications on their way, an order that ends soon."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app import clock, db
from app.domain.help_requests import access, desk_moves
from app.domain.legal_aid import applying, assigning, deciding, inputs, instrument_inputs, lawyers, orders, papers
from app.domain.legal_aid.access import Aid
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import Audience, LawyerKind, Pledge, Role, TieKind, Urgency
from sandbox.demo.people import Cast

FIRMS = ("丰江律师事务所", "平都律师事务所", "县法律援助中心", "名山法律服务所")
NAMES = ("陈律师", "周律师", "吴律师", "法律援助中心")
KINDS = (LawyerKind.LAWYER, LawyerKind.LAWYER, LawyerKind.LEGAL_WORKER, LawyerKind.AGENCY)
TELLINGS = ("他走了三年没有寄过钱，孩子都是我一个人带。", "离婚以后，村里说我的地要收回去。", "他又动手了。")


async def stage(cast: Cast, random: Random) -> list[UUID]:
    """Set the stage; gives the applications: one new, one waiting for papers, one with a lawyer, one closed."""
    roster = await _roster(cast)
    women = random.sample(cast.women, k=min(4, len(cast.women)))
    women += [cast.women[0]] * (4 - len(women))
    story = inputs.ApplyForAid(
        matter="support", other_side="王大柱", what_happened=TELLINGS[0], pledge=Pledge.TAP, share=True
    )
    fresh = await _apply(women[0], story, days=1)
    waiting = await _apply(women[1], story.model_copy(update={"matter": "divorce"}), days=2)
    said = inputs.TellPapers(missing=["身份证照片", "结婚证照片"])
    await _step(cast, waiting, papers.tell, days=1, said=said)
    helped = await _apply(women[2], story.model_copy(update={"matter": "land", "what_happened": TELLINGS[1]}), days=6)
    await _step(cast, helped, deciding.grant, days=4)
    await _step(cast, helped, assigning.assign, days=2, said=inputs.AssignLawyer(lawyer_id=roster[0]))
    return [fresh.application.id, waiting.application.id, helped.application.id, await _beaten(cast, women[3])]


async def _roster(cast: Cast) -> list[UUID]:
    admin = next(one for one in cast.staff["county_desk"] if one.role is Role.ADMIN)
    today, made = clock.today(), []
    async with db.transaction(context_of(admin)) as session:
        for number, (name, firm, kind) in enumerate(zip(NAMES, FIRMS, KINDS, strict=True)):
            said = inputs.EnterLawyer(
                kind=kind,
                name=name,
                phone=f"199{number:08d}",
                firm=firm,
                licence=f"DEMO-{number:06d}",
                checked_on=today - timedelta(days=30),
                valid_until=today + timedelta(days=300),
                woman=number in (0, 2),
                dialects=["丰都话"],
            )
            shown = await lawyers.enter(session, actor=admin, said=said)
            made.append(shown["id"])
        tie = inputs.DeclareTie(kind=TieKind.CLIENT, name="王大柱")
        await lawyers.declare(session, actor=admin, lawyer_id=made[1], said=tie)
    return made


def _ago(days: float) -> datetime:
    return datetime.now(clock.COUNTY_ZONE) - timedelta(days=days)


async def _apply(woman: Actor, said: inputs.ApplyForAid, *, days: float) -> Aid:
    with clock.stopped(_ago(days)):
        async with db.transaction(context_of(woman)) as session:
            return (await applying.apply(session, actor=woman, said=said)).aid


async def _owner(cast: Cast, request_id: UUID) -> tuple[Actor, int]:
    """Find who owns a request now, and its version."""
    async with db.transaction(db.Context(Audience.ROUTE, cast.county)) as session:
        request = await access.by_id(session, county=cast.county, request_id=request_id)
    people = [one for office in cast.staff.values() for one in office]
    return next(one for one in people if one.id == request.owner_id), request.version


async def _accept(cast: Cast, request_id: UUID) -> Actor:
    owner, version = await _owner(cast, request_id)
    async with db.transaction(context_of(owner)) as session:
        await desk_moves.accept(session, actor=owner, request_id=request_id, expected=version)
    return owner


async def _step(cast: Cast, aid: Aid, step: Callable[..., Awaitable[Aid]], *, days: float, **more: Any) -> None:
    """Take one step of the office that decides, on what is there then; the request is taken on before the first."""
    row = aid.application
    with clock.stopped(_ago(days)):
        if row.version == 1:
            await _accept(cast, row.request_id)
        justice, _ = await _owner(cast, row.request_id)
        async with db.transaction(context_of(justice)) as session:
            done = await step(session, actor=justice, application_id=row.id, expected=row.version, **more)
    row.version = done.application.version


async def _beaten(cast: Cast, woman: Actor) -> UUID:
    """A closed case with an application, and a protection order that ends in five days."""
    story = inputs.ApplyForAid(
        matter="violence", ground="violence", what_happened=TELLINGS[2], urgency=Urgency.DANGER, tell_aid_office=True
    )
    aid = await _apply(woman, story, days=3)
    request_id = aid.application.request_id
    with clock.stopped(_ago(2.9)):
        owner = await _accept(cast, request_id)
        async with db.transaction(context_of(owner)) as session:
            asked = instrument_inputs.EnterOrder(applied_at=clock.now(), urgent=True, oral=True, court="丰都县人民法院")
            order = await orders.apply(session, actor=owner, request_id=request_id, said=asked)
    with clock.stopped(_ago(2)):
        async with db.transaction(context_of(owner)) as session:
            said = instrument_inputs.DecideOrder(
                granted=True, decided_at=clock.now(), valid_until=clock.today() + timedelta(days=7)
            )
            paper = order.instrument
            await orders.decide(session, actor=owner, instrument_id=paper.id, expected=paper.version, said=said)
    return aid.application.id
