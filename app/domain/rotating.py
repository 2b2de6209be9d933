"""Rotating a data key: a new generation seals from now on, what is there is sealed anew in batches, the old one goes.

Values of one case or one file carry generation 0 and their own key: no rotation of the county's ring touches them.
Every batch is a transaction of its own, so that a process that dies loses at most one batch, and starting again goes on
where it stopped.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import Keys, Place, RingRow, Vault, new_ring_row, rewrap_case_key, rewrap_ring_key, vault_from_rows
from app.domain.keys import own_keys
from app.domain.sealed_columns import IndexedColumn, SealedColumn, columns_of
from app.errors import Conflict, NotFound
from app.models.help_requests import CaseKey
from app.models.records import DataKey
from app.vocabulary import DataClass

BATCH = 500
NOBODY = UUID(int=0)
# substring() counts from 1: byte 1 is the suite, bytes 2 and 3 the generation, 0 for a case's or a file's own key.
OF_THE_RING = "county = :county AND {column} IS NOT NULL AND substring({column} FROM 2 FOR 2) <> '\\x0000'::bytea"
COUNTS = "SELECT substring({column} FROM 1 FOR 3) AS header, count(*) AS n FROM {table} WHERE {ours} GROUP BY 1"
OLD = (
    "SELECT id, {row} AS row_id, {column} AS sealed FROM {table} "
    "WHERE {ours} AND substring({column} FROM 1 FOR 3) <> :header AND id > :after ORDER BY id LIMIT :most FOR UPDATE"
)
NEW = "UPDATE {table} SET {column} = :sealed WHERE county = :county AND id = :id"


@dataclass(frozen=True, slots=True)
class Generation:
    """One key of the ring, and how many values are sealed with it."""

    klass: DataClass
    generation: int
    seals: bool
    values: int


@dataclass(frozen=True, slots=True)
class Batch:
    """How many values a batch sealed anew, and the last row it looked at; none when the column is through."""

    sealed: int
    last: UUID | None


def _sql(pattern: str, column: SealedColumn) -> Any:
    """Write one statement for one column; every name comes from our own closed table of columns."""
    ours = OF_THE_RING.format(column=column.column)
    return text(pattern.format(table=column.table, column=column.column, row=column.row, ours=ours))


async def _ring(session: AsyncSession, county: str) -> list[DataKey]:
    query = select(DataKey).where(col(DataKey.county) == county)
    return list((await session.exec(query.order_by(col(DataKey.klass), col(DataKey.generation)))).all())


async def fresh_vault(session: AsyncSession, county: str) -> Vault:
    """Give a vault of the ring as it is stored now, whatever this process has in memory."""
    rows = [RingRow(one.klass, one.generation, one.wrapped, one.active) for one in await _ring(session, county)]
    return vault_from_rows(county, own_keys(), rows)


async def generations(session: AsyncSession, *, county: str) -> list[Generation]:
    """List every key of a county's ring with the number of values it seals."""
    found: list[Generation] = []
    ring = await _ring(session, county)
    for klass in sorted({one.klass for one in ring}):
        counted = await _counted(session, county, klass)
        mine = [one for one in ring if one.klass is klass]
        newest = max(one.generation for one in mine if one.active)
        found += [
            Generation(klass, one.generation, one.generation == newest, counted.get(one.generation, 0)) for one in mine
        ]
    return found


async def _counted(session: AsyncSession, county: str, klass: DataClass) -> dict[int, int]:
    """Count a class's values by generation."""
    counted: dict[int, int] = {}
    for column in columns_of(klass):
        for row in await session.execute(_sql(COUNTS, column), {"county": county}):
            generation = int.from_bytes(bytes(row.header)[1:], "big")
            counted[generation] = counted.get(generation, 0) + row.n
    return counted


async def begin(session: AsyncSession, *, county: str, klass: DataClass) -> DataKey:
    """Make the next generation, or go on with a rotation that was not finished; it opens, and seals nothing yet.

    Raises NotFound.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(5002305, hashtext(:name))"), {"name": f"{county}|{klass}"})
    mine = [one for one in await _ring(session, county) if one.klass is klass]
    if not mine:
        raise NotFound(f"{county} 没有 {klass} 这一类的密钥。")
    if len(mine) > 1:
        return mine[-1]
    row = new_ring_row(own_keys(), county=county, klass=klass, generation=mine[-1].generation + 1)
    made = DataKey(county=county, klass=klass, generation=row.generation, wrapped=row.wrapped, active=False)
    session.add(made)
    await session.flush()
    return made


async def reseal_batch(
    session: AsyncSession, *, vault: Vault, column: SealedColumn, after: UUID = NOBODY, most: int = BATCH
) -> Batch:
    """Seal the next values of a column anew, in the order of their ids. Raises CannotOpen for a broken one."""
    values = {"county": vault.county, "header": vault.header(column.klass), "after": after, "most": most}
    rows = (await session.execute(_sql(OLD, column), values)).all()
    for row in rows:
        place = Place(column.table, column.column, row.row_id)
        data = vault.open_bytes(column.klass, place, bytes(row.sealed))
        sealed = vault.seal_bytes(column.klass, place, data)
        await session.execute(_sql(NEW, column), {"county": vault.county, "id": row.id, "sealed": sealed})
    return Batch(len(rows), rows[-1].id if rows else None)


async def left(session: AsyncSession, *, vault: Vault, klass: DataClass) -> int:
    """Count the values of a class that are not sealed with the newest key and suite yet."""
    header = vault.header(klass)
    count = 0
    for column in columns_of(klass):
        rows = await session.execute(_sql(COUNTS, column), {"county": vault.county})
        count += sum(row.n for row in rows if bytes(row.header) != header)
    return count


async def retire(session: AsyncSession, *, county: str, klass: DataClass) -> list[int]:
    """Destroy the older generations of a class; nothing may be sealed with them any more. Raises Conflict."""
    counted = await _counted(session, county, klass)
    mine = [one for one in await _ring(session, county) if one.klass is klass]
    old = mine[:-1]
    if any(counted.get(one.generation, 0) for one in old):
        raise Conflict("旧密钥还有内容在用，没有停用。请再执行一次。")
    for one in old:
        await session.delete(one)
    await session.flush()
    return [one.generation for one in old]


async def activate(session: AsyncSession, *, county: str, klass: DataClass, newest: int) -> None:
    """Seal with the newest generation from now on, when every process has had the time to learn of it."""
    ring = update(DataKey).where(col(DataKey.county) == county, col(DataKey.klass) == klass)
    values = ring.values(active=col(DataKey.generation) == newest)
    await session.exec(values.execution_options(synchronize_session=False))


async def reindex(session: AsyncSession, *, vault: Vault, indexed: IndexedColumn, after: UUID, most: int) -> Batch:
    """Make a batch of blind indexes anew, with the key file's index key and suite as they are now."""
    column = indexed.sealed
    every = _sql(
        "SELECT id, {row} AS row_id, {column} AS sealed FROM {table} WHERE {ours} "  # a closed case has no index
        "AND id > :after ORDER BY id LIMIT :most FOR UPDATE",
        column,
    )
    rows = (await session.execute(every, {"county": vault.county, "after": after, "most": most})).all()
    put = text(f"UPDATE {column.table} SET {indexed.index} = :index WHERE county = :county AND id = :id")  # noqa: S608  our own names
    for row in rows:
        said = vault.open(column.klass, Place(column.table, column.column, row.row_id), bytes(row.sealed))
        values = {"county": vault.county, "id": row.id, "index": vault.blind_index(indexed.field, said)}
        await session.execute(put, values)
    return Batch(len(rows), rows[-1].id if rows else None)


async def rewrap(session: AsyncSession, *, county: str, old: Keys, new: Keys) -> int:
    """Wrap every data key and every closed case's key under another key-encryption key, all of them or none.

    What is sealed stays as it is. A key destroyed before is not among them: a backup of it opens with the old
    key-encryption key alone, and with that gone it opens no more.
    """
    count = 0
    for row in await _ring(session, county):
        stored = RingRow(row.klass, row.generation, row.wrapped, row.active)
        row.wrapped = rewrap_ring_key(old, new, county=county, row=stored)
        session.add(row)
        count += 1
    query = select(CaseKey).where(col(CaseKey.county) == county, col(CaseKey.wrapped).is_not(None))
    for case in (await session.exec(query.with_for_update())).all():
        if case.wrapped is not None:
            case.wrapped = rewrap_case_key(old, new, county=county, case_id=case.id, wrapped=bytes(case.wrapped))
            session.add(case)
            count += 1
    await session.flush()
    return count
