"""What was said aloud and what is written beside it: a name by voice, a summary of a sound, what closes later."""

from sqlalchemy import text

from app.integrations.storage import Storage
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_files import begin, clean_all, send
from tests.integration.test_levels import roster, trio
from tests.integration.test_registration import FIELDS
from tests.unit.test_media import jpeg, tone
from tests.visits import Visits
from tests.world import TOWNSHIP, World


async def test_LED_01_her_name_may_be_a_recording_that_the_verifier_types_in(
    world: World, visit: Visits, storage: Storage
) -> None:
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    elsewhere = await world.staff(Role.TOWNSHIP_WORKER, "town-500230102", divisions=("500230102",))
    async with visit(await world.woman()) as she:
        first = await begin(she, tone(1), "voice", purpose="name")
        entry = (await she.put("/v1/my/registration", json={**FIELDS, "name": None})).json()["id"]
        picture = await begin(she, jpeg(), "picture", purpose="name")
        name = await send(she, tone(1), "voice", purpose="name")
        await clean_all(world, storage)
        mine = (await she.get("/v1/my/registration")).json()
    async with visit(town) as client:
        shown = (await client.get(f"/v1/desk/registrations/{entry}")).json()
        heard = await client.get(f"/v1/files/{name}")
    async with visit(elsewhere) as client:
        assert (await client.get(f"/v1/files/{name}")).status_code == 404
    assert (first.status_code, picture.status_code) == (404, 422)
    assert (mine["name_file"], shown["name_file"]) == (name, name)
    assert heard.headers["content-type"] == "audio/mp4"


async def test_what_was_said_before_a_request_became_closed_opens_with_its_new_key(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.woman()) as she, visit(desk) as client:
        asked = await ask_for(she, "other", telling="说不清")
        await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "他打我"})
        await must(client, asked["id"], "note", body="像是家暴")
        picture = await send(she, jpeg(), "picture", request_id=asked["id"])
        await clean_all(world, storage)
        await must(client, asked["id"], "classify", service="law.dv")
        assert (await client.get(f"/v1/files/{picture}")).status_code == 404
        assert (await she.get(f"/v1/my/requests/{asked['id']}")).json()["messages"][0]["body"] == "他打我"
    async with visit(first) as client:
        shown = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
        assert (await client.get(f"/v1/files/{picture}")).status_code == 200
    assert {line["body"] for line in shown["messages"]} == {"他打我", "像是家暴"}


async def test_MSG_03_a_summary_sits_beside_the_sound_is_traced_to_who_typed_it_and_never_replaces_it(
    world: World, visit: Visits, storage: Storage
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources", name="周同志")
    other = await world.staff(Role.DEPARTMENT_HANDLER, "finance")
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        voice = await send(she, tone(2, "webm"), "voice", request_id=asked["id"])
        picture = await send(she, jpeg(), "picture", request_id=asked["id"])
        await clean_all(world, storage)
        before = (await client.get(f"/v1/files/{voice}")).content
        address = f"/v1/desk/files/{voice}/summary"
        first = await client.post(address, json={"text": "她会做衣服。"})
        second = await client.post(address, json={"text": "她会做衣服，也会绣花。"})
        empty = await client.post(address, json={"text": " "})
        wrong = await client.post(f"/v1/desk/files/{picture}/summary", json={"text": "一张照片"})
        hers = await she.post(address, json={"text": "我自己写"})
        async with visit(other) as stranger:
            foreign = await stranger.post(address, json={"text": "不该看见"})
        desk = {one["id"]: one for one in (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["files"]}
        mine = {one["id"]: one for one in (await she.get(f"/v1/my/requests/{asked['id']}")).json()["files"]}
        after = await client.get(f"/v1/files/{voice}")
    refused = [one.status_code for one in (empty, wrong, hers, foreign)]
    assert ([first.status_code, second.status_code], refused) == ([204, 204], [422, 422, 403, 404])
    assert (after.content, desk[voice]["state"]) == (before, "ready"), "the sound is as it was"
    for shown in (desk[voice], mine[voice]):
        assert shown["summary"] == "她会做衣服，也会绣花。"
        assert [(one["office_name"], one["text"]) for one in shown["summaries"]] == [
            ("县人力资源和社会保障局", "她会做衣服。"),
            ("县人力资源和社会保障局", "她会做衣服，也会绣花。"),
        ]
        assert "周同志" not in str(shown)
    async with world.as_owner() as session:
        query = text("SELECT actor_id FROM audit_event WHERE action = 'file:summarise' ORDER BY position")
        assert (await session.execute(query)).scalars().all() == [handler.id, handler.id]
        sealed = (await session.execute(text("SELECT summaries_sealed FROM stored_file WHERE kind = 'voice'"))).scalar()
    assert "绣花".encode() not in bytes(sealed or b"")


async def test_MSG_03_erasing_takes_every_summary_and_a_closed_case_takes_them_behind_its_key(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.woman()) as she, visit(desk) as client:
        asked = await ask_for(she, "other")
        voice = await send(she, tone(1, "webm"), "voice", request_id=asked["id"])
        await clean_all(world, storage)
        await client.post(f"/v1/desk/files/{voice}/summary", json={"text": "她说他动手。"})
        await must(client, asked["id"], "classify", service="law.dv")
        late = await client.post(f"/v1/desk/files/{voice}/summary", json={"text": "再写一句"})
        async with visit(first) as member:
            await member.post(f"/v1/desk/files/{voice}/summary", json={"text": "她说他昨晚动手。"})
            shown = (await member.get(f"/v1/desk/requests/{asked['id']}")).json()["files"][0]
        plain = await ask_for(she, "job.match")
        gone = await send(she, tone(1, "webm"), "voice", request_id=plain["id"])
        await clean_all(world, storage)
        worker = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
        async with visit(worker) as other:
            await other.post(f"/v1/desk/files/{gone}/summary", json={"text": "她想找活干。"})
        await she.post(f"/v1/my/requests/{plain['id']}/withdraw", json={"kind": "stop_and_erase"})
    assert late.status_code == 404
    assert [one["text"] for one in shown["summaries"]] == ["她说他动手。", "她说他昨晚动手。"]
    async with world.as_owner() as session:
        query = text("SELECT summary_sealed, summaries_sealed FROM stored_file WHERE id = CAST(:id AS uuid)")
        assert tuple((await session.execute(query, {"id": gone})).one()) == (None, None)
