"""The twelve months before: requests that were answered long ago, written as rows, so that the county has figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import Place, Vault
from app.domain import receipt_numbers
from app.domain.catalogue.folder import Service
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.rules import township_office
from app.domain.figures.months import Month, finished_months
from app.models.help_requests import HelpRequest, ReceiptNumber, RequestEvent, RequestRating
from app.permissions.actors import Actor
from app.vocabulary import Channel, DataClass, Face, Level, RequestState, Step
from sandbox.demo import names

S = RequestState
PER_MONTH = 120
STRAY = 0.12  # a few are about anything, anywhere: so it is, and it keeps every small number unsure
TOWNS = 6  # most of it happens in a few townships: thirty with three requests each would all be "<5"
SERVICES = (
    "job.train",
    "job.train",
    "aid.temp",
    "aid.temp",
    "law.ask",
    "fam.class",
    "health.relief",
    "gov.say",
    "duty.bad",
)
FACES = (Face.GLAD, Face.GLAD, Face.GLAD, Face.SO_SO, Face.UNHAPPY)
Line = tuple[Step, S, datetime]


@dataclass(frozen=True)
class Past:
    """What writing the past needs: each woman with her village."""

    session: AsyncSession
    vault: Vault
    loaded: LoadedCounty
    random: Random
    women: list[tuple[Actor, str]]

    def open_services(self) -> tuple[str, ...]:
        """The services she may ask for that are not closed."""
        services = self.loaded.folder.services
        return tuple(
            one.code
            for one in services
            if one.level is not Level.CLOSED and one.lead and not one.to_classify and self.loaded.takes(one.code)
        )


async def remember(past: Past, per_month: int = PER_MONTH) -> int:
    """Write the months; gives how many requests."""
    used = select(ReceiptNumber.number).where(col(ReceiptNumber.county) == past.loaded.folder.code)
    known = set((await past.session.exec(used)).all())
    towns = sorted({village[:9] for _, village in past.women})[:TOWNS]
    women = [one for one in past.women if one[1][:9] in towns]
    written = 0
    for month in finished_months():
        rows: dict[type[SQLModel], list[dict[str, Any]]] = {}
        numbers = receipt_numbers.draw(per_month) - known
        known |= numbers
        for number in sorted(numbers):
            stray = past.random.random() < STRAY
            whose = past.women if stray else women
            for row in _one(past, whose[past.random.randrange(len(whose))], number, month, stray=stray):
                rows.setdefault(type(row), []).append(row.model_dump())
        for table in (ReceiptNumber, HelpRequest, RequestEvent, RequestRating):
            if rows.get(table):
                await past.session.execute(insert(table), rows[table])
        written += len(numbers)
    return written


def _one(past: Past, whose: tuple[Actor, str], number: str, month: Month, *, stray: bool) -> Iterator[SQLModel]:
    """Write one life: asked, sometimes sent back once, answered in time or late, judged by her."""
    her, village = whose
    dice, codes = past.random, past.open_services() if stray else SERVICES
    service = past.loaded.service(codes[dice.randrange(len(codes))])
    assert her.profile_id is not None  # noqa: S101  women have profiles
    start = month.values(her.county)["first"] + timedelta(hours=dice.uniform(0, 24 * 20))
    due = past.loaded.finish_due(service.code, start) or start + timedelta(days=20)
    late = dice.random() < 0.15  # noqa: PLR2004  about every seventh
    done = due + timedelta(hours=dice.uniform(1, 90)) if late else start + (due - start) * dice.uniform(0.1, 0.95)
    request = _request(past, (her, village), service, (start, due, done))
    request.number = number
    place = Place("help_request", "telling_sealed", request.id)
    request.telling_sealed = past.vault.seal(DataClass.REQUEST, place, dice.choice(names.TELLINGS))
    life = list(_life(dice, start, done))
    request.returns, request.version = sum(step is Step.RETURN for step, _, _ in life), len(life)
    yield ReceiptNumber(
        county=her.county,
        created_at=start,
        number=number,
        profile_id=her.profile_id,
        expires_at=start + timedelta(days=90),
        used_at=start,
    )
    yield request
    yield from _events(request, her.id, life)
    yield from _rating(request, dice)


def _request(
    past: Past, whose: tuple[Actor, str], service: Service, times: tuple[datetime, datetime, datetime]
) -> HelpRequest:
    (her, village), (start, due, done) = whose, times
    assert her.profile_id is not None  # noqa: S101  women have profiles
    lead = service.first_handler or service.lead
    return HelpRequest(
        county=her.county,
        created_at=start,
        number="",
        profile_id=her.profile_id,
        catalogue_id=past.loaded.version_id,
        service_code=service.code,
        level=service.level,
        state=S.CLOSED,
        channel=past.random.choice((Channel.APP, Channel.APP, Channel.PHONE, Channel.PAPER)),
        village_code=village,
        township_code=village[:9],
        lead_office=lead,
        readers=[lead, township_office(village[:9])] if service.level is Level.NORMAL else [f"head:{lead}"],
        first_due=past.loaded.first_due(service.code, start),
        first_replied_at=start + timedelta(hours=5),
        finish_due=due,
        resolved_at=done,
        closed_at=done + timedelta(hours=30),
        finishes=1,
    )


def _life(dice: Random, start: datetime, done: datetime) -> Iterator[Line]:
    yield Step.SUBMIT, S.SUBMITTED, start
    if dice.random() < 0.08:  # noqa: PLR2004  about every twelfth goes to a wrong desk first
        yield Step.RETURN, S.SUBMITTED, start + timedelta(hours=2)
    yield Step.ACCEPT, S.ACCEPTED, start + timedelta(hours=4)
    yield Step.REPLY, S.WORKING, start + timedelta(hours=5)
    yield Step.RESOLVE, S.RESOLVED, done
    yield Step.CONFIRM, S.CLOSED, done + timedelta(hours=30)


def _events(request: HelpRequest, her: UUID, life: list[Line]) -> Iterator[RequestEvent]:
    for seq, (step, state, at) in enumerate(life, start=1):
        hers = step in (Step.SUBMIT, Step.CONFIRM)
        yield RequestEvent(
            county=request.county,
            created_at=at,
            request_id=request.id,
            profile_id=request.profile_id,
            readers=list(request.readers),
            seq=seq,
            step=step,
            to_state=state,
            actor_kind="woman" if hers else "staff",
            actor_id=her if hers else None,
            office_code=None if hers else request.lead_office,
            facts={"lead": request.lead_office} if step is Step.SUBMIT else {},
        )


def _rating(request: HelpRequest, dice: Random) -> Iterator[RequestRating]:
    if dice.random() < 0.7 and request.closed_at is not None:  # noqa: PLR2004  most of them say something
        yield RequestRating(
            county=request.county,
            created_at=request.closed_at,
            request_id=request.id,
            profile_id=request.profile_id,
            readers=list(request.readers),
            finish=1,
            face=dice.choice(FACES),
            lead_office=request.lead_office,
        )
