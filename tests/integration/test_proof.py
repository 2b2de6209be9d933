"""A request as evidence: her words as first told, when and to whom, and digests by which a changed letter is found."""

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import app
from app.domain.proof import checking
from app.integrations.storage import Storage
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_files import clean_all, send
from tests.integration.test_levels import roster, trio
from tests.integration.test_rights import make_all, unpacked
from tests.unit.test_media import jpeg
from tests.visits import Visits
from tests.world import World

TELLING = "他又打了我，\n手上有伤 <看照片>"


async def record_of(
    she: AsyncClient, world: World, storage: Storage, request: str, **said: Any
) -> tuple[bytes, dict[str, Any]]:
    """Ask for a request as evidence and fetch it."""
    asked = await she.post(f"/v1/my/requests/{request}/evidence", json=said)
    assert asked.status_code == 201, asked.text
    await make_all(world, storage)
    fetched = await she.get(f"/v1/my/parcels/{asked.json()['id']}/content")
    assert fetched.status_code == 200, fetched.text
    return fetched.content, json.loads(unpacked(fetched.content)["record.json"])


async def test_SAF_13_a_closed_request_goes_out_as_evidence_by_her_act_alone_with_her_box(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she, visit(first) as client, visit(await world.woman()) as another:
        asked = await ask_for(she, "law.dv", telling=TELLING)
        await send(she, jpeg(), "picture", request_id=asked["id"])
        await send(she, jpeg(), "picture", purpose="evidence")
        await clean_all(world, storage)
        await must(client, asked["id"], "accept")
        data, record = await record_of(she, world, storage, asked["id"], with_box=True)
        foreign = await another.post(f"/v1/my/requests/{asked['id']}/evidence", json={})
        by_staff = await client.post(f"/v1/my/requests/{asked['id']}/evidence", json={})
    held = unpacked(data)
    assert (record["telling"], record["telling_unchanged"]) == (TELLING, True)
    assert (record["number"], record["received_by"]) == (asked["number"], "县妇联")
    assert record["channel"] == "本人用手机提交"
    assert record["accepted_at"] is not None
    assert {"files/01.jpg", "box/01.jpg"} < set(held)
    assert held["box/01.jpg"][:3] == b"\xff\xd8\xff"
    page = held["record.html"].decode()
    assert "手上有伤 &lt;看照片&gt;" in page
    assert "签名页" in page
    assert "法释〔2022〕17号" in page
    assert [one["seq"] for one in record["audit"]] == list(range(1, len(record["audit"]) + 1))
    chain = record["audit"]
    assert all(after["before"] == before["hash"] for before, after in pairwise(chain))
    assert (foreign.status_code, by_staff.status_code) == (404, 403)
    looked = checking.look(data)
    assert looked.faults == []
    async with world.as_owner() as session:
        assert await checking.compare(session, looked) == []


async def test_her_words_as_first_told_are_proved_by_the_chain(world: World, visit: Visits, storage: Storage) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match", telling="原话")
        _, record = await record_of(she, world, storage, asked["id"])
        vault = await world.vault()
        from app.crypto import Place
        from app.vocabulary import DataClass

        async with world.as_owner() as session:
            row = (await session.execute(text("SELECT id FROM help_request"))).scalar_one()
            other = vault.seal(DataClass.REQUEST, Place("help_request", "telling_sealed", row), "改过的话")
            await session.execute(text("ALTER TABLE help_request DISABLE TRIGGER keep_first_words"))
            await session.execute(text("UPDATE help_request SET telling_sealed = :b"), {"b": other})
            await session.execute(text("ALTER TABLE help_request ENABLE TRIGGER keep_first_words"))
        _, later = await record_of(she, world, storage, asked["id"])
        facts = text("SELECT facts::text FROM audit_event WHERE action = 'help_request:submit'")
        async with world.as_owner() as session:
            assert "原话" not in (await session.execute(facts)).scalar_one()
    assert (record["telling_unchanged"], later["telling_unchanged"]) == (True, False)


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """The same zip with files changed, added or left out."""
    held = unpacked(data) | {name.replace("__", "."): body for name, body in changes.items() if body is not None}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in held.items():
            if name.replace(".", "__") not in changes or changes[name.replace(".", "__")] is not None:
                archive.writestr(name, body)
    return out.getvalue()


async def test_evidence_verify_finds_a_changed_letter_an_added_file_and_a_manifest_from_elsewhere(
    world: World, visit: Visits, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match", telling="原话")
        data, _ = await record_of(she, world, storage, asked["id"])
    held = unpacked(data)
    changed = checking.look(repacked(data, record__json=held["record.json"].replace("原话".encode(), "假话".encode())))
    added = checking.look(repacked(data, extra__txt=b"x"))
    missing = checking.look(repacked(data, record__html=None))
    forged = json.loads(held["manifest.json"])
    forged["format"] = "shouwang-manifest/2"
    elsewhere = checking.look(repacked(data, manifest__json=json.dumps(forged).encode()))
    assert changed.faults == ["record.json：内容和指纹对不上，被改过。"]
    assert added.faults == ["extra.txt：清单里没有，是后来加进去的。"]
    assert missing.faults == ["record.html：清单里有，文件里没有。"]
    assert elsewhere.faults == []
    async with world.as_owner() as session:
        assert "审计记录里没有" in (await checking.compare(session, elsewhere))[0]
    assert checking.look(b"no zip").faults == ["这不是守望导出的证据文件，或者已经损坏。"]
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(data)
    bad.write_bytes(repacked(data, extra__txt=b"x"))
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    codes = [_verified(path) for path in (good, bad)]
    assert [code for code, _ in codes] == [0, 1]
    assert "没有连上数据库" in codes[0][1]


def _verified(path: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["evidence", "verify", str(path)])
    return done.exit_code, done.output


async def test_what_she_erased_cannot_be_taken_out_any_more_nor_what_was_taken_out_before(
    world: World, visit: Visits, storage: Storage
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    assert handler is not None
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "law.dv", telling=TELLING)
        parcel = (await she.post(f"/v1/my/requests/{asked['id']}/evidence", json={})).json()["id"]
        copy = (await she.post("/v1/my/export")).json()["parcel"]["id"]
        await make_all(world, storage)
        await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
        again = await she.post(f"/v1/my/requests/{asked['id']}/evidence", json={})
        old = [await she.get(f"/v1/my/parcels/{one}/content") for one in (parcel, copy)]
    assert again.status_code == 409
    assert [one.status_code for one in old] == [404, 404]
