"""A sheet of days off and make-up working days: the years it names are replaced as a whole."""

from datetime import date
from typing import NamedTuple

from app.domain.catalogue import commands
from app.domain.imports.taking import Plan, RowWrong, Sheet

COLUMNS = ("日期", "安排")
OFF, ON = "放假", "上班"
SATURDAY = 5
EARLIEST, LATEST = 2020, 2100


class Day(NamedTuple):
    """One day, and whether it is off."""

    on: date
    is_off: bool


async def _plan(plan: Plan, row: list[str]) -> None:
    written, meant = row
    try:
        on = date.fromisoformat(written)
    except ValueError:
        raise RowWrong("日期读不懂，请写成 2027-01-01 这样。") from None
    if not EARLIEST <= on.year <= LATEST:
        raise RowWrong("年份不对。")
    if meant not in (OFF, ON):
        raise RowWrong(f"安排只能写“{OFF}”或“{ON}”。")
    if meant == ON and on.weekday() < SATURDAY:
        raise RowWrong("这天本来就是工作日，只有周末调休上班才写“上班”。")
    if any(one.on == on for one in plan.todo):
        raise RowWrong("同一天写了两次。")
    plan.todo.append(Day(on, meant == OFF))


async def _apply(plan: Plan) -> None:
    kept = plan.loaded.folder.work_days
    years = {one.on.year for one in plan.todo}
    off = {one for one in kept.off if one.year not in years} | {one.on for one in plan.todo if one.is_off}
    on = {one for one in kept.on if one.year not in years} | {one.on for one in plan.todo if not one.is_off}
    changed = kept.model_copy(
        update={"off": sorted(off), "on": sorted(on), "known_until": max(kept.known_until, *years)}
    )
    folder = plan.loaded.folder.model_copy(update={"work_days": changed})
    await commands.publish(plan.session, folder=folder, note="导入：放假和调休")


SHEET = Sheet("work-days", COLUMNS, _plan, _apply)
