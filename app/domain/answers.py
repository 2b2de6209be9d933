"""Kept answers: the first answer to a key, sealed with the key of the record it is about."""

from dataclasses import dataclass, field
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import CannotOpen, CaseVault, Place, Vault
from app.domain.keys import case_vault, own_keys, vault_of
from app.errors import InFlight, KeyReused
from app.vocabulary import DataClass

# One statement takes the lock and looks: if a twin commits in between, the primary key is the last judge (409).
CLAIM = db.hot("""
    SELECT pg_try_advisory_xact_lock(:lock) AS got, k.*
    FROM (SELECT 1) one LEFT JOIN kept_answer k ON k.county = :county AND k.id = :id
""")
KEEP = db.hot("""
    INSERT INTO kept_answer (county, id, created_at, owner_id, fingerprint, status, headers, body_sealed, subject_id)
    VALUES (:county, :id, :now, :owner, :fingerprint, :status, CAST(:headers AS jsonb), :body, :subject)
""")


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """One actor's key for one route; `fingerprint` is the digest of what was sent, `given` the header itself."""

    county: str
    id: UUID
    owner_id: UUID
    fingerprint: bytes
    given: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time."""

    status: int
    headers: dict[str, str]
    body: bytes


async def claim(session: AsyncSession, key: AnswerKey) -> Answer | None:
    """Take the key for this transaction, or give its first answer. Raises InFlight (409), KeyReused (422)."""
    lock = int.from_bytes(key.id.bytes[:8], signed=True)
    (row,) = await db.fetch(session, CLAIM, {"lock": lock, "county": key.county, "id": key.id})
    if row["id"] is not None:
        if bytes(row["fingerprint"]) != key.fingerprint:
            raise KeyReused
        return Answer(row["status"], row["headers"], await _open(session, key, row["subject_id"], row["body_sealed"]))
    if not row["got"]:
        raise InFlight(retry_after=1)
    return None


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is about: a record that takes it along when erased; `alone` when only the sender may open it."""

    subject: UUID | None = None
    closed: bool = False
    alone: bool = False


async def keep(session: AsyncSession, key: AnswerKey, answer: Answer, about: About) -> None:
    """Store the answer beside its effect; a closed request's answer is sealed with the case key.

    An answer to somebody without an account, or about a case the sender may not see, opens with the sent key alone.
    """
    place = Place("kept_answer", "body_sealed", key.id)
    vault = await vault_of(session, key.county)
    if about.alone:
        vault = _by_key(vault, key)
    elif about.closed and about.subject:
        vault = await case_vault(session, key.county, about.subject)
    await session.flush()
    values = {
        "county": key.county,
        "id": key.id,
        "now": clock.now(),
        "owner": key.owner_id,
        "fingerprint": key.fingerprint,
        "status": answer.status,
        "headers": orjson.dumps(answer.headers).decode(),
        "body": vault.seal_bytes(DataClass.ANSWER, place, answer.body),
        "subject": about.subject,
    }
    await db.fetch(session, KEEP, values)


def _by_key(vault: Vault, key: AnswerKey) -> Vault:
    """Give a vault that only the holder of the sent key can have made: we keep a digest of that key, never the key."""
    return CaseVault.holding(key.county, own_keys(), vault.blind_index("answer-key", key.given))


async def _open(session: AsyncSession, key: AnswerKey, subject: UUID | None, sealed: bytes | None) -> bytes:
    if sealed is None:
        return b""
    place = Place("kept_answer", "body_sealed", key.id)
    vault = await vault_of(session, key.county)
    try:
        return vault.open_bytes(DataClass.ANSWER, place, bytes(sealed))
    except CannotOpen:
        if subject is None:
            return _by_key(vault, key).open_bytes(DataClass.ANSWER, place, bytes(sealed))
        return (await case_vault(session, key.county, subject)).open_bytes(DataClass.ANSWER, place, bytes(sealed))
