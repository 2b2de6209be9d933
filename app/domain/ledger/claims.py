"""Claiming: by a code and one matching fact an entry made for her becomes hers, with no worker between (LED-08)."""

import secrets
import unicodedata
from datetime import timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Any

from sqlalchemy import text, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Vault
from app.domain.keys import vault_of
from app.domain.ledger import duplicates, inputs, joining
from app.domain.ledger.entries import Desk, answers, opened, own_entry
from app.errors import NotFound, TooMany
from app.models.ledger import ClaimCode, LedgerEntry
from app.models.records import AuditEvent
from app.permissions.actors import Actor
from app.vocabulary import Audience, ExitReason

DIGITS = 14  # 46 bits: drawn at random, not worked out from anything
LIVES = timedelta(days=90)
MOST_WRONG_FACTS = 5
MOST_TRIES = 5
WINDOW = timedelta(hours=1)
LOCK = text("SELECT id FROM profile WHERE county = :county AND id = :profile FOR UPDATE")


class Tried(StrEnum):
    """How a try ended; whoever asked commits it first and answers afterwards, so that a wrong one is counted."""

    GOOD = "good"
    WRONG = "wrong"


async def issue(desk: Desk) -> dict[str, Any]:
    """Draw a code for an entry, to be shown this once; older ones are void. Runs under the routing audience."""
    session, entry, now = desk.session, desk.entry, clock.now()
    older = update(ClaimCode).where(
        col(ClaimCode.county) == entry.county,
        col(ClaimCode.entry_id) == entry.id,
        col(ClaimCode.used_at).is_(None),
        col(ClaimCode.voided_at).is_(None),
    )
    await session.exec(older.values(voided_at=now).execution_options(synchronize_session=False))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    row = ClaimCode(
        county=entry.county,
        created_at=now,
        entry_id=entry.id,
        code_index=_index(desk.vault, code),
        made_by=desk.actor.id,
        expires_at=now + LIVES,
    )
    session.add(row)
    await session.flush()
    about = About("ledger_entry", entry.id, entry.profile_id)
    await audit.record(session, actor=desk.actor, action="proxy:code", about=about, facts={})
    shown = " ".join((code[:4], code[4:8], code[8:11], code[11:]))
    until = f"{row.expires_at.astimezone(clock.COUNTY_ZONE):%Y年%m月%d日}"
    slip = f"认领码 {shown}，{until}前有效。自己登录后填上，登记就归您自己管。"
    return {"code": shown, "read_aloud": "，".join(shown.split()), "slip": slip, "expires_at": row.expires_at}


def _index(vault: Vault, code: str) -> bytes:
    return vault.blind_index("claim_code", code)


def normal_code(text_: str) -> str:
    """Give the digits of a code as it was read out or typed."""
    return "".join(one for one in unicodedata.normalize("NFKC", text_) if one.isdigit())


async def claim(session: AsyncSession, *, actor: Actor, said: inputs.Claim) -> Tried:
    """Try a code with one fact. Raises TooMany after five wrong ones in an hour; what was wrong is never said."""
    if actor.profile_id is None:
        raise NotFound
    await session.execute(LOCK, {"county": actor.county, "profile": actor.profile_id})
    await _refuse_guessing(session, actor)
    vault = await vault_of(session, actor.county)
    async with db.acting_as(session, Audience.ROUTE):
        row = await _code(session, actor, _index(vault, normal_code(said.code)))
        entry = await _entry(session, row, actor) if row else None
        if row is not None and entry is not None and _matches(Desk(session, actor, entry, vault), said):
            row.used_at = clock.now()
            session.add(row)
            await joining.join(Desk(session, actor, entry, vault))
            return Tried.GOOD
        if row is not None:
            row.tries += 1
            row.voided_at = clock.now() if row.tries >= MOST_WRONG_FACTS else None
            session.add(row)
    about = About("profile", actor.profile_id, actor.profile_id)
    await audit.record_denied(session, actor=actor, action="proxy:claim", about=about, facts={})
    return Tried.WRONG


async def _refuse_guessing(session: AsyncSession, actor: Actor) -> None:
    query = select(func.count()).where(
        col(AuditEvent.county) == actor.county,
        col(AuditEvent.profile_id) == actor.profile_id,
        col(AuditEvent.kind) == "denied",
        col(AuditEvent.action) == "proxy:claim",
        col(AuditEvent.created_at) > clock.now() - WINDOW,
    )
    if (await session.exec(query)).one() >= MOST_TRIES:
        raise TooMany("试错太多次了，请一小时后再试，或者请村里重新给一个码。", retry_after=int(WINDOW.total_seconds()))


async def _code(session: AsyncSession, actor: Actor, index: bytes) -> ClaimCode | None:
    query = select(ClaimCode).where(
        col(ClaimCode.county) == actor.county,
        col(ClaimCode.code_index) == index,
        col(ClaimCode.used_at).is_(None),
        col(ClaimCode.voided_at).is_(None),
        col(ClaimCode.expires_at) > clock.now(),
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def _entry(session: AsyncSession, row: ClaimCode, actor: Actor) -> LedgerEntry | None:
    """Give the entry of a code. One that was folded into another is only for whom the other is."""
    query = select(LedgerEntry).where(col(LedgerEntry.county) == row.county, col(LedgerEntry.id) == row.entry_id)
    entry = (await session.exec(query.with_for_update())).one_or_none()
    if entry is None or entry.left_because is not ExitReason.DUPLICATE:
        return entry
    own, kept = await own_entry(session, actor=actor), await duplicates.folded_into(session, entry)
    return entry if own is not None and own.id == kept else None


def _matches(desk: Desk, said: inputs.Claim) -> bool:
    """Say whether the one fact given is the entry's."""
    known = answers(desk)
    born = known.get("birth_date") or known.get("birth_month") or ""
    phone = opened(desk, "phone_sealed") or ""
    pairs = (
        (said.birth_month, born[: len("1985-07")]),
        (said.village, desk.entry.village_code),
        (said.phone_last4, phone[-4:]),
    )
    return any(given is not None and compare_digest(given, kept) for given, kept in pairs)
