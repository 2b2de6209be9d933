"""The instruments beside a request: one door, one way to write a step down, one way to show them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Folder
from app.domain.help_requests import access
from app.domain.help_requests import steps as request_steps
from app.domain.help_requests.moves import NOTHING, Said, Scene
from app.domain.help_requests.moves import take as take_request_step
from app.domain.legal_aid.access import scene_of
from app.errors import Invalid, NotFound, Stale, StepNotPossible
from app.models.help_requests import RequestEvent
from app.models.instruments import Instrument
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, DataClass, InstrumentKind, InstrumentState, InstrumentStep, Level, Step

S, T = InstrumentState, InstrumentStep
LAND = (S.NEGOTIATION, S.IN_MEDIATION, S.ARBITRATION, S.AWARD)
# From which states a step may be taken; where it leads the step itself says.
FROM: Mapping[InstrumentStep, tuple[InstrumentState, ...]] = {
    T.VISITED: (S.ISSUED,),
    T.DECIDE_ORDER: (S.APPLIED,),
    T.EXTEND_ORDER: (S.GRANTED,),
    T.END_ORDER: (S.GRANTED,),
    T.RECEIPT: (S.REPORTED,),
    T.NEGOTIATED: (S.NEGOTIATION,),
    T.MEDIATED: (S.NEGOTIATION, S.IN_MEDIATION),
    T.ARBITRATE: (S.NEGOTIATION, S.IN_MEDIATION),
    T.ARBITRATE_LONGER: (S.ARBITRATION,),
    T.AWARD: (S.ARBITRATION,),
    T.SUE: (S.NEGOTIATION, S.IN_MEDIATION, S.AWARD),
    T.END_LAND: (*LAND, S.COURT),
    T.SCREEN: (S.ASKED, S.UNSAFE, S.CLEAR),
    T.START_MEDIATION: (S.ASKED, S.CLEAR),
    T.STOP_MEDIATION: (S.ASKED, S.CLEAR, S.UNSAFE, S.STARTED),
}
KIND_OF: Mapping[InstrumentStep, InstrumentKind] = {
    T.VISITED: InstrumentKind.WRITTEN_WARNING,
    T.DECIDE_ORDER: InstrumentKind.PROTECTION_ORDER,
    T.EXTEND_ORDER: InstrumentKind.PROTECTION_ORDER,
    T.END_ORDER: InstrumentKind.PROTECTION_ORDER,
    T.RECEIPT: InstrumentKind.MANDATORY_REPORT,
    T.SCREEN: InstrumentKind.MEDIATION,
    T.START_MEDIATION: InstrumentKind.MEDIATION,
    T.STOP_MEDIATION: InstrumentKind.MEDIATION,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What every step of an instrument works on."""

    scene: Scene
    instrument: Instrument
    folder: Folder

    def details(self) -> dict[str, Any]:
        """Open what was written down; empty where nothing is kept."""
        return opened(self.scene, self.instrument)

    def add(self, **said: Any) -> None:
        """Write more down, sealed with the request's own key."""
        kept = {**self.details(), **{key: value for key, value in said.items() if value is not None}}
        place = Place("instrument", "details_sealed", self.instrument.id)
        self.instrument.details_sealed = self.scene.vault.seal(DataClass.REQUEST, place, orjson.dumps(kept).decode())


def opened(scene: Scene, instrument: Instrument) -> dict[str, Any]:
    """Open the sealed words of an instrument."""
    if instrument.details_sealed is None:
        return {}
    place = Place("instrument", "details_sealed", instrument.id)
    found: dict[str, Any] = orjson.loads(scene.vault.open(DataClass.REQUEST, place, bytes(instrument.details_sealed)))
    return found


@asynccontextmanager
async def beside(
    session: AsyncSession, *, actor: Actor, request_id: UUID, action: Action = Action.INSTRUMENT_WRITE
) -> AsyncIterator[tuple[Scene, Folder]]:
    """Open a request's door to put an instrument beside it; what is inside runs under the routing audience."""
    request = await access.help_request(session, actor=actor, action=action, request_id=request_id, lock=True)
    if request.level is Level.NORMAL:
        raise Invalid("这件求助不是权益方面的事，不能在这里记。")
    request_steps.after(request.state, Step.AID)
    folder = (await catalogue.current(session, actor.county)).folder
    scene = await scene_of(session, actor=actor, request=request)
    async with db.acting_as(session, Audience.ROUTE):
        yield scene, folder


@asynccontextmanager
async def desk_step(
    session: AsyncSession, *, actor: Actor, instrument_id: UUID, expected: int, step: InstrumentStep
) -> AsyncIterator[Paper]:
    """Open the door to one instrument for one desk step. Raises NotFound, NotAllowed, Stale (412), 409."""
    row = await find(session, actor=actor, instrument_id=instrument_id)
    async with beside(session, actor=actor, request_id=row.request_id) as (scene, folder):
        await session.refresh(row)
        if row.version != expected:
            raise Stale(current={"version": row.version, "state": row.state.value})
        refuse_out_of_turn(row, step)
        yield Paper(scene, row, folder)


def refuse_out_of_turn(row: Instrument, step: InstrumentStep) -> None:
    """Refuse a step this instrument does not know from where it is. Raises StepNotPossible (409)."""
    kind = KIND_OF.get(step, InstrumentKind.LAND_DISPUTE)
    if row.kind is not kind or row.state not in FROM[step]:
        raise StepNotPossible(state=row.state.value, step=step.value)


async def find(session: AsyncSession, *, actor: Actor, instrument_id: UUID) -> Instrument:
    """Find an instrument this actor may see the row of. Raises NotFound."""
    query = select(Instrument).where(col(Instrument.county) == actor.county, col(Instrument.id) == instrument_id)
    found = (await session.exec(query)).one_or_none()
    if found is None and actor.kind == "staff":
        async with db.acting_as(session, Audience.CASE):
            found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


def new(scene: Scene, kind: InstrumentKind, state: InstrumentState, began_at: datetime) -> Instrument:
    """Make an instrument's row, seen by exactly the readers of its request."""
    request = scene.request
    return Instrument(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=list(request.readers),
        kind=kind,
        state=state,
        began_at=began_at,
    )


async def write(
    paper: Paper, step: InstrumentStep, *, said: Said = NOTHING, day: datetime | None = None
) -> RequestEvent:
    """Write a step down: the row, the line in the request's life, and the audit row; never who reported."""
    row, scene = paper.instrument, paper.scene
    if step in FROM:
        row.version += 1
    scene.session.add(row)
    await scene.session.flush()
    facts = {"aid": step.value, **said.facts} | ({"day": day.isoformat()} if day else {})
    event = await take_request_step(scene, Step.AID, to=scene.request.state, said=Said(facts, said.note, said.shown))
    about = About("instrument", row.id, row.profile_id)
    changed = {"kind": row.kind.value, "state": row.state.value, "version": row.version}
    action = f"instrument:{step.value}"
    await audit.record(scene.session, actor=scene.actor, action=action, about=about, facts=changed)
    return event


def refuse_future(at: datetime, field: str) -> None:
    """Refuse a moment that has not come."""
    if at > clock.now():
        raise Invalid("还没到那个时候，办过了再记。", field=field)


def refuse_future_day(day: date, field: str, *, not_before: date | None = None) -> None:
    """Refuse a day that has not come, or that lies before what it follows."""
    if day > clock.today():
        raise Invalid("还没到那一天，办过了再记。", field=field)
    if not_before is not None and day < not_before:
        raise Invalid(f"不会早于 {not_before}，请核对日期。", field=field)


def morning(day: date) -> datetime:
    """Give nine in the morning of a day, in the county."""
    return datetime.combine(day, time(9), clock.COUNTY_ZONE).astimezone(UTC)


def day_of(at: datetime) -> date:
    """Give the county's day of a moment."""
    return at.astimezone(clock.COUNTY_ZONE).date()
