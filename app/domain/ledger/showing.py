"""An entry in the words of the desk: one row, the whole of it, its flags and its history; masked by the server."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain import receipt_numbers
from app.domain.keys import vault_of
from app.domain.ledger import steps
from app.domain.ledger.entries import Desk, answers, check_version, ledger_entry, opened
from app.models.files import StoredFile
from app.models.ledger import LedgerEvent, LedgerFlag
from app.permissions.actors import Actor
from app.permissions.decide import granted
from app.permissions.table import Action
from app.vocabulary import FilePurpose, FileState, FlagSource


async def desk_of(session: AsyncSession, actor: Actor, action: Action, entry_id: UUID, expected: int | None) -> Desk:
    """Open an entry for one act of the desk: the door, then the version."""
    entry = await ledger_entry(session, actor=actor, action=action, entry_id=entry_id)
    if expected is not None:
        check_version(entry, expected)
    return Desk(session, actor, entry, await vault_of(session, actor.county))


def row(desk: Desk) -> dict[str, Any]:
    """Give one row of a list; name and phone masked."""
    entry = desk.entry
    name, phone = opened(desk, "name_sealed"), opened(desk, "phone_sealed")
    return {
        "id": entry.id,
        "number": receipt_numbers.shown(entry.number) if entry.number else None,
        "state": entry.state,
        "state_words": steps.WORDS[entry.state],
        "eligibility": entry.eligibility,
        "failing_parts": entry.failing_parts,
        "village": entry.village_code,
        "name": name[0] + "*" * max(1, len(name) - 1) if name else None,
        "phone": f"{phone[:3]}****{phone[-4:]}" if phone else None,
        "by_proxy": entry.proxy_by is not None,
        "claimed": entry.claimed_at is not None,
        "has_id_number": entry.id_sealed is not None,
        "change_asked": entry.change_sealed is not None,
        "left_because": entry.left_because,
        "left_words": steps.REASONS[entry.left_because] if entry.left_because else None,
        "left_on": entry.left_on,
        "created_at": entry.created_at,
        "version": entry.version,
    }


async def shown(desk: Desk) -> dict[str, Any]:
    """Show the whole entry to its checkers."""
    said, change = answers(desk), answers(desk, "change_sealed")
    return {
        **row(desk),
        "husband_away": said.get("husband_away"),
        "outside_county": said.get("outside_county"),
        "away_since": said.get("away_since"),
        "needs": said.get("needs", []),
        "household": said.get("household"),
        "change": {key: change[key] for key in change if key not in ("name", "phone")} if change else None,
        "flags": await flags(desk),
        "history": await history(desk),
        "name_file": await name_file(desk),
    }


async def flags(desk: Desk) -> list[dict[str, Any]]:
    """List the key-group facts, for those who may set them; the village does not see them."""
    if not granted(desk.actor, Action.LEDGER_FLAG):
        return []
    query = select(LedgerFlag).where(
        col(LedgerFlag.county) == desk.entry.county, col(LedgerFlag.entry_id) == desk.entry.id
    )
    rows = (await desk.session.exec(query.order_by(col(LedgerFlag.created_at)))).all()
    today = clock.today()
    return [
        {
            "key_group": row.key_group,
            "source": row.source,
            "verified": row.source is not FlagSource.SELF and row.expires_on > today,
            "seen_on": row.seen_on,
            "expires_on": row.expires_on,
        }
        for row in rows
    ]


async def name_file(desk: Desk) -> UUID | None:
    """Give the newest recording of her name, for whoever types it in at verification (LED-01)."""
    query = select(StoredFile.id).where(
        col(StoredFile.county) == desk.entry.county,
        col(StoredFile.entry_id) == desk.entry.id,
        col(StoredFile.purpose) == FilePurpose.NAME,
        col(StoredFile.state) == FileState.READY,
    )
    return (await desk.session.exec(query.order_by(col(StoredFile.created_at).desc()).limit(1))).first()


async def history(desk: Desk) -> list[dict[str, Any]]:
    """List an entry's steps: what, when, by which office."""
    query = select(LedgerEvent).where(
        col(LedgerEvent.county) == desk.entry.county, col(LedgerEvent.entry_id) == desk.entry.id
    )
    rows = (await desk.session.exec(query.order_by(col(LedgerEvent.created_at), col(LedgerEvent.id)))).all()
    return [
        {
            "step": row.step,
            "state": row.to_state,
            "at": row.created_at,
            "office": row.office_code,
            "because": row.because,
            "effective_on": row.effective_on,
        }
        for row in rows
    ]
