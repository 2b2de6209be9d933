"""Taking a sheet in, whatever it holds: read with limits, planned row by row, applied on the second call (ADM-04)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.imports.inputs import SendSheet
from app.domain.keys import vault_of
from app.domain.loans.refusals import RowsWrong, SheetNotChecked, SheetNotReadable, SheetTooLong
from app.errors import Invalid
from app.media.sheets import NotASheet, rows_of
from app.permissions.actors import Actor

MOST_ROWS = 1000


class RowWrong(Exception):
    """One row that cannot be taken, and why."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(slots=True)
class Plan:
    """What a sheet would do: the changes of its good rows, how many are there already, and what is wrong."""

    session: AsyncSession
    actor: Actor
    loaded: LoadedCounty
    todo: list[Any] = field(default_factory=list)
    there: int = 0
    wrong: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet: its name in the log, its columns, what one row means, and how all of them are applied."""

    name: str
    columns: tuple[str, ...]
    plan: Callable[[Plan, list[str]], Awaitable[None]]
    apply: Callable[[Plan], Awaitable[None]]


async def take(session: AsyncSession, *, actor: Actor, sheet: Sheet, said: SendSheet) -> dict[str, Any]:
    """Look a sheet over; with the mark of a look that found nothing wrong, take it in.

    Raises SheetNotReadable, SheetTooLong, Invalid for other columns, SheetNotChecked, RowsWrong.
    """
    raw = _raw(said)
    digest = hashlib.sha256(raw).hexdigest()
    mark = (await vault_of(session, actor.county)).blind_index("sheet", f"{sheet.name}|{actor.id}|{digest}").hex()
    if said.checked is not None and not hmac.compare_digest(said.checked, mark):
        raise SheetNotChecked
    plan = Plan(session, actor, await catalogue.current(session, actor.county))
    rows = list(_rows(raw, sheet.columns))
    for nth, row in rows:
        try:
            await sheet.plan(plan, row)
        except RowWrong as wrong:
            plan.wrong.append({"row": nth, "sentence": f"第 {nth} 行：{wrong.sentence}"})
    done = said.checked is not None
    if done:
        await _apply(sheet, plan)
    return {
        "rows": len(rows),
        "taken": len(plan.todo) if done else 0,
        "to_take": 0 if done else len(plan.todo),
        "already_there": plan.there,
        "wrong": plan.wrong,
        "checked": None if done or plan.wrong else mark,
    }


async def _apply(sheet: Sheet, plan: Plan) -> None:
    if plan.wrong:
        raise RowsWrong(rows=plan.wrong)
    if plan.todo:
        await sheet.apply(plan)
    about = About("staff", plan.actor.id, None)
    facts = {"taken": len(plan.todo), "already_there": plan.there}
    await audit.record(plan.session, actor=plan.actor, action=f"import:{sheet.name}", about=about, facts=facts)


def _raw(said: SendSheet) -> bytes:
    try:
        return base64.b64decode(said.file, validate=True)
    except binascii.Error:
        raise SheetNotReadable from None


def _rows(raw: bytes, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that hold anything, with their numbers in the sheet."""
    try:
        cells = rows_of(raw)
    except NotASheet:
        raise SheetNotReadable from None
    if not cells or tuple(cells[0][: len(columns)]) != columns:
        raise Invalid(f"第一行要写：{'、'.join(columns)}。", field="file")
    if len(cells) > MOST_ROWS + 1:
        raise SheetTooLong
    for nth, row in enumerate(cells[1:], start=2):
        if any(row):
            yield nth, (row + [""] * len(columns))[: len(columns)]
