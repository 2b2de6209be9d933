"""Audit rows: who did, read or was refused what; written in the transaction of the act, provable afterwards."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Uuid, any_, func, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.models.base import new_id
from app.models.records import AuditEvent, AuditSeal
from app.permissions.actors import Actor

APPEND = db.hot("""
    SELECT ctx.audit_append(:id, :at, :kind, :action, :actor_kind, :actor, :office, :session, :table, :subject,
                            :profile, CAST(:facts AS jsonb))
""")
APPEND_READS = text("""
    SELECT ctx.audit_append(one.id, :at, 'read', :action, :actor_kind, :actor, :office, :session, :table, one.subject,
                            one.profile, '{}'::jsonb)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:subjects AS uuid[]), CAST(:profiles AS uuid[])) AS one(id, subject, profile)
""")
WRONG = text("SELECT id FROM audit_event e WHERE county = :county AND hash <> ctx.audit_digest(e) ORDER BY position")
BROKEN = text("""
    SELECT id FROM (
      SELECT id, position, record_seq, before_hash,
             lag(hash) OVER record AS hash_before, lag(record_seq) OVER record AS seq_before
      FROM audit_event WHERE county = :county AND record_seq IS NOT NULL
      WINDOW record AS (PARTITION BY subject_id ORDER BY record_seq)
    ) chain
    WHERE before_hash IS DISTINCT FROM hash_before OR record_seq <> COALESCE(seq_before, 0) + 1
    ORDER BY position
""")
PENDING = text("""
    SELECT position, hash FROM audit_event
    WHERE county = :county AND position > :after AND position <= :upto ORDER BY position LIMIT :limit
""")
NOTHING: tuple[UUID | None, bool] = (None, False)
MOST_IN_A_SEAL = 10_000
END = 2**62
MY_PROFILES = func.ctx.my_profiles(type_=ARRAY(Uuid))


@dataclass(frozen=True, slots=True)
class About:
    """Which record an act is about, and whose it is."""

    table: str
    id: UUID
    profile_id: UUID | None


async def record(session: AsyncSession, *, actor: Actor, action: str, about: About, facts: Mapping[str, Any]) -> None:
    """Write down a change; it is chained to the record's earlier changes. `facts` are codes and counts, never words."""
    await _append(session, "change", actor, action, about, facts)


async def record_read(
    session: AsyncSession, *, actor: Actor, action: str, about: About, facts: Mapping[str, Any]
) -> None:
    """Write down a look; she can list the looks at her own records."""
    await _append(session, "read", actor, action, about, facts)


async def record_reads(session: AsyncSession, *, actor: Actor, action: str, abouts: Sequence[About]) -> None:
    """Write down a page of looks at several people's records of one table, in one statement."""
    if not abouts:
        return
    values = {
        "at": clock.now(),
        "action": action,
        "actor_kind": actor.kind,
        "actor": actor.id,
        "office": actor.office,
        "session": actor.session_id,
        "table": abouts[0].table,
        "ids": [new_id() for _ in abouts],
        "subjects": [about.id for about in abouts],
        "profiles": [about.profile_id for about in abouts],
    }
    await session.execute(APPEND_READS, values)


async def record_denied(
    session: AsyncSession, *, actor: Actor, action: str, about: About, facts: Mapping[str, Any]
) -> None:
    """Write down a refusal."""
    await _append(session, "denied", actor, action, about, facts)


async def _append(
    session: AsyncSession, kind: str, actor: Actor, action: str, about: About, facts: Mapping[str, Any]
) -> None:
    if session.info.get("answer_about", NOTHING)[1]:  # the call is about a closed record: the auditor reads no such row
        facts = {**facts, "closed": True}
    await db.fetch(
        session,
        APPEND,
        {
            "id": new_id(),
            "at": clock.now(),
            "kind": kind,
            "action": action,
            "actor_kind": actor.kind,
            "actor": actor.id,
            "office": actor.office,
            "session": actor.session_id,
            "table": about.table,
            "subject": about.id,
            "profile": about.profile_id,
            "facts": orjson.dumps(dict(facts)).decode(),
        },
    )


async def seal_pending(session: AsyncSession, *, county: str) -> int:
    """Seal the county's audit rows written since its last seal; give how many were sealed. Waits for open writers."""
    await session.execute(text("SELECT pg_advisory_xact_lock(5002303, hashtext(:county))"), {"county": county})
    newest = select(AuditSeal).where(col(AuditSeal.county) == county).order_by(col(AuditSeal.last_position).desc())
    last = (await session.exec(newest.limit(1))).first()
    after = last.last_position if last else 0
    values = {"county": county, "after": after, "upto": END, "limit": MOST_IN_A_SEAL}
    rows = (await session.execute(PENDING, values)).all()
    if not rows:
        return 0
    before = last.hash if last else None
    session.add(
        AuditSeal(
            county=county,
            created_at=clock.now(),
            first_position=rows[0].position,
            last_position=rows[-1].position,
            count=len(rows),
            before_hash=before,
            hash=_seal_hash(before, [bytes(row.hash) for row in rows]),
            sealed_at=clock.now(),
        )
    )
    await session.flush()
    return len(rows)


async def newest_seal(session: AsyncSession, *, county: str) -> dict[str, Any] | None:
    """Give a county's newest seal as it is kept outside: up to which row, and the digest of all before it."""
    newest = select(AuditSeal).where(col(AuditSeal.county) == county).order_by(col(AuditSeal.last_position).desc())
    seal = (await session.exec(newest.limit(1))).first()
    if seal is None:
        return None
    return {"last_position": seal.last_position, "hash": seal.hash.hex(), "sealed_at": seal.sealed_at.isoformat()}


async def compare(session: AsyncSession, *, county: str, laid: Sequence[Mapping[str, Any]]) -> list[str]:
    """Compare seals kept outside with what stands here: a chain rewritten from end to end is found by them alone."""
    found: list[str] = []
    for one in laid:
        seal = select(AuditSeal.hash).where(
            col(AuditSeal.county) == county, col(AuditSeal.last_position) == int(one["last_position"])
        )
        kept = (await session.exec(seal)).first()
        if kept is None or kept.hex() != one["hash"]:
            found.append(
                f"{one['day']} 留在外面的封存（到第 {one['last_position']} 行）和库里的对不上：整条记录被重写过。"
            )
    return found


def _seal_hash(before: bytes | None, hashes: list[bytes]) -> bytes:
    digest = hashlib.sha256(before or b"")
    for one in hashes:
        digest.update(one)
    return digest.digest()


async def verify(session: AsyncSession, *, county: str) -> list[str]:
    """Recompute every digest, chain and seal of a county; give one sentence per finding, nothing when all holds."""
    found = [f"审计行 {row.id} 的内容被改过。" for row in await session.execute(WRONG, {"county": county})]
    found += [
        f"审计行 {row.id} 前后接不上：有行被删除或插入。" for row in await session.execute(BROKEN, {"county": county})
    ]
    return found + await _verify_seals(session, county)


async def _verify_seals(session: AsyncSession, county: str) -> list[str]:
    query = select(AuditSeal).where(col(AuditSeal.county) == county).order_by(col(AuditSeal.last_position))
    found: list[str] = []
    before: bytes | None = None
    last = 0
    for seal in (await session.exec(query)).all():
        values = {"county": county, "after": last, "upto": seal.last_position, "limit": END}
        rows = (await session.execute(PENDING, values)).all()
        hashes = [bytes(row.hash) for row in rows]
        if len(rows) != seal.count or seal.before_hash != before or _seal_hash(before, hashes) != seal.hash:
            found.append(f"第 {seal.first_position} 到 {seal.last_position} 行的封存对不上：有行被改、删或插入。")
        before, last = seal.hash, seal.last_position
    return found


async def recent_readers(session: AsyncSession, *, subject: UUID, minutes: int) -> list[Mapping[str, Any]]:
    """Name who else opened a request in the last minutes, for those who may see it."""
    query = text("SELECT * FROM ctx.recent_readers(:subject, :since)")
    values = {"subject": subject, "since": clock.now() - timedelta(minutes=minutes)}
    return [dict(row) for row in (await session.execute(query, values)).mappings()]


async def looks_at(session: AsyncSession, *, actor: Actor, limit: int) -> list[AuditEvent]:
    """List the looks at her own records, and what was done in her name, newest first; under her own rights."""
    query = (
        select(AuditEvent)
        .where(
            col(AuditEvent.county) == actor.county,
            col(AuditEvent.profile_id) == any_(MY_PROFILES),
            or_(col(AuditEvent.kind) == "read", col(AuditEvent.action).startswith("proxy:")),
            col(AuditEvent.kind) != "denied",
        )
        .order_by(col(AuditEvent.created_at).desc(), col(AuditEvent.id).desc())
    )
    return list((await session.exec(query.limit(limit))).all())
