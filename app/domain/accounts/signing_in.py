"""Sign-in by definer functions only: find or make the account, open the session, rotate its refresh token.

Functions here give what happened; whoever calls commits it first and refuses afterwards, so that counted tries and
revoked families survive the refusal.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault, new_opaque_token, normal_phone, opaque_digest
from app.db import Context
from app.models.base import new_id
from app.notifications.outbox import Note, announce
from app.vocabulary import Audience, DataClass, NoticeKind, SessionKind

WOMAN_STAYS = timedelta(days=90)
STAFF_STAYS = timedelta(hours=12)
CODE_LIVES = timedelta(minutes=5)
AGAIN_SECONDS = 60
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Person:
    """One person behind an account, told from the others by a picture."""

    account_id: UUID
    profile_id: UUID
    picture: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened or prolonged, with the refresh token its owner keeps."""

    session_id: UUID
    kind: SessionKind
    owner_id: UUID
    profile_id: UUID | None
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Post:
    """The post a worker acts in, and whether a second factor was given."""

    grant_id: UUID
    strong: bool


async def _one(session: AsyncSession, call: str, values: dict[str, Any]) -> Any:
    return (await session.execute(text(f"SELECT {call}"), values)).scalar_one()


async def people_of(
    session: AsyncSession, *, county: str, openid: bytes | None, phone: bytes | None
) -> tuple[list[Person], bool]:
    """Find the people behind a blind index; the second value says that the account is disabled."""
    query = text("SELECT * FROM ctx.find_account(:c, :openid, :phone)")
    rows = (await session.execute(query, {"c": county, "openid": openid, "phone": phone})).mappings().all()
    people = [Person(row["account_id"], row["profile_id"], row["picture"]) for row in rows]
    return people, any(row["disabled"] for row in rows)


def openid_index(vault: Vault, openid: str) -> bytes:
    """Give the blind index of an openid."""
    return vault.blind_index("openid", openid)


def phone_index(vault: Vault, phone: str) -> bytes:
    """Give the blind index of a phone number."""
    return vault.blind_index("phone", normal_phone(phone))


async def make_account(
    session: AsyncSession, *, county: str, vault: Vault, openid: str | None = None, phone: str | None = None
) -> Person:
    """Make an account with one person; openid and phone are sealed, found again by blind index only."""
    account, person = new_id(), new_id()
    place = Place("account", "openid_sealed", account), Place("account", "phone_sealed", account)
    values = {
        "c": county,
        "account": account,
        "person": person,
        "at": clock.now(),
        "openid_s": vault.seal(DataClass.CONTACT, place[0], openid) if openid else None,
        "openid_i": openid_index(vault, openid) if openid else None,
        "phone_s": vault.seal(DataClass.CONTACT, place[1], normal_phone(phone)) if phone else None,
        "phone_i": phone_index(vault, phone) if phone else None,
    }
    await _one(
        session,
        "ctx.make_account(:c, :account, :person, :at, :openid_s, :openid_i, :phone_s, :phone_i)",
        values,
    )
    return Person(account, person, "flower")


def new_code() -> str:
    """Draw six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def code_digest(vault: Vault, phone: str, code: str) -> bytes:
    """Give the keyed digest a code is kept as."""
    return vault.blind_index("phone_code", f"{normal_phone(phone)}:{code}")


async def keep_code(session: AsyncSession, *, county: str, vault: Vault, phone: str, code: str) -> None:
    """Keep a code for five minutes; older ones of the same phone are void."""
    now = clock.now()
    values = {
        "c": county,
        "key": new_id(),
        "at": now,
        "phone": phone_index(vault, phone),
        "code": code_digest(vault, phone, code),
        "ends": now + CODE_LIVES,
    }
    await _one(session, "ctx.keep_phone_code(:c, :key, :at, :phone, :code, :ends)", values)


async def try_code(session: AsyncSession, *, county: str, vault: Vault, phone: str, code: str, spend: bool) -> bool:
    """Say whether the code is right; a wrong one costs one of five tries."""
    values = {
        "c": county,
        "at": clock.now(),
        "phone": phone_index(vault, phone),
        "code": code_digest(vault, phone, code),
        "spend": spend,
    }
    return bool(await _one(session, "ctx.try_phone_code(:c, :at, :phone, :code, :spend)", values))


async def open_session(
    session: AsyncSession,
    *,
    county: str,
    kind: SessionKind,
    owner_id: UUID,
    profile_id: UUID | None = None,
    post: Post | None = None,
) -> Opened:
    """Open a session: 90 days for her, 12 hours for staff; fifteen idle minutes end a worker's refresh token."""
    token, digest = new_opaque_token()
    now = clock.now()
    opened = Opened(new_id(), kind, owner_id, profile_id, token)
    values = {
        "c": county,
        "session": opened.session_id,
        "at": now,
        "what": kind.value,
        "owner": owner_id,
        "person": profile_id,
        "granted": post.grant_id if post else None,
        "ends": now + (WOMAN_STAYS if kind is SessionKind.WOMAN else STAFF_STAYS),
        "token": new_id(),
        "digest": digest,
        "strong": post is not None and post.strong,
    }
    call = "ctx.open_session(:c, :session, :at, :what, :owner, :person, :granted, :ends, :token, :digest, :strong)"
    await _one(session, call, values)
    return opened


async def rotate(session: AsyncSession, *, county: str, vault: Vault, token: str) -> Opened | None:
    """Use a refresh token: a new one, or the same successor again for an answer lost within a minute; None refuses.

    Any older link shown again ends the whole session (reuse detection), and its owner hears of it.
    """
    next_token, next_digest = new_opaque_token()
    link = new_id()
    values = {
        "c": county,
        "at": clock.now(),
        "digest": opaque_digest(token),
        "next_id": link,
        "next_digest": next_digest,
        "next_sealed": vault.seal(DataClass.ANSWER, Place("refresh_token", "successor_sealed", link), next_token),
        "again": AGAIN_SECONDS,
    }
    query = text("SELECT * FROM ctx.use_refresh(:c, :at, :digest, :next_id, :next_digest, :next_sealed, :again)")
    row: RowMapping = (await session.execute(query, values)).mappings().one()
    if row["outcome"] == "reused":
        await _warn(session, county, row)
    if row["outcome"] not in ("fresh", "again"):
        return None
    if row["outcome"] == "again":
        place = Place("refresh_token", "successor_sealed", row["link"])
        next_token = vault.open(DataClass.ANSWER, place, bytes(row["sealed"]))
    return Opened(row["session_id"], SessionKind(row["kind"]), row["owner_id"], row["profile_id"], next_token)


async def _warn(session: AsyncSession, county: str, ended: RowMapping) -> None:
    """Tell the owner that somebody came with a token that was spent: it may have been copied (R15)."""
    before: Context = session.info["context"]
    hers = SessionKind(ended["kind"]) is SessionKind.WOMAN
    note = Note(
        kind=NoticeKind.SECURITY_ALERT,
        dedupe_key=f"{ended['session_id']}:reused",
        profile_id=ended["profile_id"] if hers else None,
        reader=None if hers else f"staff:{ended['owner_id']}",
    )
    await db.enter(session, Context(Audience.PUBLIC, county))  # the sign-in audience writes no row of its own
    await announce(session, county=county, notes=[note])
    await db.enter(session, before)


async def find_staff(session: AsyncSession, *, county: str, login_name: str) -> RowMapping | None:
    """Find a worker's credentials and live grants."""
    query = text("SELECT * FROM ctx.find_staff(:c, :login)")
    return (await session.execute(query, {"c": county, "login": login_name})).mappings().one_or_none()


async def note_staff_try(session: AsyncSession, *, county: str, staff_id: UUID, good: bool, step: int | None) -> bool:
    """Write down how a try ended; five wrong ones lock the name for a growing time. False: the step was taken."""
    values = {"c": county, "who": staff_id, "at": clock.now(), "good": good, "step": step}
    return bool(await _one(session, "ctx.note_staff_try(:c, :who, :at, :good, :step)", values))


async def renew_hash(session: AsyncSession, *, county: str, staff_id: UUID, proved: str, renewed: str) -> None:
    """Put a stronger hash of the same password in the place of the one just proved."""
    values = {"c": county, "who": staff_id, "proved": proved, "renewed": renewed}
    await _one(session, "ctx.renew_hash(:c, :who, :proved, :renewed)", values)


async def use_recovery_code(session: AsyncSession, *, county: str, staff_id: UUID, code: str) -> bool:
    """Use one of the codes for a lost telephone; each works once."""
    values = {"c": county, "who": staff_id, "digest": opaque_digest(code.strip().lower()), "at": clock.now()}
    return bool(await _one(session, "ctx.use_recovery_code(:c, :who, :digest, :at)", values))


async def accept_invitation(session: AsyncSession, *, county: str, code: str, password_hash: str) -> bool:
    """Let a new worker choose a password with a single-use code; False when it is used or over."""
    values = {"c": county, "at": clock.now(), "code": opaque_digest(code), "hash": password_hash}
    return await _one(session, "ctx.accept_invitation(:c, :at, :code, :hash)", values) is not None


def is_locked(row: RowMapping) -> bool:
    """Say whether a name is locked at the moment."""
    until: datetime | None = row["locked_until"]
    return until is not None and until > clock.now()
