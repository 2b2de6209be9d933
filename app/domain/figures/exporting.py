"""Figures taken out as a file: one asks with a purpose, another agrees, the worker writes what is shown (RPT-07)."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.figures import clauses, flows, measures, scopes, silence
from app.domain.governance import proposals
from app.domain.keys import vault_of
from app.domain.ledger.exporting import Purpose, Sheet, harmless, watermark
from app.permissions.actors import Actor
from app.vocabulary import FigureSheet, KeyGroup, ProposalKind, Role, SheetFormat

MonthName = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
COLUMNS = {
    "received": "收到", "finished": "办结", "on_time": "按时办结", "median_hours": "办理时间中位数（小时）",
    "ninth_hours": "九成在多少小时内", "returned": "退回改派", "reopened": "重开", "reclassified": "重新分类",
    "rated": "评价", "satisfied": "满意",
}  # fmt: skip
NAMES = {
    FigureSheet.MEASURES: "部门乡镇月报",
    FigureSheet.CLAUSES: "十二条指标",
    FigureSheet.LEDGER: "台账月报",
    FigureSheet.SILENT: "沉默的村",
}


class AskFigures(BaseModel):
    """What for, which figures, of which month, in which form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Purpose = Field(description="用途，给另一位同志看；不写任何人的内容")
    what: FigureSheet
    month: MonthName | None = None
    format: SheetFormat = SheetFormat.XLSX


async def propose(session: AsyncSession, *, actor: Actor, said: AskFigures) -> dict[str, Any]:
    """Propose to take figures out; an administrator has to agree. Raises Invalid for a month that is not over."""
    month = scopes.name_of(scopes.month_of(said.month).first)
    facts = said.model_dump(mode="json") | {"month": month}
    return await proposals.propose(session, actor=actor, kind=ProposalKind.FIGURE_EXPORT, facts=facts)


async def sheet(session: AsyncSession, *, county: str, staff_id: UUID, said: AskFigures) -> Sheet:
    """Write the figures as the county's desk may see them, with who takes them out; runs as the worker."""
    desk = Actor(county=county, role=Role.COUNTY_DESK, id=staff_id)
    titles, rows = await WRITERS[said.what](session, desk, said.month)
    mark = await watermark(session, await vault_of(session, county), county, staff_id, said.purpose)
    cells = [[harmless(cell) for cell in row] for row in rows]
    return Sheet(titles, cells, mark, said.format, NAMES[said.what])


async def _measures(session: AsyncSession, desk: Actor, month: str | None) -> tuple[list[str], list[list[Any]]]:
    page = await measures.of_month(session, actor=desk, month=month)
    offices = {one["code"]: one["name"] for one in page["offices"]}
    towns = {one["code"]: one["name"] for one in page["townships"]}
    rows = [
        [offices.get(one["office"], "全部单位"), towns.get(one["township"], "全县"), *(one[key] for key in COLUMNS)]
        for one in page["cells"]
    ]
    return ["单位", "乡镇（街道）", *COLUMNS.values()], rows


async def _clauses(session: AsyncSession, desk: Actor, month: str | None) -> tuple[list[str], list[list[Any]]]:
    loaded, rows = await catalogue.current(session, desk.county), []
    for clause in loaded.folder.clauses:
        page = await clauses.clause(session, actor=desk, number=clause.number, month=month)
        head = [page["label"] + page["title"]]
        rows += [[*head, one["name"], one["value"] or one["because"], one["source"]] for one in page["indicators"]]
    return ["条款", "指标", "数", "依据"], rows


async def _ledger(session: AsyncSession, desk: Actor, month: str | None) -> tuple[list[str], list[list[Any]]]:
    rows: list[list[Any]] = []
    people: list[tuple[KeyGroup | None, str]] = [(None, "全部在册妇女"), *flows.GROUPS.items()]
    for group, name in people:
        page = await flows.ledger(session, actor=desk, month=month, group=group)
        lines = [*page["rows"], {"name": "全县", **page["total"]}]
        rows += [[name, one["name"], *(one[flow] for flow in flows.FLOWS)] for one in lines]
    return ["人群", "乡镇（街道）", "月初在册", "新入册", "移出或暂停", "月末在册"], rows


async def _silent(session: AsyncSession, desk: Actor, _month: str | None) -> tuple[list[str], list[list[Any]]]:
    page = await silence.silent(session, actor=desk)
    return ["乡镇（街道）", "村", "在册妇女"], [
        [one["township_name"], one["name"], one["women"]] for one in page["items"]
    ]


WRITERS = {
    FigureSheet.MEASURES: _measures,
    FigureSheet.CLAUSES: _clauses,
    FigureSheet.LEDGER: _ledger,
    FigureSheet.SILENT: _silent,
}
