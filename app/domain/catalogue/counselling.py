"""What must be true of a county's counselling.toml: questions with answers, real lines, our own places."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.catalogue.care_shapes import MoodCheck
from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.folder import Folder

FILE = "counselling.toml"


def counselling(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Check the mood check, the crisis rule, languages and places."""
    if folder.mood_check is not None:
        yield from (
            Fault(FILE, line_of(texts[FILE], key), sentence) for key, sentence in _mood(folder.mood_check, folder)
        )
    if folder.mood_check is not None and folder.crisis.service not in {one.code for one in folder.services}:
        yield Fault(FILE, line_of(texts[FILE], "[crisis]"), f"没有服务 {folder.crisis.service}。")
    divisions = {place.code for place in folder.places}
    for nth, home in enumerate(folder.womens_homes):
        if home.division not in divisions:
            line = line_of_item(texts[FILE], "womens_homes", nth, "division")
            yield Fault(FILE, line, f"{home.name}：没有 {home.division} 这个地方。")
    lists = (
        ("womens_homes", [one.code for one in folder.womens_homes]),
        ("languages", [o.code for o in folder.languages]),
    )
    for header, codes in lists:
        for code in _twice(codes):
            again = codes.index(code, codes.index(code) + 1)
            yield Fault(FILE, line_of_item(texts[FILE], header, again, "code"), f"{code} 写了两次。")


def _twice(codes: Sequence[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def _mood(check: MoodCheck, folder: Folder) -> Iterable[tuple[str, str]]:
    """Give what is wrong with the mood check, with the word it stands at."""
    numbers = {one.code for one in folder.hotlines}
    yield from (("danger_lines", f"没有热线 {code}。") for code in check.danger_lines if code not in numbers)
    yield from (
        ("[[mood_check.questions]]", f"题目 {code} 写了两次。") for code in _twice([q.code for q in check.questions])
    )
    for question in check.questions:
        scores = [one.score for one in question.options]
        if scores != sorted(set(scores)):
            yield f'"{question.code}"', f"题目 {question.code}：分数要从小到大，不能重复。"
        if question.danger_from is not None and question.danger_from > max(scores):
            yield f'"{question.code}"', f"题目 {question.code}：没有一个答案够得上危险。"
        if (question.danger_from is None) != (not question.topics):
            yield f'"{question.code}"', f"题目 {question.code}：危险的题要写是哪一类危险，别的题不写。"
    if not any(question.danger_from for question in check.questions):
        yield "[mood_check]", "至少要有一题问有没有危险。"
    if not _bands_are_whole(check):
        yield "[[mood_check.bands]]", "分段要从 0 分到最高分，一段接一段。"


def _bands_are_whole(check: MoodCheck) -> bool:
    highest = sum(max(one.score for one in question.options) for question in check.questions if question.scored)
    wanted = 0
    for band in check.bands:
        if band.least != wanted or band.most < band.least:
            return False
        wanted = band.most + 1
    return wanted == highest + 1


def unsure_of_counselling(folder: Folder) -> list[str]:
    """Say what the county has still to confirm."""
    unsure = [one for one in folder.womens_homes if one.confirmed_on is None]
    said = [f"{len(unsure)} 处妇女之家的地址、开门时间待乡镇核实。"] if unsure else []
    if folder.mood_check is not None and folder.mood_check.reviewed_on is None:
        said.append("心情自测的题目和话还没有请专业人员审定，界面上会写“待审定”。")
    return said
