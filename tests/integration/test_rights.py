"""Her rights over her own data: a copy of everything of hers, corrections with an answer, deletion that forgets."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.domain.keeping import person
from app.domain.rights.copies import NOT_HERS, SECTIONS
from app.integrations.storage import NotStored, Storage
from app.jobs import cleaning_files, keeping_limits, making_parcels
from app.models.base import metadata
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_files import clean_all, send
from tests.integration.test_levels import roster, trio
from tests.integration.test_registration import FIELDS
from tests.unit.test_media import jpeg
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World


async def make_all(world: World, storage: Storage) -> None:
    """Let the worker make every file that waits."""
    async with world.as_owner() as session:
        ids = (await session.execute(text("SELECT id FROM parcel WHERE state = 'waiting'"))).scalars().all()
    for one in ids:
        await making_parcels.make_parcel(storage, county=COUNTY, parcel_id=one)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def her_copy(she: AsyncClient, world: World, storage: Storage) -> tuple[dict[str, Any], str]:
    """Ask for a copy and fetch it; gives its JSON and its page."""
    asked = await she.post("/v1/my/export")
    assert asked.status_code == 201, asked.text
    await make_all(world, storage)
    parcel = asked.json()["parcel"]["id"]
    fetched = await she.get(f"/v1/my/parcels/{parcel}/content")
    assert fetched.status_code == 200, fetched.text
    held = unpacked(fetched.content)
    return json.loads(held["资料.json"]), held["资料.html"].decode()


def test_R39_every_table_that_names_her_has_a_section_in_her_copy() -> None:
    """A room that keeps something of hers adds a line to SECTIONS in app/domain/rights/copies.py."""
    hers = {name for name, table in metadata.tables.items() if "profile_id" in table.columns} | {"profile"}
    spoken_for = {table for one in SECTIONS for table in one.tables}
    assert hers - spoken_for - NOT_HERS == set()


async def test_R39_she_has_a_copy_of_everything_of_hers_for_machines_and_for_reading(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her = await world.woman(name="秀兰", phone="13900001111")
    async with visit(her) as she, visit(handler) as client:
        await she.put("/v1/my/registration", json={**FIELDS, "name": "张秀兰"})
        ordinary = await ask_for(she, "job.match", telling="想找<b>活</b>做")
        closed = await ask_for(she, "law.dv", telling="他打我")
        await must(client, ordinary["id"], "accept")
        picture = await send(she, jpeg(), "picture", purpose="evidence")
        await clean_all(world, storage)
        copy, page = await her_copy(she, world, storage)
        listed = (await she.get("/v1/my/export")).json()["items"][0]
    assert set(copy) >= {one.name for one in SECTIONS}
    assert (copy["profile"]["name"], copy["profile"]["phone"]) == ("秀兰", "13900001111")
    assert copy["registration"]["name"] == "张秀兰"
    assert {one["telling"] for one in copy["requests"]} == {"想找<b>活</b>做", "他打我"}
    assert {one["id"] for one in copy["requests"]} == {ordinary["id"], closed["id"]}
    assert [one["id"] for one in copy["evidence"]] == [picture]
    assert {one["purpose"] for one in copy["consents"]} >= {"ledger", "share_with_offices"}
    assert "谁看过我的资料" in page
    assert "想找&lt;b&gt;活&lt;/b&gt;做" in page
    assert "<script" not in page
    assert (listed["state"], listed["parcel"]["state"], len(listed["number"])) == ("done", "ready", 11)


async def test_R39_what_a_pin_hides_is_in_the_copy_only_when_it_was_given(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        await ask_for(she, "job.match", telling="找活")
        await ask_for(she, "law.dv", telling="他打我")
        await she.put("/v1/my/pin", json={"new": "2468"})
        full = (await she.post("/v1/my/export")).json()["parcel"]["id"]
        await make_all(world, storage)
        await she.post("/v1/my/pin/lock")
        locked, page = await her_copy(she, world, storage)
        refused = await she.get(f"/v1/my/parcels/{full}/content")
        seen = [one["id"] for one in (await she.get("/v1/my/parcels")).json()["items"]]
        deletion = await she.get("/v1/my/deletion")
        await she.post("/v1/my/pin/unlock", json={"pin": "2468"})
        opened = await she.get(f"/v1/my/parcels/{full}/content")
    assert [one["telling"] for one in locked["requests"]] == ["找活"]
    assert not {"looks", "safe_contact", "evidence"} & set(locked)
    assert "他打我" not in json.dumps(locked, ensure_ascii=False) + page
    assert (refused.status_code, refused.json()["code"]) == (403, "pin_needed")
    assert full not in seen
    assert deletion.json()["code"] == "pin_needed"
    assert "他打我" in unpacked(opened.content)["资料.html"].decode()


async def test_R39_her_copy_is_hers_alone_and_gone_after_seven_days(
    world: World, visit: Visits, storage: Storage
) -> None:
    strangers = [await world.woman(), await world.staff(Role.COUNTY_DESK, "county_desk")]
    async with visit(await world.woman()) as she:
        asked = (await she.post("/v1/my/export")).json()["parcel"]
        early = await she.get(f"/v1/my/parcels/{asked['id']}/content")
        twice = await she.post("/v1/my/export")
        await make_all(world, storage)
        for actor in strangers:
            async with visit(actor) as client:
                way = "my/parcels" if actor.role is Role.WOMAN else "desk/ledger-exports"
                assert (await client.get(f"/v1/{way}/{asked['id']}/content")).status_code == 404
        with clock.turned(timedelta(days=6)):
            kept = await she.get(f"/v1/my/parcels/{asked['id']}/content")
        with clock.turned(timedelta(days=8)):
            over = await she.get(f"/v1/my/parcels/{asked['id']}/content")
            async with world.as_owner() as session:
                (name,) = (await session.execute(text("SELECT object_name FROM parcel"))).scalars()
            await keeping_limits.drop_expired_parcels(storage, county=COUNTY)
    assert (early.status_code, twice.status_code, kept.status_code, over.status_code) == (404, 409, 200, 404)
    with pytest.raises(NotStored):
        await storage.get(name)
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT key_sealed, object_name, state FROM parcel"))).one()
        acts = (await session.execute(text("SELECT action FROM audit_event WHERE action LIKE 'parcel:%'"))).scalars()
        assert sorted(acts) == ["parcel:fetch", "parcel:made"]
    assert tuple(row) == (None, None, "gone")


async def corrections(visit: Visits, actor: Actor) -> list[dict[str, Any]]:
    async with visit(actor) as client:
        items: list[dict[str, Any]] = (await client.get("/v1/desk/corrections")).json()["items"]
        return items


async def test_R39_a_correction_has_a_number_a_deadline_and_an_answer_with_a_reason(
    world: World, visit: Visits
) -> None:
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    elsewhere = await world.staff(Role.TOWNSHIP_WORKER, "town-500230102", divisions=("500230102",))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.woman(phone="13900001111")) as she, visit(town) as client:
        name = await she.post("/v1/my/correction", json={"correction": {"field": "name", "value": "秀莲"}})
        phone = await she.post("/v1/my/correction", json={"correction": {"field": "phone", "value": "13900002222"}})
        bad = await she.post("/v1/my/correction", json={"correction": {"field": "phone", "value": "12"}})
        ids = [one["id"] for one in (name.json(), phone.json())]
        waiting = await corrections(visit, town)
        assert [one["id"] for one in waiting] == ids
        assert await corrections(visit, elsewhere) == []
        assert len(await corrections(visit, desk)) == 2
        looked = (await client.get(f"/v1/desk/corrections/{ids[0]}")).json()
        agreed = await client.post(
            f"/v1/desk/corrections/{ids[0]}/answer", json={"agree": True, "reason": "核对过户口本。"}
        )
        again = await client.post(f"/v1/desk/corrections/{ids[0]}/answer", json={"agree": True, "reason": "再来一次"})
        async with visit(desk) as another:
            refused = await another.post(
                f"/v1/desk/corrections/{ids[1]}/answer", json={"agree": False, "reason": "号码是别人的。"}
            )
        async with visit(elsewhere) as far:
            assert (await far.get(f"/v1/desk/corrections/{ids[0]}")).status_code == 404
        mine = {one["id"]: one for one in (await she.get("/v1/my/correction")).json()["items"]}
        profile = (await she.get("/v1/my/profile")).json()
        log = (await she.get("/v1/my/access-log")).json()["items"]
    assert (name.status_code, bad.status_code) == (201, 422)
    assert (looked["value"], agreed.status_code, again.status_code, refused.status_code) == ("秀莲", 200, 409, 200)
    assert (mine[ids[0]]["state"], mine[ids[0]]["reason"]) == ("done", "核对过户口本。")
    assert (mine[ids[1]]["state"], mine[ids[1]]["reason"]) == ("refused", "号码是别人的。")
    assert profile["name"] == "秀莲"
    assert "rights:read" in {one["action"] for one in log}


async def test_R39_the_deadline_is_the_countys_own_in_working_days(world: World, visit: Visits) -> None:
    from datetime import UTC, datetime

    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    monday = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    async with visit(await world.woman()) as she:
        with clock.stopped(monday):
            asked = await she.post("/v1/my/correction", json={"correction": {"field": "other", "value": "记错了村名"}})
        with clock.stopped(monday + timedelta(days=30)):
            late = (await corrections(visit, town))[0]["late"]
    assert asked.json()["due_at"][:10] == "2026-12-14"
    assert late is True


async def test_R39_a_correction_of_a_checked_registration_is_answered_by_the_townships_own_word(
    world: World, visit: Visits
) -> None:
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,))
    change = {"correction": {"field": "registration", "registration": {**FIELDS, "phone": "13900003333"}}}
    async with visit(await world.woman()) as she, visit(town) as client, visit(cadre) as village:
        entry = (await she.put("/v1/my/registration", json=FIELDS)).json()
        at_once = (await she.post("/v1/my/correction", json=change)).json()
        path, version = f"/v1/desk/registrations/{entry['id']}", entry["version"] + 1
        checked = await village.post(
            f"{path}/check-village",
            json={"lives_in_village": True, "husband_away": True},
            headers={"If-Match": f'"{version}"'},
        )
        assert checked.status_code == 200, checked.text
        later = (await she.post("/v1/my/correction", json=change)).json()
        by_hand = await client.post(
            f"/v1/desk/corrections/{later['id']}/answer", json={"agree": True, "reason": "改好了。"}
        )
        version = (await client.get(path)).json()["version"]
        await client.post(
            f"{path}/reject-change", json={"reason": "号码打不通。"}, headers={"If-Match": f'"{version}"'}
        )
        mine = {one["id"]: one for one in (await she.get("/v1/my/correction")).json()["items"]}
    assert (at_once["state"], later["state"], by_hand.status_code) == ("done", "received", 409)
    assert (mine[later["id"]]["state"], mine[later["id"]]["reason"]) == ("refused", "号码打不通。")


async def finished(she: AsyncClient, client: AsyncClient, head: AsyncClient) -> dict[str, Any]:
    """An ordinary request that went its whole way."""
    asked = await ask_for(she, "job.match", telling="找到活了", share=False)
    await must(client, asked["id"], "accept")
    await must(client, asked["id"], "reply", body="有一家在招人。")
    resolved = await must(client, asked["id"], "resolve", body="办好了。")
    if resolved["state"] != "resolved":
        await must(head, asked["id"], "approve", agree=True)
    done = await she.post(f"/v1/my/requests/{asked['id']}/confirm")
    assert done.json()["state"] == "closed", done.text
    return asked


async def test_R39_deletion_erases_locks_away_what_the_law_keeps_and_closes_the_account(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    boss = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    her = await world.woman(name="秀兰", phone="13900001111")
    async with visit(her) as she, visit(handler) as client, visit(boss) as chief, visit(first) as member:
        await she.put("/v1/my/registration", json=FIELDS)
        over = await finished(she, client, chief)
        running = await ask_for(she, "job.match", telling="还想换一个")
        closed = await ask_for(she, "law.dv", telling="他打我")
        await send(she, jpeg(), "picture", purpose="evidence")
        await clean_all(world, storage)
        await her_copy(she, world, storage)
        before = (await she.get("/v1/my/deletion")).json()
        unsure = await she.post("/v1/my/deletion", json={"confirm": False})
        headers = {"Idempotency-Key": "delete-me-once"}
        asked = await she.post("/v1/my/deletion", json={"confirm": True}, headers=headers)
        repeated = await she.post("/v1/my/deletion", json={"confirm": True}, headers=headers)
        twice = await she.post("/v1/my/deletion", json={"confirm": True})
        assert (await client.get(f"/v1/desk/requests/{over['id']}")).status_code == 200
        async with world.as_worker() as session:
            assert await person.forget(session, county=COUNTY, profile_id=her.profile_id)
        await cleaning_files.remove_objects(storage, county=COUNTY)
        await keeping_limits.drop_expired_parcels(storage, county=COUNTY)
        gone = await she.get("/v1/my/profile")
        assert (await client.get(f"/v1/desk/requests/{over['id']}")).status_code == 404
        emptied = (await client.get(f"/v1/desk/requests/{running['id']}")).json()
        locked = (await member.get(f"/v1/desk/requests/{closed['id']}")).json()
    assert (emptied["state"], emptied["telling"], emptied["name"]) == ("withdrawn", None, None)
    assert (locked["state"], locked["telling"]) == ("withdrawn", None)
    outcomes = {one["code"]: one["outcome"] for one in before["classes"]}
    assert (outcomes["registration"], outcomes["request"], outcomes["audit"]) == ("erase", "restrict", "keep")
    assert all(one["basis"] for one in before["classes"])
    assert (unsure.status_code, asked.status_code, twice.status_code) == (422, 201, 409)
    assert asked.content == repeated.content
    assert len(asked.json()["number"]) == 11
    assert gone.status_code == 401
    await _nothing_is_left(world, UUID(str(over["id"])))


async def _nothing_is_left(world: World, restricted: UUID) -> None:
    """Every sealed value of hers is empty but those of the finished request, and a closed one's key is in escrow."""
    async with world.as_owner() as session:

        async def all_of(query: str) -> list[Any]:
            return [tuple(row) for row in (await session.execute(text(query))).all()]

        left = await all_of("SELECT id FROM help_request WHERE telling_sealed IS NOT NULL AND level <> 'closed'")
        assert left == [(restricted,)]
        assert await all_of("SELECT readers FROM help_request WHERE restricted_at IS NOT NULL") == [([],)]
        assert await all_of("SELECT escrowed_at IS NOT NULL, destroy_after IS NOT NULL FROM case_key") == [(True, True)]
        entry = "SELECT name_sealed, phone_sealed, id_sealed, id_index, answers_sealed, state FROM ledger_entry"
        assert await all_of(entry) == [(None, None, None, None, None, "removed")]
        account = "SELECT phone_sealed, phone_index, openid_sealed, disabled_at IS NOT NULL FROM account"
        assert await all_of(account) == [(None, None, None, True)]
        assert await all_of("SELECT name_sealed, pin_hash, village_code FROM profile") == [(None, None, None)]
        assert await all_of("SELECT count(*) FROM notice WHERE profile_id IS NOT NULL") == [(0,)]
        assert set(await all_of("SELECT key_sealed, object_name FROM parcel")) == {(None, None)}
        box = "SELECT key_sealed, object_name, state FROM stored_file WHERE request_id IS NULL"
        assert set(await all_of(box)) == {(None, None, "erased")}
        assert await all_of("SELECT count(*) FROM consent WHERE withdrawn_at IS NULL") == [(0,)]
        done = await all_of("SELECT state FROM rights_request WHERE kind = 'deletion'")
        assert done == [("done",)]


async def test_R39_whoever_shares_the_telephone_keeps_her_own_account(world: World, visit: Visits) -> None:
    her = await world.woman(phone="13900001111")
    async with visit(her) as she:
        other = (await she.post("/v1/my/profiles", json={"picture": "bird"})).json()
        await she.post("/v1/my/deletion", json={"confirm": True})
        async with world.as_worker() as session:
            assert await person.forget(session, county=COUNTY, profile_id=her.profile_id)
        assert (await she.get("/v1/my/profile")).status_code == 401
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT id, account_id FROM profile"))).all()
        alive = (await session.execute(text("SELECT id FROM account WHERE disabled_at IS NULL"))).scalars().all()
        phone = await session.execute(text("SELECT phone_index IS NOT NULL FROM account WHERE id = :a"), {"a": her.id})
        assert phone.scalar_one()
    accounts = {str(row.id): row.account_id for row in rows}
    assert alive == [her.id]
    assert accounts[other["id"]] == her.id
    assert accounts[str(her.profile_id)] != her.id
