"""Every clause and measure is served by something, or says why software does not serve it."""

from collections.abc import Iterable

from app.domain.catalogue.faults import Fault, Texts, line_of_item
from app.domain.catalogue.folder import Folder


def coverage(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find measures and clauses nothing serves, and excuses for what is served."""
    served = {code for service in folder.services for code in service.measures}
    excused = {one.measure for one in folder.not_software}
    known = {one.code for one in folder.measures}
    for nth, measure in enumerate(folder.measures):
        if measure.code not in served | excused:
            line = line_of_item(texts["policy.toml"], "measures", nth, "code")
            yield Fault("policy.toml", line, f"措施“{measure.name}”没有服务，也没有写明软件不办的理由。")
    for nth, one in enumerate(folder.not_software):
        line = line_of_item(texts["services.toml"], "not_software", nth, "measure")
        if one.measure not in known:
            yield Fault("services.toml", line, f"not_software 里的 {one.measure} 不是文件的措施。")
        elif one.measure in served:
            yield Fault("services.toml", line, f"not_software 里的 {one.measure} 已经有服务了。")
    yield from _clauses(folder, texts, excused)


def _clauses(folder: Folder, texts: Texts, excused: set[str]) -> Iterable[Fault]:
    touched = {number for service in folder.services for number in service.clauses}
    for nth, clause in enumerate(folder.clauses):
        own = [one.code for one in folder.measures if one.clause == clause.number]
        if clause.number not in touched and (not own or any(code not in excused for code in own)):
            line = line_of_item(texts["policy.toml"], "clauses", nth, "number")
            yield Fault("policy.toml", line, f"第 {clause.number} 条没有服务。")
