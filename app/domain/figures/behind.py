"""The list behind a number: what of it a reader may see, under the reader's own rights, codes and dates only.

The number counts what happened; the list holds what this reader may open, which may be less. Nothing closed is ever in
it, not even for who is named in a case: that is found at its own desk.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.audit import About
from app.domain import receipt_numbers, small_numbers
from app.domain.catalogue.figure_shapes import Indicator
from app.domain.figures import clauses, scopes
from app.domain.figures.clauses import NEEDS, Page, indicator, listed, narrowed, page_of, reaches, values
from app.domain.figures.countables import CUTS, Cut
from app.domain.figures.scopes import Scope
from app.domain.help_requests.showing import office_names, service_name
from app.domain.help_requests.timeline import STATES
from app.domain.ledger import steps
from app.domain.places import Place
from app.errors import NotAllowed
from app.permissions.actors import Actor
from app.permissions.decide import granted
from app.vocabulary import (
    Audience,
    Behind,
    Countable,
    CourseState,
    LedgerState,
    LoanStage,
    Measured,
    RequestState,
    VisitState,
)

PARTLY = "数字是全部的；这里只列您有权打开的，可能比数字少。"
COURSE_WORDS = {CourseState.RUNNING: "正在办", CourseState.FINISHED: "办完了"}
LOAN_WORDS = {LoanStage.DISBURSED: "已放款", LoanStage.REJECTED: "未通过", LoanStage.WITHDRAWN: "已撤回"}
# What a list takes of each kind of row; `f` is what was found, with the moment it is ordered by.
ROWS = {
    Behind.REQUESTS: (
        "help_request q",
        (
            "q.number, q.service_code AS what, q.state, q.lead_office AS office, q.township_code AS town,"
            " q.village_code AS village"
        ),
        "q.level <> 'closed'",
    ),
    Behind.REGISTRATIONS: (
        "ledger_entry q",
        "q.number, NULL AS what, q.state, NULL AS office, q.township_code AS town, q.village_code AS village",
        "true",
    ),
    Behind.VISITS: (
        "home_visit q",
        "NULL AS number, NULL AS what, q.state, NULL AS office, q.township_code AS town, q.village_code AS village",
        "true",
    ),
    Behind.LOANS: (
        "loan_application q",
        "q.number, q.product AS what, q.stage AS state, q.reader AS office, q.township_code AS town, NULL AS village",
        "true",
    ),
    Behind.VILLAGES: (
        "village_charter q",
        (
            "NULL AS number, NULL AS what, NULL AS state, q.office_code AS office, q.township_code AS town,"
            " q.village_code AS village"
        ),
        "true",
    ),
    Behind.CONTACTS: (
        "service_contact q",
        (
            "NULL AS number, q.service_code AS what, NULL AS state, q.office_code AS office, q.township_code AS town,"
            " NULL AS village"
        ),
        "true",
    ),
}
COURSES = """
    SELECT c.id, c.starts_at AS at, c.state, c.township_code AS town, count(*) AS number
    FROM {source} WHERE {where} GROUP BY c.id, c.starts_at, c.state, c.township_code
"""
TITLES = text("SELECT id, content ->> 'title' AS title FROM course WHERE county = :county AND id = ANY(:ids)")
FIGURE_NAMES = {
    Measured.RECEIVED: "收到",
    Measured.FINISHED: "办结",
    Measured.ON_TIME: "按时办结",
    Measured.RETURNED: "退回改派",
    Measured.REOPENED: "重开",
    Measured.RECLASSIFIED: "重新分类",
    Measured.RATED: "评价",
}
MEASURED = {
    Measured.RECEIVED: Countable.REQUESTS_RECEIVED,
    Measured.FINISHED: Countable.REQUESTS_FINISHED,
    Measured.ON_TIME: Countable.FINISHED_ON_TIME,
    Measured.RETURNED: Countable.RETURNS,
    Measured.REOPENED: Countable.REOPENINGS,
    Measured.RECLASSIFIED: Countable.RECLASSIFICATIONS,
    Measured.RATED: Countable.SATISFIED,
}
AFTER = "(CAST(:after_at AS timestamptz) IS NULL OR (f.at, f.id) < (:after_at, :after_id))"


@dataclass(frozen=True, slots=True)
class Asked:
    """One number of a clause, of a month."""

    number: int
    code: str
    month: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the measures: which number, of which month, office and township."""

    figure: Measured
    month: str | None
    office: str | None
    township: str | None


async def behind(
    session: AsyncSession,
    *,
    actor: Actor,
    asked: Asked,
    limit: int,
    after: Place | None,
) -> tuple[dict[str, Any], Place | None]:
    """List what stands behind a number, newest first. Raises NotFound, NotAllowed where there is no list for one."""
    page = await page_of(session, actor, asked.month)
    one = indicator(page, asked.number, asked.code)
    rows, last = await _rows(page, one, limit, after)
    about = About("staff", actor.id, None)
    facts = {"indicator": one.code, "rows": len(rows)}
    await audit.record_read(session, actor=actor, action="figure:open", about=about, facts=facts)
    return {"code": one.code, "name": one.name, "note": PARTLY, "items": rows}, last


async def behind_measure(
    session: AsyncSession, *, actor: Actor, cell: Cell, limit: int, after: Place | None
) -> tuple[dict[str, Any], Place | None]:
    """List what stands behind one cell of the measures."""
    page = await page_of(session, actor, cell.month)
    scope = page.scope
    towns = scope.towns if cell.township is None else tuple({cell.township} & set(scope.towns or {cell.township}))
    page = replace(page, scope=Scope(scope.office if scope.office is not None else cell.office, towns))
    counts = MEASURED[cell.figure]
    one = Indicator(clause=1, code=f"measure.{cell.figure}", name="清单", counts=counts, everywhere=True, source="口径")
    rows, last = await _rows(page, one, limit, after)
    about = About("staff", actor.id, None)
    facts = {"figure": cell.figure.value, "month": scopes.name_of(page.month.first), "rows": len(rows)}
    await audit.record_read(session, actor=actor, action="figure:open", about=about, facts=facts)
    return {"code": cell.figure.value, "name": FIGURE_NAMES[cell.figure], "note": PARTLY, "items": rows}, last


async def _rows(
    page: Page, one: Indicator, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    if one.counts in clauses.CLOSED:
        raise NotAllowed("保密的事只有全县的数字，没有清单。")
    cut = CUTS.get(one.counts)
    if cut is None:
        return [_plain(page, row, one.counts) for row in await listed(page, one)], None
    needed = NEEDS.get(cut.behind)
    if not reaches(page.scope, cut) or (needed is not None and not granted(page.actor, needed)):
        raise NotAllowed("这个数字后面的清单，不归您的岗位看。")
    told = values(page, one) | {"limit": limit + 1, "after_at": None, "after_id": None}
    if after is not None:
        told |= {"after_at": after[0], "after_id": after[1]}
    found = await (_courses if cut.behind is Behind.COURSES else _found)(page, cut, told)
    last = (found[limit - 1]["at"], found[limit - 1]["id"]) if len(found) > limit else None
    return [await _shown(page, cut, row) for row in found[:limit]], last


async def _found(page: Page, cut: Cut, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Find the rows under the reader's own rights."""
    table, columns, only = ROWS[cut.behind]
    where = narrowed(page.scope, cut)
    query = text(f"""
        SELECT f.id, f.at, {columns}
        FROM (SELECT {cut.key} AS id, max({cut.at}) AS at FROM {cut.source} WHERE {where} GROUP BY 1) f
        JOIN {table} ON q.county = :county AND q.id = f.id
        WHERE {only} AND {AFTER} ORDER BY f.at DESC, f.id DESC LIMIT :limit
    """)  # noqa: S608  constant pieces
    if not cut.public:
        return [dict(row) for row in (await page.session.execute(query, told)).mappings()]
    async with db.acting_as(page.session, Audience.FIGURES):  # about places and offices, nobody's own
        return [dict(row) for row in (await page.session.execute(query, told)).mappings()]


async def _courses(page: Page, cut: Cut, told: dict[str, Any]) -> list[dict[str, Any]]:
    """List the courses a number is made of, each with its own count; who came is nobody's here."""
    inner = COURSES.format(source=cut.source, where=narrowed(page.scope, cut))
    query = text(f"SELECT * FROM ({inner}) f WHERE {AFTER} ORDER BY f.at DESC, f.id DESC LIMIT :limit")  # noqa: S608  constant pieces
    async with db.acting_as(page.session, Audience.FIGURES):
        rows = [dict(row) for row in (await page.session.execute(query, told)).mappings()]
    ids = {"county": page.actor.county, "ids": [row["id"] for row in rows]}
    titles = {row.id: row.title for row in (await page.session.execute(TITLES, ids)).all()}
    counted = cut.source != "course c"
    return [
        row | {"title": titles.get(row["id"]), "count": small_numbers.cell(row["number"]) if counted else None}
        for row in rows
    ]


async def _shown(page: Page, cut: Cut, row: dict[str, Any]) -> dict[str, Any]:
    names = await office_names(page.session, page.loaded, page.actor.county)
    places = {one.code: one.name for one in page.loaded.folder.places}
    number, office = row.get("number"), row.get("office")
    return {
        "kind": cut.behind,
        "id": row["id"],
        "code": None,
        "number": receipt_numbers.shown(number) if isinstance(number, str) else None,
        "title": row.get("title") or _title(page, cut, row, places),
        "state_words": _state(cut.behind, row.get("state")),
        "office_name": names.get(office, office) if office else None,
        "township": row["town"],
        "township_name": places.get(row["town"], row["town"]),
        "village_name": places.get(row.get("village") or "", row.get("village")),
        "at": row["at"],
        "count": row.get("count"),
    }


def _title(page: Page, cut: Cut, row: dict[str, Any], places: dict[str, str]) -> str:
    what = row.get("what")
    if what is not None and cut.behind in (Behind.REQUESTS, Behind.CONTACTS) and what in page.loaded.services:
        return service_name(page.loaded, what)
    titles = {Behind.REGISTRATIONS: "在册登记", Behind.VISITS: "走访", Behind.LOANS: "创业担保贷款"}
    return titles.get(cut.behind) or places.get(row.get("village") or "", "") or str(what or "")


def _state(kind: Behind, state: str | None) -> str | None:
    """Say in words where a row is."""
    if state is None:
        return None
    if kind is Behind.REQUESTS:
        return STATES[RequestState(state)]
    if kind is Behind.REGISTRATIONS:
        return steps.WORDS[LedgerState(state)]
    if kind is Behind.VISITS:
        return "来过了" if state == VisitState.DONE else "没有来"
    if kind is Behind.LOANS:
        return LOAN_WORDS.get(LoanStage(state), "在办")
    return COURSE_WORDS.get(CourseState(state))


def _plain(page: Page, row: dict[str, Any], counted: Countable) -> dict[str, Any]:
    """Show a row of the county's own lists."""
    kinds = {Countable.WOMENS_HOMES: Behind.PLACES, Countable.SILENT_VILLAGES: Behind.VILLAGES}
    places = {one.code: one.name for one in page.loaded.folder.places}
    return {
        "kind": kinds.get(counted, Behind.GAPS),
        "id": None,
        "code": row["code"],
        "number": None,
        "title": row["title"],
        "state_words": None,
        "office_name": None,
        "township": row["township"],
        "township_name": places.get(row["township"], row["township"]),
        "village_name": None,
        "at": None,
        "count": None,
    }
