"""The ledger handed over to another system (LED-12): one asks, another agrees, the worker writes, one fetches.

What it may hold is a closed list of fields in the county's own column map; nothing of a closed matter is among them,
and of her needs only those of normal level are named.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, Vault
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.governance import proposals
from app.domain.keys import vault_of
from app.domain.ledger import steps
from app.domain.ledger.entries import Desk, answers, opened
from app.domain.plain_text import PLAIN
from app.errors import Invalid, Unavailable
from app.models.accounts import Staff
from app.models.ledger import Consent, LedgerEntry
from app.permissions.actors import Actor, system
from app.vocabulary import (
    ConsentPurpose,
    DataClass,
    Eligibility,
    LedgerField,
    LedgerState,
    Level,
    ProposalKind,
    SheetFormat,
)

MOST_ROWS = 50_000
ELIGIBLE = {Eligibility.QUALIFIES: "符合", Eligibility.NOT_YET: "暂不符合", Eligibility.TO_VERIFY: "待核实"}


Purpose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=120, pattern=PLAIN)]


class AskExport(BaseModel):
    """What for, in which form, and which part of the county."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=120, pattern=PLAIN)] = (
        Field(description="用途，给另一位同志看；不写任何人的内容")
    )
    format: SheetFormat
    township: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")] | None = None
    states: Annotated[list[LedgerState], Field(min_length=1, max_length=4)] = [LedgerState.ACTIVE]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written into the file: the columns' titles, the rows, and the line that says who took it out and when."""

    titles: list[str]
    rows: list[list[str]]
    watermark: str
    format: SheetFormat
    name: str = "名册"


async def propose(session: AsyncSession, *, actor: Actor, said: AskExport) -> dict[str, Any]:
    """Propose to hand the ledger over; an administrator has to agree. Raises Unavailable, Invalid."""
    await refuse_impossible(session, actor, said)
    facts = said.model_dump(mode="json")
    return await proposals.propose(session, actor=actor, kind=ProposalKind.LEDGER_EXPORT, facts=facts)


async def refuse_impossible(session: AsyncSession, actor: Actor, said: AskExport) -> None:
    """Refuse an export that could not be made: no column map, an unknown township. Raises Unavailable, Invalid."""
    loaded = await catalogue.current(session, actor.county)
    if not loaded.folder.ledger_columns:
        raise Unavailable("这个区县还没有定导出的列（county.toml 的 ledger_columns）。")
    if said.township is not None and said.township not in {one.code for one in loaded.folder.places}:
        raise Invalid("没有这个乡镇。", field="township")


async def sheet(session: AsyncSession, *, county: str, staff_id: UUID, said: AskExport) -> Sheet:
    """Gather the rows, write each woman's access log, and name who takes them out; runs as the worker."""
    loaded = await catalogue.current(session, county)
    vault = await vault_of(session, county)
    rows = []
    for entry in await _entries(session, county, said):
        rows.append(_row(Desk(session, system(county), entry, vault), loaded))
        about = About("ledger_entry", entry.id, entry.profile_id)
        await audit.record_read(session, actor=system(county), action="ledger:export", about=about, facts={})
    titles = [one.title for one in loaded.folder.ledger_columns]
    return Sheet(titles, rows, await watermark(session, vault, county, staff_id, said.purpose), said.format)


async def _entries(session: AsyncSession, county: str, said: AskExport) -> list[LedgerEntry]:
    """List the registered women who still agree to the ledger, by village."""
    agreed = select(Consent.profile_id).where(
        col(Consent.county) == county,
        col(Consent.purpose) == ConsentPurpose.LEDGER,
        col(Consent.withdrawn_at).is_(None),
    )
    query = select(LedgerEntry).where(
        col(LedgerEntry.county) == county,
        col(LedgerEntry.state).in_(said.states),
        col(LedgerEntry.profile_id).in_(agreed),
    )
    if said.township is not None:
        query = query.where(col(LedgerEntry.township_code) == said.township)
    if (await session.exec(select(func.count()).select_from(query.subquery()))).one() > MOST_ROWS:
        raise Invalid(f"一次最多导出 {MOST_ROWS} 人，请分乡镇导出。")
    return list((await session.exec(query.order_by(col(LedgerEntry.village_code), col(LedgerEntry.created_at)))).all())


def _row(desk: Desk, loaded: LoadedCounty) -> list[str]:
    said, places = answers(desk), {one.code: one.name for one in loaded.folder.places}
    household = said.get("household") or {}
    entry = desk.entry
    known: dict[LedgerField, Any] = {
        LedgerField.NUMBER: receipt_numbers.shown(entry.number) if entry.number else "",
        LedgerField.NAME: opened(desk, "name_sealed"),
        LedgerField.PHONE: opened(desk, "phone_sealed"),
        LedgerField.ID_NUMBER: opened(desk, "id_sealed"),
        LedgerField.TOWNSHIP: places.get(entry.township_code),
        LedgerField.VILLAGE: places.get(entry.village_code),
        LedgerField.STATE: steps.WORDS[entry.state],
        LedgerField.ELIGIBILITY: ELIGIBLE[entry.eligibility],
        LedgerField.REGISTERED_ON: _day(entry.created_at.astimezone(clock.COUNTY_ZONE).date()),
        LedgerField.HUSBAND_AWAY: {True: "是", False: "否"}.get(said.get("husband_away", "")),
        LedgerField.AWAY_SINCE: said.get("away_since"),
        LedgerField.CHILDREN: len(household["children"]) if "children" in household else None,
        LedgerField.ELDERS: household.get("elders"),
        LedgerField.NEEDS: "、".join(_open_needs(said.get("needs", []), loaded)),
    }
    return [harmless(known[one.field]) for one in loaded.folder.ledger_columns]


def _day(day: date) -> str:
    return day.isoformat()


def _open_needs(codes: list[str], loaded: LoadedCounty) -> list[str]:
    """Name the needs that anybody may hear of; sensitive and closed ones are never handed over."""
    known = [loaded.services[code] for code in codes if code in loaded.services]
    return [one.name for one in known if one.level is Level.NORMAL]


def harmless(value: Any) -> str:
    """Write a cell that no spreadsheet takes for a formula: an apostrophe before = + - @, tab and line ends."""
    said = "" if value is None else str(value)
    return f"'{said}" if said[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else said


async def watermark(session: AsyncSession, vault: Vault, county: str, staff_id: UUID, purpose: str) -> str:
    """Say on every page who takes it out, when, and what for."""
    worker = await session.get(Staff, (county, staff_id))
    name = "（已离岗）"
    if worker is not None:
        name = vault.open(DataClass.IDENTITY, Place("staff", "name_sealed", worker.id), bytes(worker.name_sealed))
    at = clock.now().astimezone(clock.COUNTY_ZONE).strftime("%Y-%m-%d %H:%M")
    return f"导出人：{name}　导出时间：{at}　用途：{purpose}　内部资料，用完删除"
