"""What must be true of a county's figures.toml: three numbers at least for each clause, and every name is known."""

from collections import Counter
from collections.abc import Iterable

from app.domain.catalogue.faults import Fault, Texts, line_of_item
from app.domain.catalogue.figure_shapes import Indicator
from app.domain.catalogue.folder import Folder
from app.vocabulary import Countable, Level, ScoredBy, UnitKind

FILE = "figures.toml"
FEWEST = 3
OF_CLOSED = (Countable.CLOSED_RECEIVED, Countable.CLOSED_FINISHED)


def figures(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Check the indicators of every clause."""
    counted = Counter(one.clause for one in folder.indicators)
    for clause in folder.clauses:
        if counted[clause.number] < FEWEST:
            yield Fault(FILE, 1, f"第 {clause.number} 条至少要有 {FEWEST} 个指标，现在是 {counted[clause.number]} 个。")
    yield from _scores(folder, texts)
    twice = {code for code, count in Counter(one.code for one in folder.indicators).items() if count > 1}
    for nth, one in enumerate(folder.indicators):
        line = line_of_item(texts[FILE], "indicators", nth, "code")
        if one.code in twice:
            yield Fault(FILE, line, f"指标代码 {one.code} 出现了不止一次。")
        yield from (Fault(FILE, line, f"{one.name}：{sentence}") for sentence in _wrong(one, folder))


def _scores(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find parts of a score written twice, and what no office is measured by."""
    seen = set[tuple[UnitKind, ScoredBy]]()
    for nth, one in enumerate(folder.scores):
        line = line_of_item(texts[FILE], "scores", nth, "by")
        if (one.unit, one.by) in seen:
            yield Fault(FILE, line, f"{one.name}：同一种单位的同一项写了两次。")
        if one.unit is UnitKind.OFFICE and one.by is ScoredBy.VISITED:
            yield Fault(FILE, line, f"{one.name}：走访只考核乡镇，不考核部门。")
        seen.add((one.unit, one.by))


def _wrong(one: Indicator, folder: Folder) -> Iterable[str]:
    services = {service.code: service for service in folder.services}
    yield from (f"没有服务 {code}。" for code in one.services if code not in services)
    if one.clause not in {clause.number for clause in folder.clauses}:
        yield f"文件没有第 {one.clause} 条。"
    closed = any(service.level is Level.CLOSED and one.clause in service.clauses for service in folder.services)
    if one.counts in OF_CLOSED and not closed:
        yield "这一条没有保密的服务，不能数保密的事。"
    if one.counts in OF_CLOSED and one.services:
        yield "保密的事只按整条数，不分服务。"
    if any(services[code].level is Level.CLOSED for code in one.services if code in services):
        yield "保密的服务不能单列成指标。"
