"""What must be true of a county's bodies: they exist, they end in somebody's hands, they are not their own members."""

from collections.abc import Iterable

from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.folder import Department, Folder
from app.domain.catalogue.rules import COUNTY_DESK
from app.vocabulary import BodyKind


def bodies(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Check departments.toml, and that the policy names nobody else."""
    known = {one.code: one for one in folder.departments}
    for nth, one in enumerate(folder.departments):
        for key, sentence in (*_strangers(one, known), *_endings(one, known)):
            line = line_of_item(texts["departments.toml"], "departments", nth, key)
            yield Fault("departments.toml", line, f"{one.code}：{sentence}")
    if COUNTY_DESK not in known or known[COUNTY_DESK].kind is not BodyKind.DESK:
        yield Fault("departments.toml", 1, f"没有县里的总台（{COUNTY_DESK}，kind 写 desk）。")
    yield from _policy(folder, texts, known)
    if not folder.departments:
        yield Fault("departments.toml", line_of(texts["departments.toml"], "departments"), "一个单位也没有。")


def _policy(folder: Folder, texts: Texts, known: dict[str, Department]) -> Iterable[Fault]:
    for nth, clause in enumerate(folder.clauses):
        for key, codes in (("lead", [clause.lead]), ("co", clause.co)):
            line = line_of_item(texts["policy.toml"], "clauses", nth, key)
            for code in codes:
                if code and code not in known:
                    yield Fault("policy.toml", line, f"第 {clause.number} 条写了没有的单位 {code}。")


def _strangers(one: Department, known: dict[str, Department]) -> Iterable[tuple[str, str]]:
    named = (("parent", one.parent), ("successor", one.successor), *(("members", code) for code in one.members))
    yield from ((key, f"没有单位 {code}。") for key, code in named if code and code not in known)
    if one.members and one.kind is not BodyKind.COLLECTIVE:
        yield "members", "只有集体称呼（collective）才写成员。"
    for code in one.members:
        if code in known and known[code].kind is not BodyKind.DEPARTMENT:
            yield "members", f"成员 {code} 不是办事的单位。"


def _endings(one: Department, known: dict[str, Department]) -> Iterable[tuple[str, str]]:
    """A body that ends hands its work over, and never in a circle."""
    if one.valid_to is not None and not one.successor and one.kind in (BodyKind.DEPARTMENT, BodyKind.DESK):
        yield "valid_to", "撤销的单位要写明由谁接手（successor）。"
    seen, code = {one.code}, one.successor
    while code in known:
        if code in seen:
            yield "successor", "接手的单位绕了一圈又回到自己。"
            return
        seen.add(code)
        code = known[code].successor
