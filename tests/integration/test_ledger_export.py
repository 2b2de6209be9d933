"""Handing the ledger over: one asks, another agrees, the first fetches; nothing of a closed matter."""

import csv
import io
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import text

from app import clock
from app.domain.ledger.exporting import harmless
from app.integrations.storage import Storage
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.integration.test_registration import FIELDS
from tests.integration.test_rights import make_all
from tests.visits import Visits
from tests.world import TOWNSHIP, World

WANTED: dict[str, Any] = {"purpose": "报送全国民政政务服务系统", "format": "csv", "states": ["candidate"]}


async def registered(world: World, visit: Visits, name: str, **more: Any) -> Actor:
    her = await world.woman()
    async with visit(her) as she:
        answer = await she.put("/v1/my/registration", json={**FIELDS, "name": name, **more})
        assert answer.status_code == 200, answer.text
    return her


async def taken_out(world: World, visit: Visits, storage: Storage, desk: Actor, **more: Any) -> tuple[str, bytes]:
    """Propose, agree, make and fetch an export; gives its id and bytes."""
    admin = await world.staff(Role.ADMIN, "county_desk")
    async with visit(desk) as client, visit(admin) as second:
        proposed = await client.post("/v1/desk/ledger-exports", json={**WANTED, **more})
        assert proposed.status_code == 202, proposed.text
        agreed = await second.post(f"/v1/admin/proposals/{proposed.json()['id']}/decide", json={"agree": True})
        assert agreed.status_code == 200, agreed.text
        await make_all(world, storage)
        parcel = (await client.get("/v1/desk/ledger-exports")).json()["items"][0]
        fetched = await client.get(f"/v1/desk/ledger-exports/{parcel['id']}/content")
        assert fetched.status_code == 200, fetched.text
    return parcel["id"], fetched.content


async def test_LED_12_an_export_takes_two_people_carries_a_watermark_and_holds_nothing_of_closed_matters(
    world: World, visit: Visits, storage: Storage
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk", name="王经办")
    her = await registered(world, visit, "=1+1", needs=["job.match", "law.dv", "care.psych"], phone="13900001111")
    async with visit(her) as she:
        await she.post("/v1/my/requests", json={"services": ["law.dv"], "share": False, "telling": "他打我"})
    _, data = await taken_out(world, visit, storage, desk)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][0].startswith("导出人：王经办　导出时间：")
    assert "报送全国民政政务服务系统" in rows[0][0]
    assert rows[1][:3] == ["登记编号", "姓名", "身份证号"]
    row = dict(zip(rows[1], rows[2], strict=True))
    assert (row["姓名"], row["联系电话"], row["台账状态"]) == ("'=1+1", "13900001111", "待核实")
    everything = data.decode("utf-8-sig")
    for word in ("他打我", "家暴", "暴力", "law.dv", "心理"):
        assert word not in everything
    async with visit(her) as she:
        log = (await she.get("/v1/my/access-log")).json()["items"]
    assert "ledger:export" in {one["action"] for one in log}


async def test_LED_12_a_workbook_keeps_every_cell_as_text(world: World, visit: Visits, storage: Storage) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk", name="王经办")
    await registered(world, visit, "@SUM(A1)", phone="13900001111")
    _, data = await taken_out(world, visit, storage, desk, format="xlsx")
    page = load_workbook(io.BytesIO(data))["名册"]
    rows = list(page.iter_rows())
    assert rows[0][0].value.startswith("导出人：王经办")
    assert {cell.data_type for row in rows[2:] for cell in row if cell.value} == {"s"}
    assert rows[2][1].value == "'@SUM(A1)"
    assert "王经办" in page.oddFooter.center.text


def test_LED_12_cells_that_look_like_formulas_are_neutralised() -> None:
    for said in ("=1", "+1", "-1", "@a", "\t=1", "\r1", "\n1"):
        assert harmless(said) == f"'{said}"
    assert (harmless(None), harmless(0), harmless("张三"), harmless("1=1")) == ("", "0", "张三", "1=1")


async def test_ADM_05_whoever_proposed_an_export_cannot_agree_to_it_and_nobody_else_can_fetch_it(
    world: World, visit: Visits, storage: Storage
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    other = await world.staff(Role.COUNTY_DESK, "county_desk")
    admin = await world.staff(Role.ADMIN, "county_desk")
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    await registered(world, visit, "秀兰")
    async with visit(desk) as client, visit(admin) as second, visit(other) as stranger, visit(town) as far:
        for_town = await far.post("/v1/desk/ledger-exports", json=WANTED)
        proposed = (await client.post("/v1/desk/ledger-exports", json=WANTED)).json()
        own = await client.post(f"/v1/admin/proposals/{proposed['id']}/decide", json={"agree": True})
        early = (await client.get("/v1/desk/ledger-exports")).json()["items"]
        await second.post(f"/v1/admin/proposals/{proposed['id']}/decide", json={"agree": True})
        await make_all(world, storage)
        parcel = (await client.get("/v1/desk/ledger-exports")).json()["items"][0]["id"]
        way = f"/v1/desk/ledger-exports/{parcel}/content"
        assert (await stranger.get(way)).status_code == 404
        assert (await second.get(way)).status_code == 403
        assert (await client.get(way)).status_code == 200
        with clock.turned(timedelta(days=8)):
            over = await client.get(way)
        bad = await client.post("/v1/desk/ledger-exports", json={**WANTED, "purpose": "看"})
        unwritable = await client.post("/v1/desk/ledger-exports", json={**WANTED, "purpose": "交给上级\u0000做统计用"})
        nowhere = await client.post("/v1/desk/ledger-exports", json={**WANTED, "township": "999999999"})
    assert (for_town.status_code, own.status_code, early) == (403, 403, [])
    assert (over.status_code, bad.status_code, nowhere.status_code) == (404, 422, 422)
    assert unwritable.json()["fields"][0]["field"] == "purpose", "refused by our own rule, not by the database"
    async with world.as_owner() as session:
        acts = (
            (await session.execute(text("SELECT action FROM audit_event WHERE kind = 'change' ORDER BY position")))
            .scalars()
            .all()
        )
    assert [one for one in acts if one.startswith(("proposal", "parcel"))] == [
        "proposal:make", "proposal:decide", "parcel:made", "parcel:fetch",
    ]  # fmt: skip


async def test_SAF_09_whoever_took_back_her_consent_to_the_ledger_is_in_no_export(
    world: World, visit: Visits, storage: Storage
) -> None:
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    await registered(world, visit, "秀兰")
    gone = await registered(world, visit, "春花")
    async with visit(gone) as she:
        consent = next(one for one in (await she.get("/v1/my/consents")).json()["items"] if one["purpose"] == "ledger")
        await she.delete(f"/v1/my/consents/{consent['id']}")
    _, data = await taken_out(world, visit, storage, desk)
    said = data.decode("utf-8-sig")
    assert "秀兰" in said
    assert "春花" not in said
