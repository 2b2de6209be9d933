"""Months in a test: requests with their events as rows, each with the day it was made and the day it was finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.figures import months
from app.models.help_requests import HelpRequest, RequestEvent, RequestRating
from app.permissions.actors import Actor
from app.vocabulary import Channel, Face, Level, RequestState, Step
from tests.world import COUNTY, VILLAGE, World


@dataclass
class Asked:
    """What one kind of request is like: whose, of whom, how long it took, and what became of it."""

    her: Actor
    service: str = "job.train"
    office: str = "human_resources"
    village: str = VILLAGE
    level: Level = Level.NORMAL
    hours: int | None = 24
    due_hours: int | None = 48
    steps: tuple[Step, ...] = ()
    face: Face | None = None
    closed_automatically: bool = False


def last_month() -> datetime:
    """The fifth day of the last finished month."""
    return months.finished_months()[-1].values(COUNTY)["first"] + timedelta(days=4)


async def ask(world: World, asked: Asked, count: int, *, at: datetime | None = None) -> list[UUID]:
    """Write `count` requests of a kind."""
    async with world.as_owner() as session:
        version = (await catalogue.current(session, COUNTY)).version_id
    made = []
    for number in receipt_numbers.draw(count):
        request, rows = _one(asked, number, version, at or last_month())
        await world.add(request, *rows)
        made.append(request.id)
    return made


def _one(
    asked: Asked, number: str, version: UUID, at: datetime
) -> tuple[HelpRequest, list[RequestEvent | RequestRating]]:
    done = at + timedelta(hours=asked.hours) if asked.hours is not None else None
    readers = [] if asked.level is Level.CLOSED else [asked.office, f"town-{asked.village[:9]}"]
    assert asked.her.profile_id is not None
    request = HelpRequest(
        county=COUNTY,
        created_at=at,
        number=number,
        profile_id=asked.her.profile_id,
        catalogue_id=version,
        service_code=asked.service,
        level=asked.level,
        state=RequestState.RESOLVED if done else RequestState.ACCEPTED,
        channel=Channel.APP,
        village_code=asked.village,
        township_code=asked.village[:9],
        lead_office=asked.office,
        readers=readers,
        finish_due=at + timedelta(hours=asked.due_hours) if asked.due_hours is not None else None,
        resolved_at=done,
        closed_automatically=asked.closed_automatically,
    )
    steps = [(Step.SUBMIT, at), *((step, at + timedelta(hours=1)) for step in asked.steps)]
    if done is not None:
        steps.append((Step.RESOLVE, done))
    rows: list[RequestEvent | RequestRating] = [
        RequestEvent(
            county=COUNTY,
            created_at=when,
            request_id=request.id,
            profile_id=request.profile_id,
            readers=readers,
            seq=seq,
            step=step,
            to_state=RequestState.RESOLVED if step is Step.RESOLVE else RequestState.SUBMITTED,
            actor_kind="staff",
            office_code=asked.office,
        )
        for seq, (step, when) in enumerate(steps, start=1)
    ]
    if asked.face is not None:
        rows.append(
            RequestRating(
                county=COUNTY,
                created_at=done or at,
                request_id=request.id,
                profile_id=request.profile_id,
                readers=readers,
                finish=1,
                face=asked.face,
                lead_office=asked.office,
            )
        )
    return request, rows


async def count(world: World) -> int:
    """Let the worker count the months that are over."""
    async with world.as_worker() as session:
        return await months.count(session, county=COUNTY)


def month_name() -> str:
    """The last finished month by name."""
    return months.finished_months()[-1].first.isoformat()[:7]
