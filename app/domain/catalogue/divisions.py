"""What must be true of a county's divisions: one county, its townships, their villages, each under the right one."""

from collections import Counter
from collections.abc import Iterable

from app.domain.catalogue.faults import Fault
from app.domain.catalogue.folder import Folder, Place

FILE = "divisions.csv"
HEAD = 1
DIGITS = {"county": 6, "township": 9, "village": 12}
ABOVE = {"township": "county", "village": "township"}


def divisions(folder: Folder) -> Iterable[Fault]:
    """Check the divisions, line by line."""
    count = Counter(place.code for place in folder.places)
    levels = {place.code: place.level for place in folder.places}
    for nth, place in enumerate(folder.places):
        line = nth + HEAD + 1
        if count[place.code] > 1:
            yield Fault(FILE, line, f"区划代码 {place.code} 出现了 {count[place.code]} 次。")
        sentence = _wrong_with(place, folder.code, levels)
        if sentence:
            yield Fault(FILE, line, sentence)
    if levels.get(folder.code) != "county":
        yield Fault(FILE, HEAD, f"没有 {folder.name}（{folder.code}）自己这一行。")
    if "township" not in levels.values():
        yield Fault(FILE, HEAD, "一个乡镇也没有。")


def _wrong_with(place: Place, county: str, levels: dict[str, str]) -> str:
    if place.level not in DIGITS:
        return f"{place.name} 的级别 {place.level} 只能是 county、township、village。"
    if not place.name:
        return f"{place.code} 没有名称。"
    if len(place.code) != DIGITS[place.level] or not (place.code.isascii() and place.code.isdecimal()):
        return f"{place.name} 的代码 {place.code} 位数不对。"
    if not place.code.startswith(county):
        return f"{place.name}（{place.code}）不在这个区县（{county}）。"
    return (
        ""
        if _is_under_the_right_one(place, levels)
        else f"{place.name}（{place.code}）挂在了不对的上级 {place.parent} 下面。"
    )


def _is_under_the_right_one(place: Place, levels: dict[str, str]) -> bool:
    above = ABOVE.get(place.level)
    return above is None or (place.parent == place.code[: DIGITS[above]] and levels.get(place.parent) == above)
