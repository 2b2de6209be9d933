"""Dates of a county's folder are sane: they end after they begin, and one thing has one value at a time."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.folder import Folder

EARLIEST, LATEST = date(1949, 10, 1), date(2100, 1, 1)
NEEDED = {"recheck_months": "台账隔几个月复核一次，"}
Span = tuple[str, date, date | None]


def dated(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Check every dated thing of the folder."""
    lists: tuple[tuple[str, str, list[Span]], ...] = (
        ("services", "services.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.services]),
        ("facts", "facts.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.facts]),
        ("aid_grounds", "legal_aid.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.aid_grounds]),
        ("loan_products", "loans.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.loan_products]),
        ("loan_rates", "loans.toml", [("LPR", one.valid_from, one.valid_to) for one in folder.loan_rates]),
        ("departments", "departments.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.departments]),
        ("", "county.toml", [(folder.code, folder.valid_from, None)]),
        ("hotlines", "county.toml", [(o.code, o.confirmed_on or folder.valid_from, None) for o in folder.hotlines]),
    )
    for header, file, spans in lists:
        for nth, (code, first, last) in enumerate(spans):
            key, sentence = _wrong(first, last)
            if sentence:
                yield Fault(file, line_of_item(texts[file], header, nth, key), f"{code}：{sentence}")
    yield from _overlaps(folder, texts)
    yield from _needed(folder)
    yield from _work_days(folder, texts)


def _wrong(first: date, last: date | None) -> tuple[str, str]:
    if not EARLIEST <= first < LATEST:
        return "valid_from", f"日期 {first} 不合情理。"
    if last is not None and not first < last < LATEST:
        return "valid_to", f"失效日期 {last} 不晚于生效日期，或不合情理。"
    return "", ""


def _overlaps(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """One thing may have several dated values, never two at once."""
    lists: tuple[tuple[str, str, list[Span]], ...] = (
        ("facts", "facts.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.facts]),
        ("loan_products", "loans.toml", [(one.code, one.valid_from, one.valid_to) for one in folder.loan_products]),
        ("loan_rates", "loans.toml", [("LPR", one.valid_from, one.valid_to) for one in folder.loan_rates]),
    )
    for header, file, spans in lists:
        in_turn = sorted(range(len(spans)), key=lambda nth: spans[nth][:2])
        for before, after in pairwise(in_turn):
            (code, _, ends), (again, begins, _) = spans[before], spans[after]
            if code == again and (ends is None or ends > begins):
                line = line_of_item(texts[file], header, after, "valid_from")
                yield Fault(file, line, f"{code}：两个数值的日期重叠。")


def _needed(folder: Folder) -> Iterable[Fault]:
    """Refuse a folder that lacks a whole number the service counts with."""
    for code, what in NEEDED.items():
        known = [one for one in folder.facts if one.code == code]
        if not any(one.value.isdigit() and one.valid_from <= folder.valid_from for one in known):
            yield Fault("facts.toml", 1, f"缺 {code}：{what}要写整数，并且从一开始就有。")


def _work_days(folder: Folder, texts: Texts) -> Iterable[Fault]:
    days = folder.work_days
    for day in sorted(set(days.on) & set(days.off)):
        yield Fault("county.toml", line_of(texts["county.toml"], str(day), 1), f"{day} 又写上班又写放假。")
    for day in sorted({*days.on, *days.off}):
        if day.year > days.known_until:
            line = line_of(texts["county.toml"], str(day))
            yield Fault("county.toml", line, f"{day} 在 known_until（{days.known_until} 年）之后，请一起改。")
