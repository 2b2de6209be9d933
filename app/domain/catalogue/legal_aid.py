"""Legal aid as the county wrote it: grounds that ask no income, periods in force; and what is wrong with them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from app.domain.catalogue.aid_shapes import AidGround, AidMatter, AidWords
from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.folder import Fact, Folder
from app.errors import Unavailable
from app.vocabulary import BodyKind

SERVICE = "law.aid"
FILE = "legal_aid.toml"
# The periods an application runs on: each is a dated fact of the county, and a whole number.
PERIODS = (
    "legal_aid_decision",
    "legal_aid_assignment",
    "legal_aid_review",
    "legal_aid_first",
    "legal_aid_papers",
    "legal_aid_meeting",
    "protection_order",
    "protection_order_urgent",
    "protection_order_months",
    "order_alarm_first",
    "order_alarm_last",
    "warning_visit_first",
    "warning_visit_second",
    "warning_visit_third",
    "land_award",
    "land_award_more",
    "land_sue",
    "land_limitation",
)
FEWEST_PAPER_DAYS = 15


def fact_on(folder: Folder, code: str, day: date) -> Fact | None:
    """Give the fact in force on a day; nothing when it has expired or has not begun."""
    live = [
        one
        for one in folder.facts
        if one.code == code and one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
    ]
    return live[-1] if live else None


def period(folder: Folder, code: str, day: date) -> int:
    """Give how many days (or hours) a period has. Raises Unavailable where the county's number has expired."""
    fact = fact_on(folder, code, day)
    if fact is None or not fact.value.isdecimal():
        raise Unavailable("县里写的期限已过期，请先更新带日期的数字。", fact=code)
    return int(fact.value)


def words(folder: Folder) -> AidWords:
    """Give the fixed sentences. Raises Unavailable where the county has none."""
    if folder.aid_words is None:
        raise Unavailable("这里还没有开通法律援助申请，请打 12348。")
    return folder.aid_words


def matter(folder: Folder, code: str) -> AidMatter | None:
    """Find a matter."""
    return next((one for one in folder.aid_matters if one.code == code), None)


def grounds_on(folder: Folder, day: date) -> list[AidGround]:
    """List the grounds in force on a day."""
    return [one for one in folder.aid_grounds if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)]


def legal_aid(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find what is wrong with a county's legal aid."""
    yield from _twice(folder, texts)
    known = {one.code for one in folder.aid_matters}
    for nth, ground in enumerate(folder.aid_grounds):
        for code in ground.matters:
            if code not in known:
                line = line_of_item(texts[FILE], "aid_grounds", nth, "matters")
                yield Fault(FILE, line, f"{ground.code}：没有事项 {code}。")
    if any(one.code == SERVICE for one in folder.services):
        yield from _served(folder, texts)


def _twice(folder: Folder, texts: Texts) -> Iterable[Fault]:
    for header, codes in (
        ("aid_matters", [one.code for one in folder.aid_matters]),
        ("aid_grounds", [f"{one.code} {one.valid_from}" for one in folder.aid_grounds]),
        ("aid_papers", [one.name for one in folder.aid_papers]),
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                again = codes.index(code, codes.index(code) + 1)
                key = "name" if header == "aid_papers" else "code"
                yield Fault(FILE, line_of_item(texts[FILE], header, again, key), f"{code} 出现了 {count} 次。")


def _served(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """A county that serves legal aid has its words, its office and its periods."""
    if folder.aid_words is None or not folder.aid_matters:
        yield Fault(FILE, 1, "有法律援助这项服务，要写事项和固定的话。")
        return
    kinds = {one.code: one.kind for one in folder.departments}
    if kinds.get(folder.aid_words.office) is not BodyKind.DEPARTMENT:
        line = line_of(texts[FILE], "office =")
        yield Fault(FILE, line, f"没有单位 {folder.aid_words.office}，或者它不能办件。")
    for code in PERIODS:
        mine = [nth for nth, one in enumerate(folder.facts) if one.code == code]
        if not mine:
            yield Fault("facts.toml", 1, f"少了法律援助的期限 {code}。")
        for nth in mine:
            value = folder.facts[nth].value
            least = FEWEST_PAPER_DAYS if code == "legal_aid_papers" else 1
            if not value.isdecimal() or int(value) < least:
                line = line_of_item(texts["facts.toml"], "facts", nth, "value")
                yield Fault("facts.toml", line, f"{code}：要写整数，不小于 {least}。")
