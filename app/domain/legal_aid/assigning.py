"""A lawyer from the roster who is bound to nobody on the other side; then met, filed, heard, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault, normal_name, normal_phone
from app.domain.help_requests.moves import Line, Said, say, tell_her
from app.domain.keys import vault_of
from app.domain.legal_aid.access import Aid, desk_step, seen, take
from app.domain.legal_aid.inputs import AssignLawyer, Conclude, Hearing, On
from app.errors import Invalid
from app.models.legal_aid import Lawyer
from app.permissions.actors import Actor
from app.vocabulary import AidStep, Audience, DataClass, NoticeKind, TieKind

HAND_OFF_AT_LEAST = 10
MOST_LISTED = 200
PARTY = "party"
OPEN = ("granted", "objected", "assigned", "met", "filed", "heard")
TIES = text("""
    SELECT t.lawyer_id, t.kind, l.firm_key FROM lawyer_tie t JOIN lawyer l ON l.county = t.county AND l.id = t.lawyer_id
    WHERE t.county = :county AND t.party_index = ANY(:parties)
""")
LOADS = text("""
    SELECT lawyer_id, count(*) AS open FROM aid_application
    WHERE county = :county AND lawyer_id IS NOT NULL AND state = ANY(:open) GROUP BY lawyer_id
""")


@dataclass(frozen=True, slots=True)
class Ties:
    """Who in the roster is bound to the other side: by acting for them, by being related, or by the same firm."""

    clients: frozenset[UUID] = frozenset()
    relatives: frozenset[UUID] = frozenset()
    firms: frozenset[str] = frozenset()


def party(*, name: str | None = None, phone: str | None = None) -> str | None:
    """Spell a person the one way their blind index is made from; nothing for nobody."""
    if name:
        return f"name:{normal_name(name)}"
    return f"phone:{normal_phone(phone)}" if phone else None


async def ties_of(aid: Aid) -> Ties:
    """Ask, by blind index only, who is bound to the other side of this application."""
    session, story = aid.scene.session, aid.opened("story_sealed")
    both = (party(name=story.get("other_side")), party(phone=story.get("other_side_phone")))
    vault = await vault_of(session, aid.application.county)
    parties = [vault.blind_index(PARTY, one) for one in both if one]
    if not parties:
        return Ties()
    found = (await session.execute(TIES, {"county": aid.application.county, "parties": parties})).all()
    clients = [one for one in found if one.kind == TieKind.CLIENT.value]
    return Ties(
        frozenset(one.lawyer_id for one in clients),
        frozenset(one.lawyer_id for one in found if one.kind == TieKind.RELATIVE.value),
        frozenset(one.firm_key for one in clients),
    )


def why_not(lawyer: Lawyer, ties: Ties, today: date) -> str | None:
    """Say in one sentence why this lawyer may not take it; nothing when they may."""
    if lawyer.retired_at is not None:
        return "已经不在名册上。"
    if lawyer.valid_until < today:
        return f"资格核验已于 {lawyer.valid_until} 到期，请先重新核验。"
    if lawyer.id in ties.relatives:
        return "申报过和对方是亲属，不能办这件事。"
    if lawyer.id in ties.clients:
        return "代理着对方，不能办这件事。"
    if lawyer.firm_key in ties.firms:
        return "同一个所的人代理着对方，不能办这件事。"
    return None


async def choices(session: AsyncSession, *, actor: Actor, application_id: UUID) -> list[dict[str, Any]]:
    """List the roster for one application: who may take it, how much each has, and why the others may not."""
    aid = await seen(session, actor=actor, application_id=application_id)
    ties, loads = await _checked(aid)
    query = select(Lawyer).where(col(Lawyer.county) == actor.county, col(Lawyer.retired_at).is_(None))
    rows = (await session.exec(query.order_by(col(Lawyer.created_at), col(Lawyer.id)).limit(MOST_LISTED))).all()
    vault = await vault_of(session, actor.county)
    matter = aid.application.matter
    listed = [
        lawyer_shown(row, vault)
        | {
            "open_cases": loads.get(row.id, 0),
            "fits_matter": not row.matters or matter in row.matters,
            "refused_because": why_not(row, ties, clock.today()),
        }
        for row in rows
    ]
    return sorted(
        listed, key=lambda one: (one["refused_because"] is not None, not one["fits_matter"], not one["woman"])
    )


async def _checked(aid: Aid) -> tuple[Ties, Mapping[UUID, int]]:
    """Ask for ties and loads: two counts over the county, which only the routing audience may make."""
    session = aid.scene.session
    async with db.acting_as(session, Audience.ROUTE):
        ties = await ties_of(aid)
        rows = await session.execute(LOADS, {"county": aid.application.county, "open": list(OPEN)})
        loads = {row.lawyer_id: row.open for row in rows}
    return ties, loads


def lawyer_shown(row: Lawyer, vault: Vault) -> dict[str, Any]:
    """Show a lawyer: who, of which firm, checked until when."""
    phone = None
    if row.phone_sealed is not None:
        phone = vault.open(DataClass.CONTACT, Place("lawyer", "phone_sealed", row.id), bytes(row.phone_sealed))
    return {
        "id": row.id,
        "kind": row.kind,
        "name": vault.open(DataClass.IDENTITY, Place("lawyer", "name_sealed", row.id), bytes(row.name_sealed)),
        "phone": phone,
        "firm": row.firm,
        "woman": row.woman,
        "dialects": list(row.dialects),
        "valid_until": row.valid_until,
    }


async def assign(
    session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: AssignLawyer
) -> Aid:
    """Name who takes it, after the conflict check; a change needs a note. She sees who it is, and that it is free."""
    step = AidStep.ASSIGN_LAWYER
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        row = aid.application
        changed = row.lawyer_id is not None
        if changed and len(said.note) < HAND_OFF_AT_LEAST:
            raise Invalid("换律师要写明原因，至少十个字。", field="note")
        lawyer = await session.get(Lawyer, (actor.county, said.lawyer_id))
        if lawyer is None or lawyer.id == row.lawyer_id:
            raise Invalid("名册上没有这位律师，或者本来就是这一位。", field="lawyer_id")
        reason = why_not(lawyer, await ties_of(aid), clock.today())
        if reason is not None:
            raise Invalid(f"不能派这位：{reason}", field="lawyer_id")
        row.lawyer_id, row.assigned_at = lawyer.id, clock.now()
        facts = {"lawyer": str(lawyer.id), "changed": changed}
        event = await take(aid, step, said=Said(facts, said.note or None))
        await tell_her(aid.scene, NoticeKind.REQUEST_MOVED, event)
    return aid


async def met(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: On) -> Aid:
    """Write down that the lawyer has met her."""
    step = AidStep.MEET
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        _refuse_impossible_day(said.on, _county_day(aid.application.assigned_at))
        aid.application.met_on = said.on
        await _told(aid, step)
    return aid


async def filed(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: On) -> Aid:
    """Write down that the papers went to the court or the arbitrators."""
    step = AidStep.FILE
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        _refuse_impossible_day(said.on, aid.application.met_on)
        aid.application.filed_on = said.on
        await _told(aid, step)
    return aid


async def hearing(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: Hearing) -> Aid:
    """Write down when and where it is heard; a new date replaces the old one."""
    step = AidStep.HEAR
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        row = aid.application
        if row.filed_on is not None and said.at.astimezone(clock.COUNTY_ZONE).date() < row.filed_on:
            raise Invalid("开庭不会早于递交材料的日子，请核对日期。", field="at")
        row.hearing_at = said.at
        aid.keep("outcome_sealed", aid.opened("outcome_sealed") | {"hearing_place": said.place})
        await _told(aid, step)
    return aid


async def conclude(session: AsyncSession, *, actor: Actor, application_id: UUID, expected: int, said: Conclude) -> Aid:
    """Write down how it ended, in words for her."""
    step = AidStep.CONCLUDE
    async with desk_step(session, actor=actor, application_id=application_id, expected=expected, step=step) as aid:
        row = aid.application
        _refuse_impossible_day(said.on, row.filed_on or row.met_on)
        row.concluded_on, row.result = said.on, said.result
        row.look_at = None
        aid.keep("outcome_sealed", aid.opened("outcome_sealed") | {"result": said.body})
        await say(aid.scene, said.body, Line())
        await _told(aid, step)
    return aid


async def _told(aid: Aid, step: AidStep) -> None:
    event = await take(aid, step)
    await tell_her(aid.scene, NoticeKind.REQUEST_MOVED, event)


def _county_day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(clock.COUNTY_ZONE).date()


def _refuse_impossible_day(day: date, not_before: date | None) -> None:
    if day > clock.today():
        raise Invalid("还没到那一天，办过了再记。", field="on")
    if not_before is not None and day < not_before:
        raise Invalid(f"不会早于 {not_before}，请核对日期。", field="on")
