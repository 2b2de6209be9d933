"""Whose step it is: the part an actor plays in one request, beyond the grant of their role."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests.steps import MOVES, By, from_here
from app.models.help_requests import CaseMember, HelpRequest
from app.permissions.actors import Actor
from app.permissions.decide import granted
from app.vocabulary import CasePart, EmergencyTopic, Level, Role, Step, TaskPart, TaskState

DANGERS = frozenset({EmergencyTopic.VIOLENCE, EmergencyTopic.SELF_HARM, EmergencyTopic.CHILD})
PARTS = db.hot("SELECT * FROM ctx.request_parts(:request)")
HEADS = (Role.DEPARTMENT_HEAD, Role.COUNTY_DESK)
LEADING_CASE = (
    CasePart.HANDLER,
    CasePart.SECOND,
    CasePart.DUTY,
    CasePart.DEPUTY,
    CasePart.OFFICER,
    CasePart.COUNSELLOR,
)
HEADING_CASE = (CasePart.SUPERVISOR, CasePart.OFFICER)
HELPING = (TaskPart.CO, TaskPart.TOWNSHIP, TaskPart.CALL_BACK, TaskPart.SUPERVISE, TaskPart.LIAISON)


@dataclass(frozen=True, slots=True)
class PartNow:
    """One office's part as everyone who may see the request sees it."""

    id: UUID
    part: TaskPart
    state: TaskState
    office: str
    staff_id: UUID | None
    due_at: object
    ended_at: object


@dataclass(frozen=True, slots=True)
class Party:
    """What an actor is to a request."""

    actor: Actor
    request: HelpRequest
    parts: tuple[PartNow, ...]
    case_part: str | None = None
    needs_supervisor: bool = False
    by: frozenset[By] = field(default_factory=frozenset)


async def parts_of(session: AsyncSession, request_id: UUID) -> tuple[PartNow, ...]:
    """List who handles a request, for anyone who may see it."""
    rows = await db.fetch(session, PARTS, {"request": request_id})
    return tuple(
        PartNow(
            id=row["id"],
            part=TaskPart(row["part"]),
            state=TaskState(row["state"]),
            office=row["office_code"],
            staff_id=row["staff_id"],
            due_at=row["due_at"],
            ended_at=row["ended_at"],
        )
        for row in rows
    )


async def party_of(session: AsyncSession, *, actor: Actor, request: HelpRequest) -> Party:
    """Find what an actor is to a request they may read."""
    dangerous = await is_dangerous(session, request)
    parts = await parts_of(session, request.id)
    if actor.role is Role.WOMAN:
        return Party(actor, request, parts, by=frozenset({By.HER}))
    case_part = await _case_part(session, actor, request) if request.level is Level.CLOSED else None
    return Party(actor, request, parts, case_part, dangerous, frozenset(_roles(actor, request, parts, case_part)))


async def is_dangerous(session: AsyncSession, request: HelpRequest) -> bool:
    """Say whether the matter is violence, self-harm or a child's: it closes only after a supervisor's look (QUE-08)."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    return bool({*loaded.service(request.service_code).topics, *request.topics} & DANGERS)


async def _case_part(session: AsyncSession, actor: Actor, request: HelpRequest) -> str | None:
    query = select(CaseMember.part).where(
        col(CaseMember.county) == request.county,
        col(CaseMember.request_id) == request.id,
        col(CaseMember.staff_id) == actor.id,
    )
    return (await session.exec(query)).one_or_none()


def _roles(actor: Actor, request: HelpRequest, parts: tuple[PartNow, ...], case_part: str | None) -> set[By]:
    if request.level is Level.CLOSED:
        return _closed_roles(actor, parts, case_part)
    mine = [part for part in parts if part.office == actor.office and part.state is TaskState.OPEN]
    roles = {By.ANY_READER}
    if actor.office == request.lead_office:
        roles |= {By.LEAD, By.SECOND}
    if any(part.part in HELPING for part in mine):
        roles.add(By.PART)
    if any(part.part is TaskPart.REFERRAL for part in mine):
        roles.add(By.REFERRED)
    if any(part.part is TaskPart.REVIEW for part in mine):
        roles.add(By.SECOND)
    if mine and actor.role in (*HEADS, Role.TOWNSHIP_WORKER):
        roles.add(By.HEAD)
    if actor.role is Role.COUNTY_DESK:
        roles.add(By.COUNTY_DESK)
    return roles


def _closed_roles(actor: Actor, parts: tuple[PartNow, ...], case_part: str | None) -> set[By]:
    roles = {By.ANY_READER}
    if case_part in LEADING_CASE:
        roles.add(By.LEAD)
    if case_part in HEADING_CASE:
        roles |= {By.HEAD, By.COUNTY_DESK}
    if case_part in (*HEADING_CASE, CasePart.SECOND):
        roles.add(By.SECOND)
    mine = [part for part in parts if part.staff_id == actor.id and part.state is TaskState.OPEN]
    if any(part.part is TaskPart.REFERRAL for part in mine):
        roles.add(By.REFERRED)
    if any(part.part in HELPING for part in mine):
        roles.add(By.PART)
    return roles


def may_take(party: Party, step: Step) -> bool:
    """Say whether this step, from this state, is this actor's to take; what buttons are drawn from."""
    move = MOVES[step]
    if move.by not in party.by and (move.also is None or move.also not in party.by):
        return False
    if party.request.state not in move.ways or not granted(party.actor, move.needs):
        return False
    return _second_is_another(party, step) and in_season(party, step)


def _second_is_another(party: Party, step: Step) -> bool:
    """Two people means two: nobody approves, reviews or grants what they proposed themselves."""
    actor, request = party.actor, party.request
    if step is Step.APPROVE:
        if request.pending is Step.RESOLVE and party.needs_supervisor and By.HEAD not in party.by:
            return False
        headed = request.level is Level.NORMAL or actor.role in HEADS or By.HEAD in party.by or _case_second(party)
        return request.pending is not None and request.pending_by != actor.id and headed
    if step is Step.DECIDE_REVIEW:
        return actor.id not in (request.rejected_by, request.approved_by)
    if step is Step.GRANT_EXTENSION:
        asked = request.extension_asked_at is not None and request.extension_granted_at is None
        return asked and request.extension_by != actor.id
    return True


def _case_second(party: Party) -> bool:
    return party.request.level is Level.CLOSED and By.SECOND in party.by


def _not_ruled(party: Party) -> bool:
    return not any(part.part is TaskPart.RULING and part.state is TaskState.DONE for part in party.parts)


SEASONS: dict[Step, Callable[[Party], bool]] = {
    Step.RETURN: _not_ruled,
    Step.REVIEW: lambda party: not party.request.review_used,
    Step.EXTEND: lambda party: party.request.extension_asked_at is None,
    Step.REJECT: lambda party: party.request.pending is None,
    Step.RESOLVE: lambda party: party.request.pending is None,
    Step.RESUBMIT: lambda party: party.request.erased_at is None,
}


def in_season(party: Party, step: Step) -> bool:
    """Hold back what the state allows but the story does not: a return after a ruling, a second review or proposal."""
    season = SEASONS.get(step)
    return season is None or season(party)


def possible_steps(party: Party) -> list[Step]:
    """List the steps this actor may take now, in the table's order."""
    return [step for step in from_here(party.request.state) if step is not Step.OVERRIDE and may_take(party, step)]
