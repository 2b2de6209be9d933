"""Sheets of contacts, places and days off: looked over first, every wrong row said, taken whole (ADM-04)."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import text

from app.domain.catalogue import queries as catalogue
from app.domain.imports import contacts, divisions, work_days
from app.vocabulary import Role
from tests.integration.test_loan_import import sheet
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World


async def send(admin: AsyncClient, what: str, file: str, checked: str | None = None) -> dict[str, Any]:
    answer = await admin.post(f"/v1/admin/imports/{what}", json={"file": file, "checked": checked})
    return answer.json() | {"http": answer.status_code}


def filled(columns: tuple[str, ...], *rows: tuple[object, ...]) -> str:
    return sheet(*rows, head=list(columns))


async def login_of(world: World, actor_id: object) -> str:
    async with world.as_owner() as session:
        query = text("SELECT login_name FROM staff WHERE id = :id")
        return str((await session.execute(query, {"id": actor_id})).scalar_one())


async def test_ADM_04_contacts_are_looked_over_then_taken_and_the_same_again_changes_nothing(
    world: World, visit: Visits
) -> None:
    worker = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    login = await login_of(world, worker.id)
    async with world.as_owner() as session:
        folder = (await catalogue.current(session, COUNTY)).folder
    town = next(one.name for one in folder.places if one.code == TOWNSHIP)
    file = filled(contacts.COLUMNS, ("学手艺", town, "", login), ("law.ask", TOWNSHIP, "", login))
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin:
        early = await send(admin, "contacts", file, "0" * 64)
        looked = await send(admin, "contacts", file)
        before = (await admin.get("/v1/admin/contacts?service=law.ask")).json()
        taken = await send(admin, "contacts", file, looked["checked"])
        after = (await admin.get("/v1/admin/contacts?service=law.ask")).json()
        twice = await send(admin, "contacts", file, looked["checked"])
    assert (early["http"], early["code"]) == (409, "sheet_not_checked")
    assert (looked["to_take"], looked["wrong"], before) == (2, [], [])
    assert (taken["taken"], taken["already_there"]) == (2, 0)
    assert [(one["township"], one["staff_id"]) for one in after] == [(TOWNSHIP, str(worker.id))]
    assert (twice["taken"], twice["already_there"]) == (0, 2)


async def test_ADM_04_every_wrong_row_is_said_in_chinese_and_one_wrong_row_keeps_all_out(
    world: World, visit: Visits
) -> None:
    worker = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    login = await login_of(world, worker.id)
    file = filled(
        contacts.COLUMNS,
        ("law.ask", TOWNSHIP, "", login),
        ("没有的服务", TOWNSHIP, "", login),
        ("law.ask", "月球镇", "", login),
        ("law.ask", TOWNSHIP, "县司法局", login),
        ("law.ask", TOWNSHIP, "", login),
    )
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin:
        looked = await send(admin, "contacts", file)
        columns = await send(admin, "contacts", filled(("甲", "乙"), ("1", "2")))
        unread = await send(admin, "contacts", "AAAA")
    assert looked["checked"] is None
    assert [one["row"] for one in looked["wrong"]] == [3, 4, 5, 6]
    assert all(one["sentence"].startswith(f"第 {one['row']} 行：") for one in looked["wrong"])
    assert (columns["http"], columns["detail"]) == (422, "第一行要写：服务、乡镇、单位、登录名。")
    assert unread["code"] == "sheet_not_readable"


async def test_ADM_04_places_and_days_off_become_a_version_that_can_be_taken_back(world: World, visit: Visits) -> None:
    new_town, new_village = f"{COUNTY}880", f"{COUNTY}880201"
    places = filled(
        divisions.COLUMNS, (new_town, "新设镇", COUNTY), (new_village, "新设村", ""), (f"{COUNTY}881299", "悬空村", "")
    )
    good = filled(divisions.COLUMNS, (new_town, "新设镇", COUNTY), (new_village, "新设村", ""))
    days = filled(work_days.COLUMNS, ("2027-01-01", "放假"), ("2027-01-02", "放假"), ("2027-01-09", "上班"))
    weekday = filled(work_days.COLUMNS, ("2027-01-04", "上班"), ("元旦", "放假"), ("2027-01-01", "休息"))
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin, visit() as nobody:
        wrong = await send(admin, "divisions", places)
        looked = await send(admin, "divisions", good)
        taken = await send(admin, "divisions", good, looked["checked"])
        twice = await send(admin, "divisions", good, looked["checked"])
        below = (await nobody.get(f"/v1/counties/{COUNTY}/divisions?parent={new_town}")).text
        bad = await send(admin, "work-days", weekday)
        dry = await send(admin, "work-days", days)
        done = await send(admin, "work-days", days, dry["checked"])
        versions = (await admin.get("/v1/admin/versions")).json()
    assert [one["row"] for one in wrong["wrong"]] == [4]
    assert (taken["taken"], twice["already_there"]) == (2, 2)
    assert "新设村" in below or "not_found" in below
    assert [one["row"] for one in bad["wrong"]] == [2, 3, 4]
    assert done["taken"] == 3
    assert [one["note"] for one in versions[:2]] == ["导入：放假和调休", "导入：乡镇和村"]
    async with world.as_owner() as session:
        catalogue.forget()
        loaded = await catalogue.current(session, COUNTY)
        names = await session.execute(text("SELECT name FROM division WHERE code = :code"), {"code": new_village})
        offices = await session.execute(
            text("SELECT name FROM office WHERE code = :code"), {"code": f"town-{new_town}"}
        )
        assert (names.scalar_one(), offices.scalar_one()) == ("新设村", "新设镇")
    kept = loaded.folder.work_days
    assert kept.known_until == 2027
    assert [one.isoformat() for one in kept.off if one.year == 2027] == ["2027-01-01", "2027-01-02"]
    assert [one.isoformat() for one in kept.on if one.year == 2027] == ["2027-01-09"]
    assert any(one.year == 2026 for one in kept.off), "other years stay"


async def test_ADM_04_no_sheet_writes_another_county(world: World, visit: Visits) -> None:
    file = filled(divisions.COLUMNS, ("500231101", "别人的镇", "500231"))
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as admin:
        looked = await send(admin, "divisions", file)
    assert [one["row"] for one in looked["wrong"]] == [2]
