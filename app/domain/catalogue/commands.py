"""Loading a county's folder as a new dated version, and taking the last one back."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, time

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import queries
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.rules import township_office
from app.domain.keys import ensure_keys
from app.errors import Conflict
from app.models.base import new_id
from app.models.catalogue import County, CountyVersion, Division, Office
from app.vocabulary import BodyKind, DivisionLevel, OfficeKind

KINDS = {
    BodyKind.DEPARTMENT: OfficeKind.DEPARTMENT,
    BodyKind.DESK: OfficeKind.DESK,
    BodyKind.COLLECTIVE: OfficeKind.COLLECTIVE,
}
ROLLED_BACK = "退回到第"
FROM_FOLDER = ("name", "parent", "division", "phone", "valid_from", "valid_to", "successor")


async def load(session: AsyncSession, *, folder: Folder, valid_from: datetime | None = None) -> tuple[int, bool]:
    """Load a folder: the same content changes nothing, another becomes the next version.

    Gives the version and whether it is new. Raises Conflict for a version that would begin before the last one.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"county {folder.code}"))))
    document = folder.model_dump(mode="json")
    digest = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    await _place(session, folder)
    await ensure_keys(session, folder.code)
    last = await _last(session, folder.code)
    if last is not None and last.content_hash == digest:
        return last.version, False
    start = _start(folder, last, valid_from)
    number = (last.version if last else 0) + 1
    session.add(
        CountyVersion(
            county=folder.code,
            created_at=clock.now(),
            version=number,
            valid_from=start,
            content_hash=digest,
            document=document,
        )
    )
    await session.flush()
    queries.forget()
    return number, True


async def publish(session: AsyncSession, *, folder: Folder, note: str) -> int:
    """Put a folder an administrator has changed in force from now on, as the next version; under their own rights.

    Gives the version. Raises Conflict where a version that has not begun yet would be passed over.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"county {folder.code}"))))
    last = await _last(session, folder.code)
    number, start = (last.version if last else 0) + 1, _start(folder, last, None)
    document = folder.model_dump(mode="json")
    digest = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    places = orjson.dumps([one.model_dump(mode="json") for one in folder.places]).decode()
    await session.execute(text("SELECT ctx.put_divisions(CAST(:places AS jsonb))"), {"places": places})
    known = set((await session.exec(select(Office.code).where(col(Office.county) == folder.code))).all())
    session.add_all(Office.model_validate(row) for row in _office_rows(folder) if row["code"] not in known)
    session.add(
        CountyVersion(
            county=folder.code,
            created_at=clock.now(),
            version=number,
            valid_from=start,
            content_hash=digest,
            document=document,
            note=note,
        )
    )
    await session.flush()
    queries.forget()
    return number


def _start(folder: Folder, last: CountyVersion | None, wished: datetime | None) -> datetime:
    """Say when the new version begins: never before the one it follows."""
    now = clock.now()
    if last is None:
        return wished or datetime.combine(folder.valid_from, time(0), clock.COUNTY_ZONE)
    start = wished or now
    if last.valid_from > max(start, now):
        begins = last.valid_from.astimezone(clock.COUNTY_ZONE).date()
        raise Conflict(
            f"第 {last.version} 版 {begins} 才生效，新的一版不能比它早；请先退回那一版（county roll-back）。"
        )
    return max(start, last.valid_from)


async def _last(session: AsyncSession, county: str) -> CountyVersion | None:
    query = select(CountyVersion).where(col(CountyVersion.county) == county)
    return (await session.exec(query.order_by(col(CountyVersion.version).desc()).limit(1))).first()


async def _place(session: AsyncSession, folder: Folder) -> None:
    """Bring county, divisions and offices up to date; an office an administrator has changed stays as it is."""
    await session.execute(
        insert(County)
        .values(code=folder.code, name=folder.name)
        .on_conflict_do_update(index_elements=["code"], set_={"name": folder.name})
    )
    await _divide(session, folder)
    await _open_offices(session, folder)


async def _divide(session: AsyncSession, folder: Folder) -> None:
    """Bring the divisions up to date."""
    rows = [
        {
            "code": place.code,
            "county": folder.code,
            "name": place.name,
            "level": DivisionLevel(place.level),
            "parent": place.parent,
        }
        for place in folder.places
    ]
    statement = insert(Division).values(rows)
    changed = {"name": statement.excluded.name, "parent": statement.excluded.parent}
    await session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed))


async def _open_offices(session: AsyncSession, folder: Folder) -> None:
    """Bring the offices up to date; one an administrator has changed stays as it is."""
    offices = insert(Office).values(_office_rows(folder))
    written = {name: offices.excluded[name] for name in FROM_FOLDER}
    await session.execute(
        offices.on_conflict_do_update(index_elements=["county", "code"], set_=written, where=col(Office.version) == 1)
    )


def _office_rows(folder: Folder) -> list[dict[str, object]]:
    now = clock.now()
    common = {"county": folder.code, "created_at": now, "version": 1}
    departments: list[dict[str, object]] = [
        common
        | {
            "id": new_id(),
            "code": one.code,
            "kind": KINDS[one.kind],
            "name": one.name,
            "parent": one.parent or None,
            "division": None,
            "phone": one.phone,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "successor": one.successor or None,
        }
        for one in folder.departments
        if one.kind in KINDS
    ]
    townships: list[dict[str, object]] = [
        common
        | {
            "id": new_id(),
            "code": township_office(place.code),
            "kind": OfficeKind.TOWNSHIP,
            "name": place.name,
            "parent": None,
            "division": place.code,
            "phone": "",
            "valid_from": folder.valid_from,
            "valid_to": None,
            "successor": None,
        }
        for place in folder.places
        if place.level == "township"
    ]
    return departments + townships


async def roll_back(session: AsyncSession, *, county: str, meant: int | None = None) -> int:
    """Take the last load back: the one before it is in force again, as a new version; open requests keep theirs.

    A version that has not begun yet is simply struck out. `meant` is the version an administrator wants to take back;
    the divisions of a county are the operator's to change. Gives the version in force now. Raises Conflict.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"county {county}"))))
    query = select(CountyVersion).where(col(CountyVersion.county) == county).order_by(col(CountyVersion.version))
    versions = (await session.exec(query)).all()
    loads = _loads(versions)
    if len(loads) < 2:  # noqa: PLR2004  the one to take back, and the one to go back to
        raise Conflict("没有更早的版本可以退回。")
    last, older, now = versions[-1], loads[-2], clock.now()
    folder = Folder.model_validate(older.document)
    if meant is None:
        await _place(session, folder)
    else:
        _refuse_another(last, older, meant)
        await _open_offices(session, folder)
    queries.forget()
    if last.valid_from > now:
        await session.delete(last)
        await session.flush()
        return versions[-2].version
    again = CountyVersion(
        county=county,
        created_at=now,
        version=last.version + 1,
        valid_from=now,
        content_hash=older.content_hash,
        document=older.document,
        note=f"{ROLLED_BACK} {older.version} 版",
    )
    session.add(again)
    await session.flush()
    return again.version


def _refuse_another(last: CountyVersion, older: CountyVersion, meant: int) -> None:
    """Refuse to take back what an administrator did not mean, or may not."""
    if last.version != meant:
        raise Conflict("最新的不是这一版了，请刷新后再看。", current={"version": last.version})
    if last.document.get("places") != older.document.get("places"):
        raise Conflict("两版的乡镇、村不一样，请运维同志用命令退回（shouwang county roll-back）。")


def _loads(versions: Sequence[CountyVersion]) -> list[CountyVersion]:
    """Give the loads still standing, oldest first: each roll-back takes the one before it away."""
    standing: list[CountyVersion] = []
    for version in versions:
        if version.note.startswith(ROLLED_BACK):
            standing.pop()
        else:
            standing.append(version)
    return standing
