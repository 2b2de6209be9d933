"""What must be true of a county's folder as a whole, each broken rule one sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from app.domain.catalogue.faults import Fault, line_of
from app.domain.catalogue.folder import Department, Folder, Service
from app.vocabulary import BodyKind, LeadSource

LONGEST_NAME = 8
DESK = "county_desk"
TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12
Texts = Mapping[str, str]


def check(folder: Folder, texts: Texts) -> tuple[list[Fault], list[str]]:
    """Check the whole folder; give its faults, and warnings that do not keep it from being loaded."""
    faults = [
        *_twice(folder, texts),
        *_services(folder, texts),
        *_departments(folder, texts),
        *_coverage(folder, texts),
        *_dates(folder, texts),
        *_places(folder),
    ]
    return faults, _warnings(folder)


def _at(texts: Texts, file: str, code: str, nth: int = 0) -> int:
    return line_of(texts[file], f'code = "{code}"', nth)


def _twice(folder: Folder, texts: Texts) -> Iterable[Fault]:
    lists = (
        ("services.toml", "服务", [one.code for one in folder.services]),
        ("departments.toml", "单位", [one.code for one in folder.departments]),
        ("county.toml", "热线", [one.code for one in folder.hotlines]),
    )
    for file, what, codes in lists:
        for code, count in Counter(codes).items():
            if count > 1:
                yield Fault(file, _at(texts, file, code, 1), f"{what}代码 {code} 出现了 {count} 次。")
    places = Counter(place.code for place in folder.places)
    for number, place in enumerate(folder.places):
        if places[place.code] > 1:
            yield Fault("divisions.csv", number + 2, f"区划代码 {place.code} 出现了 {places[place.code]} 次。")


def _services(folder: Folder, texts: Texts) -> Iterable[Fault]:
    known = {one.code for one in folder.departments}
    clauses = {one.number for one in folder.clauses}
    measures = {one.code for one in folder.measures}
    numbers = {one.code for one in folder.hotlines}
    for service in folder.services:
        line = _at(texts, "services.toml", service.code)
        for sentence in _wrong_in(service, known, clauses, measures, numbers):
            yield Fault("services.toml", line, f"{service.code}：{sentence}")


def _wrong_in(
    service: Service, known: set[str], clauses: set[int], measures: set[str], numbers: set[str]
) -> Iterable[str]:
    if len(service.name) > LONGEST_NAME:
        yield f"名称“{service.name}”超过 {LONGEST_NAME} 个字。"
    if not service.lead and service.lead_source is LeadSource.POLICY:
        yield "没有牵头单位；文件没写牵头的，请写建议单位并标 proposed。"
    for code in (service.lead, service.first_handler, *service.co, *service.never):
        if code and code not in known:
            yield f"没有单位 {code}。"
    yield from (f"文件没有第 {number} 条。" for number in service.clauses if number not in clauses)
    yield from (f"文件没有措施 {code}。" for code in service.measures if code not in measures)
    yield from (f"没有热线 {code}。" for code in service.hotlines if code not in numbers)
    for clock in (service.first_reply, service.finish):
        if (clock.kind is None) == (clock.occasion is None) or (clock.kind is None) != (clock.amount is None):
            yield "时限要么写种类和数量，要么写场合。"


def _departments(folder: Folder, texts: Texts) -> Iterable[Fault]:
    known = {one.code for one in folder.departments}
    for one in folder.departments:
        line = _at(texts, "departments.toml", one.code)
        for code in (*one.members, one.successor, one.parent):
            if code and code not in known:
                yield Fault("departments.toml", line, f"{one.code}：没有单位 {code}。")
    if DESK not in known:
        yield Fault("departments.toml", 1, f"没有县里的总台（{DESK}）。")
    for clause in folder.clauses:
        yield from (
            Fault(
                "policy.toml",
                line_of(texts["policy.toml"], f'"{code}"'),
                f"第 {clause.number} 条写了没有的单位 {code}。",
            )
            for code in (clause.lead, *clause.co)
            if code and code not in known
        )


def _coverage(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Every clause and measure is served by something, or says why software does not serve it."""
    served = {code for service in folder.services for code in service.measures}
    excused = {one.measure for one in folder.not_software}
    for measure in folder.measures:
        if measure.code not in served | excused:
            line = _at(texts, "policy.toml", measure.code)
            yield Fault("policy.toml", line, f"措施“{measure.name}”没有服务，也没有写明软件不办的理由。")
    known = {one.code for one in folder.measures}
    for one in folder.not_software:
        if one.measure not in known or one.measure in served:
            line = line_of(texts["services.toml"], f'measure = "{one.measure}"')
            yield Fault("services.toml", line, f"not_software 里的 {one.measure} 不是文件的措施，或者已经有服务。")
    touched = {number for service in folder.services for number in service.clauses}
    for clause in folder.clauses:
        own = [one.code for one in folder.measures if one.clause == clause.number]
        if clause.number not in touched and not all(code in excused for code in own):
            line = line_of(texts["policy.toml"], f"number = {clause.number}")
            yield Fault("policy.toml", line, f"第 {clause.number} 条没有服务。")


def _dates(folder: Folder, texts: Texts) -> Iterable[Fault]:
    dated: list[tuple[str, str, date, date | None]] = [
        *(("services.toml", one.code, one.valid_from, one.valid_to) for one in folder.services),
        *(("facts.toml", one.code, one.valid_from, one.valid_to) for one in folder.facts),
        *(("departments.toml", one.code, one.valid_from, one.valid_to) for one in folder.departments),
    ]
    for file, code, first, last in dated:
        if last is not None and last <= first:
            yield Fault(file, _at(texts, file, code), f"{code}：失效日期不晚于生效日期。")
    yield from _overlaps(folder, texts)


def _overlaps(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """One fact may have several dated values, never two at once."""
    by_code: dict[str, list[tuple[date, date | None]]] = {}
    for fact in folder.facts:
        by_code.setdefault(fact.code, []).append((fact.valid_from, fact.valid_to))
    for code, spans in by_code.items():
        spans.sort(key=lambda span: span[0])
        for (_, before_ends), (begins, _) in pairwise(spans):
            if before_ends is None or before_ends > begins:
                yield Fault("facts.toml", _at(texts, "facts.toml", code, 1), f"{code}：两个数值的日期重叠。")


def _places(folder: Folder) -> Iterable[Fault]:
    codes = {place.code for place in folder.places}
    for number, place in enumerate(folder.places):
        line = number + 2
        if place.level == "county":
            continue
        prefix = place.code[:6] if place.level == "township" else place.code[:TOWNSHIP_DIGITS]
        wanted = TOWNSHIP_DIGITS if place.level == "township" else VILLAGE_DIGITS
        if len(place.code) != wanted or not place.code.isdigit():
            yield Fault("divisions.csv", line, f"{place.name} 的代码 {place.code} 位数不对。")
        elif place.parent != prefix or place.parent not in codes:
            yield Fault("divisions.csv", line, f"{place.name}（{place.code}）挂在了不对的上级 {place.parent} 下面。")


def _warnings(folder: Folder) -> list[str]:
    warnings = [
        f"{service.code} {service.name}：牵头单位待县里确认（建议 {_name(folder, service.lead)}）。"
        for service in folder.services
        if service.lead_source is LeadSource.PROPOSED and not service.confirmed_by
    ]
    return [*warnings, f"{folder.work_days.known_until} 年以后的调休还没有公布，按周一到周五算工作日。"]


def _name(folder: Folder, code: str) -> str:
    found: Department | None = next((one for one in folder.departments if one.code == code), None)
    return found.name if found else "待定"


def holds_tasks(department: Department) -> bool:
    """Say whether a body can be given a request; external bodies and collective ones cannot."""
    return department.kind in (BodyKind.DEPARTMENT, BodyKind.DESK)
