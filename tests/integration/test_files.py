"""Voice, pictures, documents: text first, pieces that may come again, the same walls, nothing left when erased."""

from hashlib import sha256

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from app import clock
from app.domain.files import uploading
from app.integrations.storage import Storage
from app.jobs import cleaning_files
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.unit.test_media import MARK, jpeg, tone
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def begin(she: AsyncClient, data: bytes, kind: str, **more: object) -> Response:
    said = {"kind": kind, "purpose": "request", "size": len(data), "sha256": sha256(data).hexdigest(), **more}
    return await she.post("/v1/uploads", json=said)


async def put(she: AsyncClient, upload: dict[str, object], data: bytes, number: int) -> Response:
    piece = data[(number - 1) * uploading.PART_BYTES : number * uploading.PART_BYTES]
    headers = {"X-Part-Sha256": sha256(piece).hexdigest()}
    return await she.put(f"/v1/uploads/{upload['id']}/parts/{number}", content=piece, headers=headers)


async def send(she: AsyncClient, data: bytes, kind: str, **more: object) -> str:
    begun = await begin(she, data, kind, **more)
    assert begun.status_code == 201, begun.text
    upload = begun.json()
    for number in range(1, upload["parts"] + 1):
        assert (await put(she, upload, data, number)).status_code == 200
    done = await she.post(f"/v1/uploads/{upload['id']}/complete")
    assert done.status_code == 200, done.text
    return str(done.json()["file_id"])


async def clean_all(world: World, storage: Storage) -> None:
    async with world.as_owner() as session:
        waiting = (await session.execute(text("SELECT id FROM upload WHERE state = 'complete'"))).scalars().all()
    for upload in waiting:
        await cleaning_files.clean_file(storage, county=COUNTY, upload_id=upload)


async def test_REQ_13_text_first_then_a_picture_in_pieces_that_a_lost_signal_does_not_undo(
    world: World, visit: Visits, storage: Storage
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    picture = jpeg(1600, 1200)
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        begun = (await begin(she, picture, "picture", request_id=asked["id"])).json()
        assert begun["parts"] == len(picture) // uploading.PART_BYTES + 1 > 1
        await put(she, begun, picture, 2)
        early = await she.post(f"/v1/uploads/{begun['id']}/complete")
        await put(she, begun, picture, 2)
        again = (await she.get(f"/v1/uploads/{begun['id']}")).json()["received"]
        for number in range(1, begun["parts"] + 1):
            await put(she, begun, picture, number)
        done = (await she.post(f"/v1/uploads/{begun['id']}/complete")).json()
        before = await client.get(f"/v1/files/{done['file_id']}")
        await clean_all(world, storage)
        opened = await client.get(f"/v1/files/{done['file_id']}")
        small = await client.get(f"/v1/files/{done['file_id']}/thumbnail")
        desk = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
        mine = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
        log = (await she.get("/v1/my/access-log")).json()["items"]
    assert (early.status_code, again) == (409, [2])
    assert (before.status_code, opened.status_code, small.status_code) == (404, 200, 200)
    assert opened.headers["content-type"] == "image/jpeg"
    assert opened.headers["cache-control"] == "no-store"
    assert MARK not in opened.content + small.content
    assert [one["state"] for one in desk["files"]] == ["ready"]
    assert [one["id"] for one in mine["files"]] == [done["file_id"]]
    assert "file:open" in {one["action"] for one in log}
    async with world.as_owner() as session:
        left = (await session.execute(text("SELECT count(*) FROM upload_part"))).scalar_one()
    assert left == 0


async def test_MSG_02_her_voice_plays_at_the_desk_beside_a_written_summary_and_answers_a_question(
    world: World, visit: Visits, storage: Storage
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        await must(client, asked["id"], "accept")
        await must(client, asked["id"], "ask", body="请说说您会什么。", missing=["会做的活"])
        voice = await send(she, tone(2, "webm"), "voice", request_id=asked["id"])
        answered = (await she.get(f"/v1/my/requests/{asked['id']}")).json()["state"]
        await clean_all(world, storage)
        sound = await client.get(f"/v1/files/{voice}")
        wrote = await client.post(f"/v1/desk/files/{voice}/summary", json={"text": "她会做衣服。"})
        shown = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()["files"][0]
    assert answered == "working", "any answer of hers, by any channel, lets the clock run on"
    assert (sound.headers["content-type"], wrote.status_code) == ("audio/mp4", 204)
    assert (shown["summary"], round(shown["seconds"])) == ("她会做衣服。", 2)


async def test_REQ_13_a_bad_file_is_refused_with_a_sentence_and_her_text_stands(
    world: World, visit: Visits, storage: Storage
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    broken = jpeg(200, 200)[:2000]
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match", telling="文字先到")
        lying = await begin(she, b"GIF89a" + b"x" * 90, "picture", request_id=asked["id"])
        await put(she, lying.json(), b"GIF89a" + b"x" * 90, 1)
        refused = await she.post(f"/v1/uploads/{lying.json()['id']}/complete")
        large = await she.post(
            "/v1/uploads",
            json={"kind": "voice", "purpose": "evidence", "size": 11 * 1024 * 1024, "sha256": "0" * 64},
        )
        await send(she, broken, "picture", request_id=asked["id"])
        await clean_all(world, storage)
        shown = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
    assert (refused.status_code, refused.json()["code"]) == (422, "media_refused")
    assert large.status_code == 422
    assert shown["telling"] == "文字先到"
    assert (shown["files"][0]["state"], "重新" in shown["files"][0]["refused_because"]) == ("refused", True)


async def test_a_piece_that_was_damaged_misplaced_or_changed_is_refused(
    world: World, visit: Visits, storage: Storage
) -> None:
    assert storage is not None
    async with visit(await world.woman()) as she, visit(await world.woman()) as another:
        asked = await ask_for(she, "job.match")
        upload = (await begin(she, PDF, "document", request_id=asked["id"])).json()
        address = f"/v1/uploads/{upload['id']}/parts/1"
        headers = {"X-Part-Sha256": "0" * 64}
        damaged = await she.put(address, content=PDF, headers=headers)
        bare = await she.put(address, content=PDF)
        huge = await she.put(address, content=b"x" * (uploading.PART_BYTES + 1), headers=headers)
        misplaced = await she.put(address.replace("parts/1", "parts/2"), content=PDF, headers=headers)
        good = await put(she, upload, PDF, 1)
        other = PDF.replace(b"Catalog", b"Catalot")
        changed = await put(she, upload, other, 1)
        foreign = await put(another, upload, PDF, 1)
        looked = await another.get(f"/v1/uploads/{upload['id']}")
    assert [one.status_code for one in (damaged, huge, misplaced)] == [422, 413, 422]
    assert (bare.status_code, good.status_code, changed.status_code) == (400, 200, 409)
    assert (foreign.status_code, looked.status_code) == (404, 404)


async def test_REQ_13_nine_pictures_are_nine_however_they_come(world: World, visit: Visits, storage: Storage) -> None:
    assert storage is not None
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        answers = [await begin(she, jpeg(40, 40), "picture", request_id=asked["id"]) for _ in range(10)]
        documents = await begin(she, PDF, "document", request_id=asked["id"])
    assert [one.status_code for one in answers] == [201] * 9 + [409]
    assert documents.status_code == 201


async def test_REQ_13_a_request_takes_five_voices_and_the_sixth_is_told_so(
    world: World, visit: Visits, storage: Storage
) -> None:
    assert storage is not None
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        answers = [await begin(she, tone(1, "webm"), "voice", request_id=asked["id"]) for _ in range(6)]
    assert [one.status_code for one in answers] == [201] * 5 + [409]
    assert "最多 5 个" in answers[-1].json()["title"]


async def test_SAF_04_a_file_of_a_closed_request_opens_for_its_named_people_only(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    strangers = [
        await world.staff(Role.DEPARTMENT_HEAD, "womens_federation"),
        await world.staff(Role.COUNTY_DESK, "county_desk"),
        await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,)),
        await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,)),
        await world.woman(),
    ]
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv")
        picture = await send(she, jpeg(), "picture", request_id=asked["id"])
        await clean_all(world, storage)
        assert (await she.get(f"/v1/files/{picture}")).status_code == 200
    missing = "01a20000-0000-7000-8000-000000000000"
    for actor in strangers:
        async with visit(actor) as client:
            refused, nothing = await client.get(f"/v1/files/{picture}"), await client.get(f"/v1/files/{missing}")
            assert refused.status_code == nothing.status_code == 404
            assert {**refused.json(), "request_id": ""} == {**nothing.json(), "request_id": ""}
    async with visit(second) as client:
        assert (await client.get(f"/v1/files/{picture}")).status_code == 200


async def test_REQ_11_stop_and_erase_takes_the_files_with_it(world: World, visit: Visits, storage: Storage) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        ready = await send(she, jpeg(), "picture", request_id=asked["id"])
        await clean_all(world, storage)
        late = await send(she, jpeg(), "picture", request_id=asked["id"])
        async with world.as_owner() as session:
            names = (
                await session.execute(text("SELECT object_name FROM stored_file WHERE object_name > ''"))
            ).scalars()
            (name,) = names.all()
        await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
        for file in (ready, late):
            assert (await she.get(f"/v1/files/{file}")).status_code == 404
            assert (await client.get(f"/v1/files/{file}")).status_code == 404
    await clean_all(world, storage)
    await cleaning_files.remove_objects(storage, county=COUNTY)
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT key_sealed, object_name, state FROM stored_file"))).all()
    assert {tuple(row) for row in rows} == {(None, None, "erased")}
    from app.integrations.storage import NotStored

    with pytest.raises(NotStored):
        await storage.get(name)


async def test_SAF_13_her_box_keeps_time_and_digest_and_is_hers_alone(
    world: World, visit: Visits, storage: Storage
) -> None:
    async with visit(await world.woman()) as she, visit(await world.woman()) as another:
        with clock.stopped(clock.now()):
            kept = await send(she, jpeg(), "picture", purpose="evidence")
        await clean_all(world, storage)
        box = (await she.get("/v1/my/evidence")).json()["items"]
        opened = await she.get(f"/v1/files/{kept}")
        foreign = await another.get(f"/v1/files/{kept}")
        empty = (await another.get("/v1/my/evidence")).json()["items"]
    assert [one["id"] for one in box] == [kept]
    assert box[0]["sha256"] == sha256(opened.content).hexdigest()
    assert (foreign.status_code, empty) == (404, [])
