"""An application in words: every step with office, date and due; what is still to come."""

from datetime import datetime
from typing import Any

import orjson

from app import clock
from app.crypto import Place
from app.domain import receipt_numbers
from app.domain.catalogue import deadlines
from app.domain.catalogue import loans as county
from app.domain.loans import access, queries, steps
from app.domain.loans.moving import Hand
from app.models.loans import LoanApplication, LoanStep
from app.vocabulary import ConsentPurpose, DataClass, LoanStage

SHARES = {ConsentPurpose.SHARE_WITH_GUARANTOR: "担保机构", ConsentPurpose.SHARE_WITH_BANK: "银行"}


def stage_name(hand: Hand, stage: LoanStage) -> str:
    """Name a stage as the county does."""
    one = county.stage_clock(hand.loaded.folder, stage)
    return one.name if one is not None else steps.ENDED.get(stage, stage.value)


def due_words(due_at: datetime | None) -> str | None:
    """Say a due moment the way people do."""
    return deadlines.in_words(due_at, clock.now(), promise="办好这一步") if due_at is not None else None


def _wish(hand: Hand, row: LoanApplication) -> dict[str, Any]:
    if row.wish_sealed is None:
        return {}
    place = Place("loan_application", "wish_sealed", row.id)
    found: dict[str, Any] = orjson.loads(hand.vault.open(DataClass.REQUEST, place, bytes(row.wish_sealed)))
    return found


async def application(hand: Hand, row: LoanApplication) -> dict[str, Any]:
    """Show an application as both sides may see it."""
    taken = await access.steps_of(hand.session, row)
    alive, wish = row.stage in steps.ALIVE, _wish(hand, row)
    names = {one.code: one.name for one in hand.loaded.folder.loan_products}
    return {
        "id": row.id,
        "number": receipt_numbers.shown(row.number),
        "product": row.product,
        "product_name": names.get(row.product, row.product),
        "amount": wish.get("amount"),
        "months": wish.get("months"),
        "stage": row.stage,
        "stage_name": stage_name(hand, row.stage),
        "due_at": row.due_at if alive else None,
        "due_words": due_words(row.due_at) if alive else None,
        "late": alive and row.due_at < clock.now(),
        "steps": [_step(hand, one, now=alive and one is taken[-1]) for one in taken],
        "to_come": _to_come(hand, row) if alive else [],
        "can_withdraw": LoanStage.WITHDRAWN in steps.MOVES[row.stage],
        "version": row.version,
    }


def _step(hand: Hand, one: LoanStep, *, now: bool) -> dict[str, Any]:
    note = None
    if one.note_sealed is not None:
        note = hand.vault.open(DataClass.REQUEST, Place("loan_step", "note_sealed", one.id), bytes(one.note_sealed))
    return {
        "stage": one.stage,
        "name": stage_name(hand, one.stage),
        "office_name": one.office_name,
        "reached_on": one.reached_on,
        "due_at": one.due_at,
        "due_words": due_words(one.due_at) if now else None,
        "note": note,
        "source": one.source,
    }


def _to_come(hand: Hand, row: LoanApplication) -> list[dict[str, Any]]:
    at = list(LoanStage).index(row.stage)
    return [one for one in queries.steps(hand.loaded.folder) if list(LoanStage).index(one["stage"]) > at]


async def at_desk(hand: Hand, row: LoanApplication, agreed: set[ConsentPurpose]) -> dict[str, Any]:
    """Show an application to the office that keeps the tracker."""

    def opened(column: str, klass: DataClass) -> str | None:
        blob: bytes | None = getattr(row, column)
        return hand.vault.open(klass, Place("loan_application", column, row.id), bytes(blob)) if blob else None

    return {
        **await application(hand, row),
        "name": opened("name_sealed", DataClass.IDENTITY),
        "phone": opened("phone_sealed", DataClass.CONTACT),
        "agreed": [{"purpose": one, "name": name, "agreed": one in agreed} for one, name in SHARES.items()],
        "possible_steps": steps.of_the_office(row.stage),
    }
