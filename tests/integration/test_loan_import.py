"""The office's sheet: looked over first, every wrong row named, taken whole or not at all, twice changes nothing."""

import base64
import io
from datetime import date
from random import Random
from typing import Any

from httpx import AsyncClient
from openpyxl import Workbook
from sqlalchemy import text

from app import clock
from app.domain.catalogue import queries as catalogue
from app.domain.loans.importing import COLUMNS
from sandbox.demo import loans, people
from tests.loans import NOW, PHONE, begun, bureau, police, yes
from tests.visits import Visits
from tests.world import COUNTY, World


def sheet(*rows: tuple[object, ...], head: list[str] = COLUMNS) -> str:
    book, kept = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in (head, *rows):
        page.append(list(row))
    book.save(kept)
    return base64.b64encode(kept.getvalue()).decode()


async def send(desk: AsyncClient, file: str, checked: str | None = None) -> dict[str, Any]:
    answer = await desk.post("/v1/desk/loans/imports", json={"file": file, "checked": checked})
    return answer.json() | {"http": answer.status_code}


async def test_LON_06_a_sheet_is_looked_over_then_taken_and_the_same_again_changes_nothing(
    world: World, visit: Visits
) -> None:
    her, worker = await world.woman(phone=PHONE), await bureau(world)
    first = await begun(visit, her)
    file = sheet(
        (first["number"], "", "备材料", date(2026, 11, 25), "", ""),
        ("", PHONE, "乡镇初审", "2026-11-25", "虎威镇就业服务窗口", ""),
    )
    with clock.stopped(NOW):
        async with visit(worker) as desk:
            looked = await send(desk, file)
            before = (await desk.get(f"/v1/desk/loans/{first['id']}")).json()
            taken = await send(desk, file, looked["checked"])
            after = (await desk.get(f"/v1/desk/loans/{first['id']}")).json()
            twice = await send(desk, file, looked["checked"])
            still = (await desk.get(f"/v1/desk/loans/{first['id']}")).json()
    assert (looked["to_take"], looked["taken"], looked["wrong"]) == (2, 0, [])
    assert before["stage"] == "intention"
    assert (taken["taken"], taken["already_there"]) == (2, 0)
    assert (after["stage"], after["steps"][-1]["source"]) == ("township", "imported")
    assert after["steps"][-1]["office_name"] == "虎威镇就业服务窗口"
    assert (twice["taken"], twice["already_there"]) == (0, 2)
    assert still["version"] == after["version"]


async def test_LON_06_every_wrong_row_has_its_sentence_and_nothing_is_taken(world: World, visit: Visits) -> None:
    her, worker = await world.woman(), await bureau(world)
    first = await begun(visit, her)
    number = first["number"]
    rows = [
        (number, "", "备材料", "2026-11-25", "", ""),
        (number, "", "银行", "2026-11-25", "", ""),
        (number, "", "乡镇初审", "2027-01-01", "", ""),
        (number, "", "乡镇初审", "昨天", "", ""),
        (number, "", "批了", "2026-11-25", "", ""),
        (number, "", "未通过", "2026-11-25", "", ""),
        (number, "", "撤回", "2026-11-25", "", ""),
        ("1234 5678 9", "", "备材料", "2026-11-25", "", ""),
        ("", "", "备材料", "2026-11-25", "", ""),
    ]
    with clock.stopped(NOW):
        async with visit(worker) as desk:
            looked = await send(desk, sheet(*rows))
            forced = await send(desk, sheet(*rows), "0" * 64)
            shown = (await desk.get(f"/v1/desk/loans/{first['id']}")).json()
    said = {one["row"]: one["sentence"] for one in looked["wrong"]}
    assert set(said) == {3, 4, 5, 6, 7, 8, 9, 10}
    assert "现在在“备材料”，不能直接到“银行”" in said[3]
    assert "日期还没有到" in said[4]
    assert "日期读不懂" in said[5]
    assert "不认识" in said[6]
    assert "理由" in said[7]
    assert "只能由她自己" in said[8]
    assert "没有找到" in said[9]
    assert "都没有填" in said[10]
    assert looked["checked"] is None
    assert (forced["http"], forced["code"]) == (409, "sheet_not_checked")
    assert shown["stage"] == "intention"


async def test_LON_06_what_became_wrong_after_the_look_is_taken_not_at_all(world: World, visit: Visits) -> None:
    her, worker = await world.woman(), await bureau(world)
    first = await begun(visit, her)
    number = first["number"]
    stages = ("备材料", "乡镇初审", "县复审", "担保")
    file = sheet(*((number, "", one, "2026-11-25", "", "") for one in stages))
    with clock.stopped(NOW):
        async with visit(her) as she:
            await yes(she, "share_with_guarantor")
            async with visit(worker) as desk:
                looked = await send(desk, file)
            consent = (await she.get("/v1/my/consents")).json()["items"][0]
            await she.delete(f"/v1/my/consents/{consent['id']}")
        async with visit(worker) as desk:
            refused = await send(desk, file, looked["checked"])
            shown = (await desk.get(f"/v1/desk/loans/{first['id']}")).json()
    assert looked["to_take"] == 4
    assert (refused["http"], refused["code"]) == (422, "rows_wrong")
    assert [one["row"] for one in refused["rows"]] == [5]
    assert "担保机构" in refused["rows"][0]["sentence"]
    assert shown["stage"] == "intention"


async def test_LON_06_what_is_no_sheet_of_ours_is_refused_by_name(world: World, visit: Visits) -> None:
    worker = await bureau(world)
    long = sheet(*(("", PHONE, "备材料", "2026-11-25", "", "") for _ in range(1001)))
    async with visit(worker) as desk:
        exe = await send(desk, base64.b64encode(b"MZ\x90\x00 no sheet").decode())
        columns = await send(desk, sheet(head=["姓名", "金额"]))
        rows = await send(desk, long)
    async with visit(await police(world)) as other:
        elsewhere = await send(other, sheet())
    codes = [one["code"] for one in (exe, columns, rows, elsewhere)]
    assert codes == ["sheet_not_readable", "sheet_columns_wrong", "sheet_too_long", "not_allowed"]


async def test_the_demo_tracks_applications_in_every_stage_and_tips_on_agents(world: World) -> None:
    cast, random = people.Cast(COUNTY), Random(7)  # noqa: S311  invented people need no secrecy
    vault = await world.vault()
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(session, vault, folder, clock.now(), random, "x")
        await people.hire(stage, cast)
        await people.register(stage, cast, loans.COUNT)
    await loans.live(cast)
    async with world.as_owner() as session:
        stages = (await session.execute(text("SELECT stage, count(*) FROM loan_application GROUP BY 1"))).all()
        tips = (await session.execute(text("SELECT count(*) FROM loan_tip"))).scalar_one()
    assert len(stages) == 9
    assert sum(one.count for one in stages) == loans.COUNT  # type: ignore[misc]
    assert tips == 3
