"""Two entries that look like one woman: raised as a pair, merged by two people, undone within a month (LED-09)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, normal_name
from app.domain.governance import proposals
from app.domain.keys import vault_of
from app.domain.ledger import folding, inputs
from app.domain.ledger.entries import Desk, answers, opened, seal, take
from app.domain.ledger.showing import row
from app.errors import Conflict, NotFound
from app.models.ledger import DuplicatePair, LedgerEntry
from app.permissions.actors import Actor
from app.vocabulary import (
    Audience,
    DataClass,
    ExitReason,
    LedgerStep,
    PairKind,
    PairState,
    ProposalKind,
)

UNDONE_WITHIN = timedelta(days=30)
UNDECIDED = (PairState.OPEN, PairState.PROPOSED)
FLAGS = text("SELECT id FROM ledger_flag WHERE county = :county AND entry_id = :entry")
MOVE_FLAGS = text("""
    UPDATE ledger_flag SET entry_id = :entry, profile_id = :profile, township_code = :town, village_code = :village
    WHERE county = :county AND id = ANY(:ids)
""")
FORGET = text("""
    UPDATE duplicate_pair SET before_sealed = NULL
    WHERE county = :county AND before_sealed IS NOT NULL AND undo_until < :now
""")


async def look(desk: Desk) -> None:
    """Raise a pair with every entry of the county that has her ID number, or her name, birth month and village."""
    _know_twin(desk)
    entry = desk.entry
    same = [col(LedgerEntry.id_index) == entry.id_index] if entry.id_index else []
    same += [col(LedgerEntry.twin_index) == entry.twin_index] if entry.twin_index else []
    if not same:
        return
    async with db.acting_as(desk.session, Audience.ROUTE):  # the other may stand where this desk sees nothing
        query = select(LedgerEntry).where(
            col(LedgerEntry.county) == entry.county,
            col(LedgerEntry.id) != entry.id,
            or_(*same),
            col(LedgerEntry.left_because).is_distinct_from(ExitReason.DUPLICATE),
        )
        for other in (await desk.session.exec(query.limit(20))).all():
            await _raise(desk, other)


def _know_twin(desk: Desk) -> None:
    """Keep name, birth month and village as one sealed text with a blind index, once all three are known."""
    name, known = opened(desk, "name_sealed"), answers(desk)
    born = (known.get("birth_date") or known.get("birth_month") or "")[: len("1985-07")]
    if not name or not born:
        return
    twin = f"{normal_name(name)}|{born}|{desk.entry.village_code}"
    seal(desk, "twin_sealed", twin)
    desk.entry.twin_index = desk.vault.blind_index("twin", twin)
    desk.session.add(desk.entry)


async def _raise(desk: Desk, other: LedgerEntry) -> None:
    entry = desk.entry
    first, second = sorted((entry, other), key=lambda one: one.id)
    known = select(DuplicatePair.id).where(
        col(DuplicatePair.county) == entry.county,
        col(DuplicatePair.first_id) == first.id,
        col(DuplicatePair.second_id) == second.id,
    )
    if (await desk.session.exec(known)).first() is not None:
        return
    same_number = entry.id_index is not None and entry.id_index == other.id_index
    pair = DuplicatePair(
        county=entry.county,
        created_at=clock.now(),
        first_id=first.id,
        second_id=second.id,
        first_township=first.township_code,
        second_township=second.township_code,
        first_village=first.village_code,
        second_village=second.village_code,
        kind=PairKind.ID_NUMBER if same_number else PairKind.NAME_BIRTH_VILLAGE,
    )
    desk.session.add(pair)
    await desk.session.flush()
    about = About("duplicate_pair", pair.id, None)
    facts = {"kind": pair.kind.value}
    await audit.record(desk.session, actor=desk.actor, action="duplicate:raise", about=about, facts=facts)


async def pairs(session: AsyncSession, *, actor: Actor, state: PairState | None, limit: int) -> list[dict[str, Any]]:
    """List the pairs of which this desk may see both, the oldest first; names masked."""
    query = select(DuplicatePair).where(col(DuplicatePair.county) == actor.county)
    if state is not None:
        query = query.where(col(DuplicatePair.state) == state)
    rows = (await session.exec(query.order_by(col(DuplicatePair.created_at), col(DuplicatePair.id)).limit(limit))).all()
    about, facts = About("staff", actor.id, None), {"rows": len(rows)}
    await audit.record_read(session, actor=actor, action="duplicate:list", about=about, facts=facts)
    return [await shown(session, actor, pair) for pair in rows]


async def shown(session: AsyncSession, actor: Actor, pair: DuplicatePair) -> dict[str, Any]:
    """Show a pair with both entries, masked."""
    first, second = await _both(session, actor, pair)
    return {
        "id": pair.id,
        "kind": pair.kind,
        "state": pair.state,
        "raised_at": pair.created_at,
        "kept_id": pair.kept_id,
        "undo_until": pair.undo_until,
        "first": row(first),
        "second": row(second),
    }


async def _both(session: AsyncSession, actor: Actor, pair: DuplicatePair) -> tuple[Desk, Desk]:
    query = select(LedgerEntry).where(
        col(LedgerEntry.county) == pair.county, col(LedgerEntry.id).in_((pair.first_id, pair.second_id))
    )
    found = {entry.id: entry for entry in (await session.exec(query)).all()}
    vault = await vault_of(session, pair.county)
    if len(found) != 2:  # noqa: PLR2004  a pair
        raise NotFound
    return tuple(Desk(session, actor, found[one], vault) for one in (pair.first_id, pair.second_id))  # type: ignore[return-value]


async def _pair(session: AsyncSession, actor: Actor, pair_id: UUID) -> DuplicatePair:
    query = select(DuplicatePair).where(col(DuplicatePair.county) == actor.county, col(DuplicatePair.id) == pair_id)
    pair = (await session.exec(query.with_for_update())).one_or_none()
    if pair is None:
        raise NotFound
    return pair


async def propose(session: AsyncSession, *, actor: Actor, pair_id: UUID, said: inputs.ProposeMerge) -> dict[str, Any]:
    """Propose which of the two stays; another person has to agree. Raises Conflict where it was decided."""
    pair = await _pair(session, actor, pair_id)
    if said.kept not in (pair.first_id, pair.second_id):
        raise NotFound
    if pair.state not in (PairState.OPEN, PairState.UNDONE):
        raise Conflict("这一对已经提过，或者已经定了。")
    facts = {"pair_id": str(pair.id), "kept_id": str(said.kept)}
    made = await proposals.propose(session, actor=actor, kind=ProposalKind.LEDGER_MERGE, facts=facts)
    pair.state, pair.kept_id, pair.proposal_id = PairState.PROPOSED, said.kept, made["id"]
    return await _kept(session, actor, pair, "duplicate:propose")


async def decide(session: AsyncSession, *, actor: Actor, pair_id: UUID, agree: bool) -> dict[str, Any]:
    """Agree to another's merge and carry it out, or turn it down. Raises NotAllowed to its own author."""
    pair = await _pair(session, actor, pair_id)
    if pair.state is not PairState.PROPOSED or pair.proposal_id is None:
        raise Conflict("这一对还没有人提合并，或者已经定了。")
    await proposals.settle(
        session, actor=actor, proposal_id=pair.proposal_id, agree=agree, kinds=(ProposalKind.LEDGER_MERGE,)
    )
    if agree:
        await _merge(session, actor, pair)
    else:
        pair.state, pair.kept_id = PairState.OPEN, None
    return await _kept(session, actor, pair, "duplicate:decide")


async def dismiss(session: AsyncSession, *, actor: Actor, pair_id: UUID) -> dict[str, Any]:
    """Say that the two are two people; the pair is not raised again."""
    pair = await _pair(session, actor, pair_id)
    if pair.state not in UNDECIDED:
        raise Conflict("这一对已经定了。")
    pair.state, pair.kept_id = PairState.NOT_SAME, None
    return await _kept(session, actor, pair, "duplicate:dismiss")


async def _kept(session: AsyncSession, actor: Actor, pair: DuplicatePair, action: str) -> dict[str, Any]:
    session.add(pair)
    await session.flush()
    about = About("duplicate_pair", pair.id, None)
    await audit.record(session, actor=actor, action=action, about=about, facts={"state": pair.state.value})
    return await shown(session, actor, pair)


async def _merge(session: AsyncSession, actor: Actor, pair: DuplicatePair) -> None:
    """Fold one entry into the other, keeping both pictures sealed for thirty days. Requests stay whose they are."""
    async with db.acting_as(session, Audience.ROUTE):
        kept, gone = await _in_order(session, actor, pair)
        flags = (await session.execute(FLAGS, {"county": pair.county, "entry": gone.entry.id})).scalars().all()
        before = {"kept": folding.picture(kept), "gone": folding.picture(gone), "flags": [str(one) for one in flags]}
        pair.state, pair.merged_at, pair.undo_until = PairState.MERGED, clock.now(), clock.now() + UNDONE_WITHIN
        await folding.fold(kept=kept, gone=gone)
        await _flags_to(kept, list(flags))
        await take(kept, LedgerStep.MERGE, tell=False)
        pictures = {**before, "after": {"kept": folding.picture(kept), "gone": folding.picture(gone)}}
        place = Place("duplicate_pair", "before_sealed", pair.id)
        pair.before_sealed = kept.vault.seal(DataClass.IDENTITY, place, orjson.dumps(pictures).decode())


async def _in_order(session: AsyncSession, actor: Actor, pair: DuplicatePair) -> tuple[Desk, Desk]:
    first, second = await _both(session, actor, pair)
    return (first, second) if first.entry.id == pair.kept_id else (second, first)


async def _flags_to(desk: Desk, flags: list[UUID]) -> None:
    entry = desk.entry
    values = {"county": entry.county, "entry": entry.id, "profile": entry.profile_id, "ids": flags}
    await desk.session.execute(MOVE_FLAGS, values | {"town": entry.township_code, "village": entry.village_code})


async def folded_into(session: AsyncSession, entry: LedgerEntry) -> UUID | None:
    """Name the entry this one was merged into, where two people agreed on it."""
    query = select(DuplicatePair.kept_id).where(
        col(DuplicatePair.county) == entry.county,
        or_(col(DuplicatePair.first_id) == entry.id, col(DuplicatePair.second_id) == entry.id),
        col(DuplicatePair.state) == PairState.MERGED,
        col(DuplicatePair.kept_id) != entry.id,
    )
    return (await session.exec(query)).first()


async def undo(session: AsyncSession, *, actor: Actor, pair_id: UUID) -> dict[str, Any]:
    """Put both entries back as they were, but for what was learned since; within thirty days. Raises Conflict."""
    pair = await _pair(session, actor, pair_id)
    if (
        pair.state is not PairState.MERGED
        or pair.before_sealed is None
        or clock.now() >= (pair.undo_until or clock.now())
    ):
        raise Conflict("没有可以撤销的合并，或者已经过了三十天。")
    async with db.acting_as(session, Audience.ROUTE):
        kept, gone = await _in_order(session, actor, pair)
        place = Place("duplicate_pair", "before_sealed", pair.id)
        before = orjson.loads(kept.vault.open(DataClass.IDENTITY, place, bytes(pair.before_sealed)))
        for desk, which in ((kept, "kept"), (gone, "gone")):
            folding.put_back(desk, before[which], before.get("after", {}).get(which))
            await take(desk, LedgerStep.UNMERGE, tell=False)
        await _flags_to(gone, [UUID(one) for one in before["flags"]])
    pair.state, pair.kept_id, pair.before_sealed = PairState.UNDONE, None, None
    return await _kept(session, actor, pair, "duplicate:undo")


async def forget(session: AsyncSession, *, county: str) -> None:
    """Forget the pictures of merges that can no longer be undone."""
    await session.execute(FORGET, {"county": county, "now": clock.now()})
