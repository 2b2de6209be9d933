"""A sheet of townships and villages: new ones, and new names; nothing is taken away by a sheet."""

import re

from app.domain.catalogue import commands
from app.domain.catalogue.folder import Place
from app.domain.imports.taking import Plan, RowWrong, Sheet
from app.vocabulary import DivisionLevel

COLUMNS = ("代码", "名称", "上级代码")
TOWN, VILLAGE = 9, 12
LONGEST_NAME = 60


async def _plan(plan: Plan, row: list[str]) -> None:
    code, name, parent = row
    known = {one.code: one for one in plan.loaded.folder.places} | {one.code: one for one in plan.todo}
    if any(one.code == code for one in plan.todo):
        raise RowWrong(f"代码 {code} 写了两次。")
    place = _read(plan.actor.county, code, name, parent)
    if place.parent not in known:
        raise RowWrong(f"上级 {place.parent} 还没有，请把它写在前面的行里。")
    if known.get(code) == place:
        plan.there += 1
    else:
        plan.todo.append(place)


def _read(county: str, code: str, name: str, parent: str) -> Place:
    if not re.fullmatch(rf"{county}[0-9]{{3}}([0-9]{{3}})?", code):
        raise RowWrong(f"代码要以 {county} 开头，乡镇 9 位、村 12 位。")
    if not name or len(name) > LONGEST_NAME:
        raise RowWrong(f"名称要填，最多 {LONGEST_NAME} 个字。")
    above = county if len(code) == TOWN else code[:TOWN]
    if parent and parent != above:
        raise RowWrong(f"上级代码应该是 {above}。")
    level = DivisionLevel.TOWNSHIP if len(code) == TOWN else DivisionLevel.VILLAGE
    return Place(code=code, name=name, level=level.value, parent=above)


async def _apply(plan: Plan) -> None:
    changed = {one.code: one for one in plan.loaded.folder.places} | {one.code: one for one in plan.todo}
    folder = plan.loaded.folder.model_copy(update={"places": sorted(changed.values(), key=lambda one: one.code)})
    await commands.publish(plan.session, folder=folder, note="导入：乡镇和村")


SHEET = Sheet("divisions", COLUMNS, _plan, _apply)
