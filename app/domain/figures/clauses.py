"""The clauses of the policy in numbers: for each clause what the county's figures.toml asks to be counted (RPT-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain import small_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.figure_shapes import Indicator
from app.domain.catalogue.queries import LoadedCounty
from app.domain.figures import scopes, silence
from app.domain.figures.countables import CUTS, ELSEWHERE, Cut
from app.domain.figures.months import Month
from app.domain.figures.scopes import Scope
from app.domain.governance import settings
from app.errors import NotFound
from app.models.figures import ClosedMonth
from app.permissions.actors import Actor
from app.permissions.decide import granted
from app.permissions.table import Action
from app.vocabulary import Audience, Behind, ClosedFigure, Countable, Level

LABELS = "零一二三四五六七八九十"
TEN = 10
NEEDS: Mapping[Behind, Action] = {
    Behind.REQUESTS: Action.HELP_REQUEST_READ,
    Behind.REGISTRATIONS: Action.LEDGER_READ,
    Behind.VISITS: Action.VISIT_READ,
    Behind.LOANS: Action.LOAN_READ,
}
CONFIRM_EVERY = timedelta(days=35)
CLOSED = {Countable.CLOSED_RECEIVED: ClosedFigure.RECEIVED, Countable.CLOSED_FINISHED: ClosedFigure.FINISHED}
NOT_YOURS = "这个数字不分到单位或乡镇，只在全县看。"


@dataclass(frozen=True, slots=True)
class Page:
    """What a number of a page is counted with."""

    session: AsyncSession
    actor: Actor
    loaded: LoadedCounty
    scope: Scope
    month: Month


def label(number: int) -> str:
    """Write the number of a clause as the policy does: （十二）."""
    return f"（{LABELS[number] if number <= TEN else '十' + LABELS[number - TEN]}）"


async def clauses(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """List the clauses with the names of their numbers."""
    loaded = await catalogue.current(session, actor.county)
    return {
        "months": scopes.month_names(),
        "scope": scopes.shown(scopes.scope_of(actor), loaded),
        "clauses": [
            _head(loaded, one.number)
            | {"indicators": [{"code": two.code, "name": two.name} for two in _of(loaded, one.number)]}
            for one in loaded.folder.clauses
        ],
    }


async def page_of(session: AsyncSession, actor: Actor, month: str | None) -> Page:
    """Open a page for a reader."""
    loaded = await catalogue.current(session, actor.county)
    return Page(session, actor, loaded, scopes.scope_of(actor), scopes.month_of(month))


async def clause(session: AsyncSession, *, actor: Actor, number: int, month: str | None) -> dict[str, Any]:
    """Show one clause in numbers. Raises NotFound for a clause the policy does not have."""
    page = await page_of(session, actor, month)
    wanted = _of(page.loaded, number)
    if not wanted:
        raise NotFound("文件没有这一条。")
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="figure:read", about=about, facts={"clause": number})
    return {
        **_head(page.loaded, number),
        "month": scopes.name_of(page.month.first),
        "scope": scopes.shown(page.scope, page.loaded),
        "indicators": [_face(page, one) | await _number(page, one) for one in wanted],
    }


def _head(loaded: LoadedCounty, number: int) -> dict[str, Any]:
    found = next(one for one in loaded.folder.clauses if one.number == number)
    names = {one.code: one.name for one in loaded.folder.departments}
    return {
        "number": number,
        "label": label(number),
        "title": found.title,
        "lead_name": names.get(found.lead),
        "co_names": [names.get(code, code) for code in found.co],
    }


def _of(loaded: LoadedCounty, number: int) -> list[Indicator]:
    return [one for one in loaded.folder.indicators if one.clause == number]


def indicator(page: Page, number: int, code: str) -> Indicator:
    """Give one number of a clause by its code. Raises NotFound."""
    found = [one for one in _of(page.loaded, number) if one.code == code]
    if not found:
        raise NotFound("没有这个指标。")
    return found[0]


def _face(page: Page, one: Indicator) -> dict[str, Any]:
    """Say what a number is, and whether this reader may open the list behind it."""
    cut = CUTS.get(one.counts)
    span, behind = (cut.span, cut.behind) if cut else ELSEWHERE[one.counts]
    needed = NEEDS.get(behind) if behind else None
    may_open = behind is not None and (needed is None or granted(page.actor, needed))
    return {
        "code": one.code,
        "name": one.name,
        "span": span,
        "source": one.source,
        "behind": behind if may_open else None,
    }


async def _number(page: Page, one: Indicator) -> dict[str, Any]:
    """Count it, and show what may be shown."""
    if one.counts in CUTS:
        return await _cut_number(page, one, CUTS[one.counts])
    if one.counts in CLOSED:
        return await _closed_number(page, one)
    rows = await listed(page, one)
    return _value(str(len(rows)))  # places and duties, no people: they are not hidden


def _value(value: str | None, because: str | None = None) -> dict[str, Any]:
    return {"value": value, "because": because}


async def _cut_number(page: Page, one: Indicator, cut: Cut) -> dict[str, Any]:
    if not reaches(page.scope, cut):
        return _value(None, NOT_YOURS) | {"behind": None}
    async with db.acting_as(page.session, Audience.FIGURES):
        row = (await page.session.execute(counting(page.scope, cut), values(page, one))).one()
    if cut.good is not None:
        return _value(small_numbers.share(row.good, row.number - row.good))
    return _value(str(row.number) if cut.public else small_numbers.cell(row.number))


def reaches(scope: Scope, cut: Cut) -> bool:
    """Say whether a number can be told to a reader with this scope."""
    if scope.is_county or cut.public:
        return True
    return cut.office is not None if scope.office is not None else cut.town is not None


def narrowed(scope: Scope, cut: Cut) -> str:
    """Give the condition of a number with the reader's scope."""
    where = cut.where
    if scope.office is not None and cut.office is not None:
        where += f" AND {cut.office} = :office"
    if scope.towns is not None and cut.town is not None:
        where += f" AND {cut.town} = ANY(:towns)"
    return where


def counting(scope: Scope, cut: Cut) -> Any:
    """Give the statement that counts."""
    good = f", count(*) FILTER (WHERE {cut.good}) AS good" if cut.good else ""
    return text(f"SELECT count({cut.one}) AS number{good} FROM {cut.source} WHERE {narrowed(scope, cut)}")  # noqa: S608  constant pieces


def values(page: Page, one: Indicator) -> dict[str, Any]:
    """Give everything a statement may be told: the month, this moment, the services, topics and groups meant."""
    folder = page.loaded.folder
    services = one.services or [two.code for two in folder.services if one.everywhere or one.clause in two.clauses]
    closed = {two.code for two in folder.services if two.level is Level.CLOSED}
    return {
        **page.month.values(page.actor.county),
        **page.scope.values(),
        "day": page.month.first,
        "next_day": page.month.next,
        "now": clock.now(),
        "today": clock.today(),
        "stale": clock.now() - CONFIRM_EVERY,
        "services": [code for code in services if code not in closed],
        "topics": [topic.value for topic in one.topics],
        "groups": [group.value for group in one.groups],
    }


async def _closed_number(page: Page, one: Indicator) -> dict[str, Any]:
    """Give what was written down of closed matters: the whole county's, of a finished month, for the county alone."""
    if not page.scope.is_county:
        return _value(None, NOT_YOURS)
    query = select(ClosedMonth.shown).where(
        col(ClosedMonth.county) == page.actor.county,
        col(ClosedMonth.month) == page.month.first,
        col(ClosedMonth.clause) == one.clause,
        col(ClosedMonth.figure) == CLOSED[one.counts],
    )
    found = (await page.session.exec(query)).first()
    return _value(found, None if found is not None else "这个月还没有统计出来，夜里统计。")


async def listed(page: Page, one: Indicator) -> list[dict[str, Any]]:
    """List what the county's own folder and the lists made elsewhere hold, within the reader's townships."""
    towns = page.scope.towns
    if one.counts is Countable.WOMENS_HOMES:
        homes = page.loaded.folder.womens_homes
        rows = [{"code": two.code, "title": two.name, "township": two.division[:9]} for two in homes]
    elif one.counts is Countable.SILENT_VILLAGES:
        found = await silence.villages(page.session, page.actor.county, page.scope)
        rows = [{"code": two["village"], "title": two["name"], "township": two["township"]} for two in found]
    else:
        gaps = await settings.gaps(page.session, actor=page.actor)
        rows = [
            {
                "code": two["service"],
                "title": f"{two['township_name']} · {two['service_name']}",
                "township": two["township"],
            }
            for two in gaps
        ]
    return [row for row in rows if towns is None or row["township"] in towns]
