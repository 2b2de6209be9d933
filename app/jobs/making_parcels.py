"""Making a file for somebody to take away: gathered under their rights, sealed, stored; no transaction waits."""

from uuid import UUID

import structlog

from app import db
from app.db import Context
from app.domain import parcels
from app.domain.catalogue import queries as catalogue
from app.domain.figures import exporting as figure_exporting
from app.domain.figures.exporting import AskFigures
from app.domain.ledger import exporting, sheets
from app.domain.ledger.exporting import AskExport
from app.domain.proof import gathering
from app.domain.proof import pages as proof_pages
from app.domain.readable import Made
from app.domain.rights import copies, pages
from app.errors import AppError
from app.integrations.storage import Storage
from app.models.accounts import Profile
from app.models.rights import Parcel
from app.permissions.actors import Actor
from app.vocabulary import Audience, ParcelKind, Role

_log = structlog.get_logger()


async def make_parcel(storage: Storage, *, county: str, parcel_id: UUID) -> None:
    """Make one parcel, or note that it cannot be made; one that was made before is left alone."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        parcel = await parcels.waiting(session, county=county, parcel_id=parcel_id)
    if parcel is None:
        return
    try:
        made = await _made(storage, parcel)
    except AppError as refused:
        _log.warning("parcel.failed", county=county, subject_id=str(parcel_id), code=refused.code)
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await parcels.fail(session, county=county, parcel_id=parcel_id)
        return
    sealed = parcels.seal(parcel, made)
    name = await storage.put(sealed.data)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        kept = await parcels.keep(session, county=county, parcel_id=parcel_id, made=made, sealed=sealed, name=name)
    if not kept:
        await storage.delete(name)


async def _made(storage: Storage, parcel: Parcel) -> Made:
    if parcel.kind is ParcelKind.LEDGER_EXPORT:
        return await _ledger(parcel)
    if parcel.kind is ParcelKind.FIGURE_EXPORT:
        return await _figures(parcel)
    if parcel.kind is ParcelKind.EVIDENCE:
        return await _evidence(storage, parcel)
    return await _copy(parcel)


async def _her(parcel: Parcel) -> Actor:
    """Be the woman a parcel is for: what it holds is what she may see, and the second wall knows her."""
    async with db.transaction(Context(Audience.WORKER, parcel.county)) as session:
        profile = await session.get(Profile, (parcel.county, parcel.profile_id))
    if profile is None:
        raise AppError
    return Actor(
        county=parcel.county,
        role=Role.WOMAN,
        id=profile.account_id,
        profile_id=profile.id,
        locked=not parcel.hidden,
        unlocked=parcel.hidden,
    )


def _as_her(actor: Actor) -> Context:
    return Context(Audience.WOMAN, actor.county, actor=actor.id, profile=actor.profile_id)


async def _copy(parcel: Parcel) -> Made:
    actor = await _her(parcel)
    async with db.transaction(_as_her(actor)) as session:
        name = (await catalogue.current(session, parcel.county)).folder.name
        gathered = await copies.gather(session, actor=actor)
    return pages.write(gathered, hidden=parcel.hidden, county_name=name)


async def _evidence(storage: Storage, parcel: Parcel) -> Made:
    actor = await _her(parcel)
    if parcel.request_id is None:
        raise AppError
    async with db.transaction(_as_her(actor)) as session:
        with_box = bool(parcel.facts.get("with_box"))
        record = await gathering.gather(session, actor=actor, request_id=parcel.request_id, with_box=with_box)
    files = {one.name: one.opened.data(await storage.get(one.opened.object_name)) for one in record.files}
    return proof_pages.write(record.document, files)


async def _ledger(parcel: Parcel) -> Made:
    said = AskExport.model_validate(parcel.facts)
    if parcel.staff_id is None:
        raise AppError
    async with db.transaction(Context(Audience.WORKER, parcel.county)) as session:
        sheet = await exporting.sheet(session, county=parcel.county, staff_id=parcel.staff_id, said=said)
    return sheets.write(sheet)


async def _figures(parcel: Parcel) -> Made:
    said = AskFigures.model_validate(parcel.facts)
    if parcel.staff_id is None:
        raise AppError
    context = Context(Audience.WORKER, parcel.county, actor=parcel.staff_id)  # the looks are written down as hers
    async with db.transaction(context) as session:
        sheet = await figure_exporting.sheet(session, county=parcel.county, staff_id=parcel.staff_id, said=said)
    return sheets.write(sheet)
