"""Loading a county's folder as a new dated version, and taking the last one back."""

import hashlib
from datetime import datetime, time

import orjson
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
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


async def load(session: AsyncSession, *, folder: Folder, valid_from: datetime | None = None) -> tuple[int, bool]:
    """Load a folder: the same content changes nothing, another becomes the next version.

    Gives the version and whether it is new.
    """
    document = folder.model_dump(mode="json")
    digest = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    await _place(session, folder)
    await ensure_keys(session, folder.code)
    last = await _last(session, folder.code)
    if last is not None and last.content_hash == digest:
        return last.version, False
    number = (last.version if last else 0) + 1
    session.add(
        CountyVersion(
            county=folder.code,
            created_at=clock.now(),
            version=number,
            valid_from=valid_from or (clock.now() if last else _start_of(folder)),
            content_hash=digest,
            document=document,
        )
    )
    await session.flush()
    queries.forget()
    return number, True


def _start_of(folder: Folder) -> datetime:
    return datetime.combine(folder.valid_from, time(0), clock.COUNTY_ZONE)


async def _last(session: AsyncSession, county: str) -> CountyVersion | None:
    query = select(CountyVersion).where(col(CountyVersion.county) == county)
    return (await session.exec(query.order_by(col(CountyVersion.version).desc()).limit(1))).first()


async def _place(session: AsyncSession, folder: Folder) -> None:
    """Bring county, divisions and offices up to date; what an administrator changed in an office stays."""
    await session.execute(
        insert(County)
        .values(code=folder.code, name=folder.name)
        .on_conflict_do_update(index_elements=["code"], set_={"name": folder.name})
    )
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
    await session.execute(insert(Office).values(_office_rows(folder)).on_conflict_do_nothing())


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


async def roll_back(session: AsyncSession, *, county: str) -> int:
    """Bring the version before the last back as a new version; open requests keep the one they were made under.

    Gives the version in force now. Raises Conflict where there is none before.
    """
    last = await _last(session, county)
    if last is None or last.version == 1:
        raise Conflict("没有更早的版本可以退回。")
    before = select(CountyVersion).where(
        col(CountyVersion.county) == county, col(CountyVersion.version) == last.version - 1
    )
    older = (await session.exec(before)).one()
    session.add(
        CountyVersion(
            county=county,
            created_at=clock.now(),
            version=last.version + 1,
            valid_from=clock.now(),
            content_hash=older.content_hash,
            document=older.document,
            note=f"退回到第 {older.version} 版",
        )
    )
    await session.flush()
    queries.forget()
    return last.version + 1
