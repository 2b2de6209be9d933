"""Steps from the office's sheet: looked over first, every wrong row said in Chinese, taken in whole or not at all.

A row that is there already is passed over, so that the same sheet twice changes nothing (LON-06).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import normal_phone
from app.domain import receipt_numbers
from app.domain.catalogue import loans as county
from app.domain.loans import access, handling, moving, refusals, steps
from app.domain.loans.inputs import ImportSheet
from app.domain.loans.moving import Hand, Reached
from app.domain.loans.tracking import hand_of
from app.errors import AppError, NotAllowed, StepNotPossible
from app.media.sheets import NotASheet, rows_of
from app.models.loans import LoanApplication
from app.permissions.actors import Actor
from app.vocabulary import Audience, LoanSource, LoanStage

COLUMNS = ["编号", "电话", "环节", "日期", "经办单位", "说明"]
MOST_ROWS = 1000
LONGEST_OFFICE, LONGEST_NOTE = 60, 500


class RowWrong(Exception):
    """One row that cannot be taken, and why."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet as it was written, with its number there."""

    nth: int
    number: str
    phone: str
    stage: str
    on: str
    office: str
    note: str


@dataclass(slots=True)
class Track:
    """Where one application will be after the rows read so far."""

    application: LoanApplication
    stage: LoanStage
    last: date
    known: set[tuple[LoanStage, date]]


@dataclass(slots=True)
class Plan:
    """What a sheet would do."""

    todo: list[tuple[UUID, Reached]] = field(default_factory=list)
    there: int = 0
    wrong: list[dict[str, Any]] = field(default_factory=list)
    tracks: dict[UUID, Track] = field(default_factory=dict)


async def take_sheet(session: AsyncSession, *, actor: Actor, said: ImportSheet) -> dict[str, Any]:
    """Look a sheet over; with the mark of a look that found nothing wrong, take it in.

    Raises SheetNotReadable, SheetTooLong, SheetColumnsWrong, SheetNotChecked, RowsWrong.
    """
    hand = await hand_of(session, actor)
    if actor.office != county.words(hand.loaded.folder).office:
        raise NotAllowed("贷款的进度由县人社局登记，请找他们的同志。")
    raw = _raw(said)
    mark = hand.vault.blind_index("loan-sheet", f"{actor.office}|{hashlib.sha256(raw).hexdigest()}").hex()
    rows = list(_rows(raw))
    if said.checked is not None and not hmac.compare_digest(said.checked, mark):
        raise refusals.SheetNotChecked
    async with db.acting_as(session, Audience.ROUTE):
        plan = await _plan(hand, rows)
        if said.checked is not None:
            await _apply(hand, plan)
    done = said.checked is not None
    return {
        "rows": len(rows),
        "taken": len(plan.todo) if done else 0,
        "to_take": 0 if done else len(plan.todo),
        "already_there": plan.there,
        "wrong": plan.wrong,
        "checked": None if done or plan.wrong else mark,
    }


def _raw(said: ImportSheet) -> bytes:
    try:
        return base64.b64decode(said.file, validate=True)
    except binascii.Error:
        raise refusals.SheetNotReadable from None


def _rows(raw: bytes) -> Iterator[Row]:
    try:
        cells = rows_of(raw)
    except NotASheet:
        raise refusals.SheetNotReadable from None
    if not cells or cells[0][: len(COLUMNS)] != COLUMNS:
        raise refusals.SheetColumnsWrong
    if len(cells) > MOST_ROWS + 1:
        raise refusals.SheetTooLong
    for nth, row in enumerate(cells[1:], start=2):
        if any(row):
            yield Row(nth, *(row + [""] * len(COLUMNS))[: len(COLUMNS)])


async def _plan(hand: Hand, rows: list[Row]) -> Plan:
    plan = Plan()
    for row in rows:
        try:
            await _plan_row(hand, plan, row)
        except RowWrong as wrong:
            plan.wrong.append({"row": row.nth, "sentence": f"第 {row.nth} 行：{wrong.sentence}"})
    return plan


async def _plan_row(hand: Hand, plan: Plan, row: Row) -> None:
    """Follow one row; the application is where the rows before it have brought it."""
    track = await _track(hand, plan, row)
    reached = _reached(hand, row)
    if (reached.stage, reached.on) in track.known:
        plan.there += 1
        return
    try:
        steps.after(track.stage, reached.stage)
        moving.check(reached, track.last)
        await moving.require_yes(hand.session, track.application, reached.stage)
    except StepNotPossible:
        raise RowWrong(f"现在在“{_name(hand, track.stage)}”，不能直接到“{row.stage}”。") from None
    except AppError as refused:
        raise RowWrong(refused.text) from None
    track.stage, track.last = reached.stage, reached.on
    track.known.add((reached.stage, reached.on))
    plan.todo.append((track.application.id, reached))


async def _track(hand: Hand, plan: Plan, row: Row) -> Track:
    found = await _find(hand, row)
    if found is None:
        raise RowWrong("没有找到这个编号或电话在办的贷款，请她先点“我想贷款”，或者先登记意向。")
    if found.id not in plan.tracks:
        taken = await access.steps_of(hand.session, found)
        known = {(one.stage, one.reached_on) for one in taken}
        plan.tracks[found.id] = Track(found, found.stage, taken[-1].reached_on, known)
    return plan.tracks[found.id]


async def _find(hand: Hand, row: Row) -> LoanApplication | None:
    """Find an application of this office by its number, else the one alive of whose telephone it is."""
    here = (col(LoanApplication.county) == hand.actor.county) & (col(LoanApplication.reader) == hand.actor.office)
    if row.number:
        number = receipt_numbers.parse(row.number) or ""
        query = select(LoanApplication).where(here, col(LoanApplication.number) == number)
        return (await hand.session.exec(query)).one_or_none()
    if not normal_phone(row.phone).isdigit():
        raise RowWrong("编号和电话都没有填。")
    profile = await handling.known_by(hand, row.phone)
    if profile is None:
        return None
    query = select(LoanApplication).where(here, col(LoanApplication.profile_id) == profile.id)
    return (await hand.session.exec(query.order_by(col(LoanApplication.created_at).desc()).limit(1))).first()


def _reached(hand: Hand, row: Row) -> Reached:
    stages = {_name(hand, one): one for one in LoanStage}
    if row.stage not in stages:
        raise RowWrong(f"环节“{row.stage[:20]}”不认识，请照模板写。")
    if stages[row.stage] in steps.HERS:
        raise RowWrong(refusals.HerStep.message)
    try:
        on = date.fromisoformat(row.on)
    except ValueError:
        raise RowWrong("日期读不懂，请写成 2026-11-25 这样。") from None
    if len(row.office) > LONGEST_OFFICE or len(row.note) > LONGEST_NOTE:
        raise RowWrong("经办单位或说明太长了。")
    return Reached(stages[row.stage], on, LoanSource.IMPORTED, row.office or None, row.note or None)


def _name(hand: Hand, stage: LoanStage) -> str:
    one = county.stage_clock(hand.loaded.folder, stage)
    return one.name if one is not None else steps.ENDED[stage]


async def _apply(hand: Hand, plan: Plan) -> None:
    """Take every planned step; one wrong row and nothing is. Locked in one order, against another sheet."""
    if plan.wrong:
        raise refusals.RowsWrong(rows=plan.wrong)
    for key in sorted(plan.tracks):
        await hand.session.refresh(plan.tracks[key].application, with_for_update=True)
    for key, reached in plan.todo:
        await moving.take(hand, plan.tracks[key].application, reached)
    about = About("staff", hand.actor.id, None)
    facts = {"taken": len(plan.todo), "already_there": plan.there, "at": clock.now().isoformat()}
    await audit.record(hand.session, actor=hand.actor, action="loan:import", about=about, facts=facts)
