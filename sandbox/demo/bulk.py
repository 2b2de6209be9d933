"""Many requests at once, for measuring: plausible lives written as rows, sealed and routed like the lived ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place, Vault
from app.domain import receipt_numbers
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import township_office
from app.models.base import new_id
from app.models.help_requests import HelpRequest, ReceiptNumber, RequestEvent, RequestMessage, RequestTask
from app.permissions.actors import Actor
from app.vocabulary import (
    Channel,
    DataClass,
    Level,
    MessageAudience,
    RequestState,
    Step,
    TaskPart,
    TaskState,
)
from sandbox.demo import names

S = RequestState
LIVES: tuple[tuple[tuple[Step, S], ...], ...] = (
    ((Step.SUBMIT, S.SUBMITTED),),
    ((Step.SUBMIT, S.SUBMITTED), (Step.ACCEPT, S.ACCEPTED)),
    ((Step.SUBMIT, S.SUBMITTED), (Step.ACCEPT, S.ACCEPTED), (Step.REPLY, S.WORKING)),
    (
        (Step.SUBMIT, S.SUBMITTED),
        (Step.ACCEPT, S.ACCEPTED),
        (Step.REPLY, S.WORKING),
        (Step.RESOLVE, S.RESOLVED),
        (Step.CONFIRM, S.CLOSED),
    ),
)
BITE = 1000


@dataclass(frozen=True)
class Mill:
    """What writing many requests needs."""

    session: AsyncSession
    vault: Vault
    loaded: LoadedCounty
    random: Random
    women: list[tuple[Actor, str]]

    def services(self) -> list[str]:
        """The services such a life fits: asked by her, not closed, led by somebody."""
        return [
            one.code
            for one in self.loaded.folder.services
            if one.level is not Level.CLOSED and one.lead and not one.to_classify and self.loaded.takes(one.code)
        ]


async def grind(mill: Mill, count: int, told: Callable[[int], object]) -> None:
    """Write `count` requests in bites; tells how many after each."""
    services = mill.services()
    known = select(ReceiptNumber.number).where(col(ReceiptNumber.county) == mill.loaded.folder.code)
    used = set((await mill.session.exec(known)).all())
    written = 0
    while written < count:
        size = min(BITE, count - written)
        numbers = receipt_numbers.draw(size) - used
        used |= numbers
        bite: dict[type[SQLModel], list[dict[str, Any]]] = {}
        for number in numbers:
            for row in _one(mill, services, number):
                bite.setdefault(type(row), []).append(row.model_dump())
        for table in (ReceiptNumber, HelpRequest, RequestTask, RequestEvent, RequestMessage):
            if bite.get(table):
                await mill.session.execute(insert(table), bite[table])
        written += len(numbers)
        told(len(numbers))


def _one(mill: Mill, services: list[str], number: str) -> Iterator[SQLModel]:
    woman, village = mill.women[mill.random.randrange(len(mill.women))]
    service = mill.loaded.service(services[mill.random.randrange(len(services))])
    life = LIVES[mill.random.randrange(len(LIVES))]
    at = clock.now() - timedelta(days=mill.random.uniform(0.1, 300))
    assert woman.profile_id is not None  # noqa: S101  women have profiles
    lead = service.first_handler or service.lead
    state = life[-1][1]
    request = HelpRequest(
        county=woman.county,
        created_at=at,
        number=number,
        profile_id=woman.profile_id,
        catalogue_id=mill.loaded.version_id,
        service_code=service.code,
        level=service.level,
        state=state,
        channel=Channel.APP,
        village_code=village,
        township_code=village[:9],
        lead_office=lead,
        readers=[lead] if service.level is Level.NORMAL else [f"head:{lead}"],
        tells_only_when_open=service.level is not Level.NORMAL,
        first_due=mill.loaded.first_due(service.code, at),
        finish_due=mill.loaded.finish_due(service.code, at),
        version=len(life),
    )
    if state is S.CLOSED:
        request.closed_at = at + timedelta(days=3)
    telling = mill.random.choice(names.TELLINGS)
    place = Place("help_request", "telling_sealed", request.id)
    request.telling_sealed = mill.vault.seal(DataClass.REQUEST, place, telling)
    yield _number(request)
    yield request
    yield _task(mill, request, TaskPart.LEAD, lead)
    yield _task(mill, request, TaskPart.TOWNSHIP, township_office(village[:9]))
    yield from _events(request, woman, life, at)
    if len(life) > 2:  # noqa: PLR2004  from the reply on
        yield _reply(mill, request, at + timedelta(days=2))


def _number(request: HelpRequest) -> ReceiptNumber:
    """Write down that the number is given out and used, as a real submission does."""
    return ReceiptNumber(
        county=request.county,
        created_at=request.created_at,
        number=request.number,
        profile_id=request.profile_id,
        expires_at=request.created_at + timedelta(days=90),
        used_at=request.created_at,
    )


def _task(mill: Mill, request: HelpRequest, part: TaskPart, office: str) -> RequestTask:
    over = request.state is S.CLOSED
    return RequestTask(
        county=request.county,
        created_at=request.created_at,
        request_id=request.id,
        profile_id=request.profile_id,
        part=part,
        state=TaskState.DONE if over else TaskState.OPEN,
        office_code=office,
        reader=office if request.level is Level.NORMAL else f"head:{office}",
        due_at=request.first_due if part is TaskPart.LEAD else request.finish_due,
        rule_code=f"rule.{request.service_code}",
        rule_version=mill.loaded.version,
        request_state=request.state,
        level=request.level,
    )


def _events(
    request: HelpRequest, woman: Actor, life: tuple[tuple[Step, S], ...], at: datetime
) -> Iterator[RequestEvent]:
    for seq, (step, to) in enumerate(life, start=1):
        hers = step in (Step.SUBMIT, Step.CONFIRM)
        yield RequestEvent(
            county=request.county,
            created_at=at + timedelta(hours=6 * (seq - 1)),
            request_id=request.id,
            profile_id=request.profile_id,
            readers=list(request.readers),
            seq=seq,
            step=step,
            to_state=to,
            actor_kind="woman" if hers else "staff",
            actor_id=woman.id if hers else None,
            office_code=None if hers else request.lead_office,
            facts={"lead": request.lead_office} if step is Step.SUBMIT else {},
        )


def _reply(mill: Mill, request: HelpRequest, at: datetime) -> RequestMessage:
    message = RequestMessage(
        id=new_id(),
        county=request.county,
        created_at=at,
        request_id=request.id,
        profile_id=request.profile_id,
        readers=list(request.readers),
        audience=MessageAudience.HER,
        by_her=False,
        office_code=request.lead_office,
        visible_from=at,
    )
    place = Place("request_message", "body_sealed", message.id)
    message.body_sealed = mill.vault.seal(DataClass.REQUEST, place, mill.random.choice(names.REPLIES))
    return message
