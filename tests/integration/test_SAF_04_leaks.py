"""The twelve leak paths of a closed request: whoever else asks, by whatever route, it does not exist (SAF-04).

Most are proved by difference: everything everybody else can read is read before the request happens and again after it,
and must be equal to the byte. Routes, tables, lists and ids are enumerated, so that what lands later is covered too.
"""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app import audit, db
from app.domain import receipt_numbers
from app.http.actor import context_of
from app.integrations.storage import Storage
from app.models.base import metadata
from tests import closed_case
from tests.calls import calls
from tests.closed_case import found_in
from tests.leaks import (
    PART_OF_A_REQUEST,
    READS,
    Scene,
    counts_something,
    described,
    equal_to_nothing,
    is_notices,
    is_search,
    is_taken_out,
    nothing_changes,
    with_number,
)
from tests.outside import StandIns, deliver_all
from tests.server import ROOT
from tests.visits import Visits
from tests.world import COUNTY, World

# Her own telephone reads her own log only with her PIN (the route's affair); its rows are hers.
OWN_ROWS = {"her telephone in other hands"}


@pytest.fixture
async def scene(world: World, visit: Visits, storage: Storage) -> Scene:
    people = await closed_case.gather(world)
    ordinary = await closed_case.live_before(people, visit, world, storage)
    return Scene(world, visit, storage, people, ordinary)


async def test_SAF_04_the_case_of_this_suite_has_what_a_case_can_have(scene: Scene) -> None:
    case = await scene.happens()
    assert {"request_id", "message_id", "file_id", "upload_id"} <= PART_OF_A_REQUEST
    assert set(case.parts) >= PART_OF_A_REQUEST
    assert {case.parts[name] for name in ("message_id", "file_id", "upload_id")} <= case.ids
    assert len(case.ids) > 15
    assert len(READS) > 25


async def test_SAF_04_leak_1_search_and_autocomplete(scene: Scene) -> None:
    """No search finds it, by her phone, her name, her words or its number; nobody searches words at all."""
    await nothing_changes(scene, [call for call in READS if is_search(call)])
    for call in calls():
        asked = {one["name"] for one in described(call).get("parameters", []) if one["in"] == "query"}
        assert not asked & {"phone", "name", "id_number", "telling"}, f"{call.route}: personal data in an address"


async def test_SAF_04_leak_2_other_lists_about_the_same_person(scene: Scene) -> None:
    """Her ordinary request, her registration, every queue and list stay the same to the byte."""
    lists = [call for call in READS if not (counts_something(call) or is_notices(call) or is_search(call))]
    assert len(lists) > 12
    await nothing_changes(scene, lists)


async def test_SAF_04_leak_3_counts_charts_and_totals(scene: Scene) -> None:
    """No number anywhere is one higher."""
    counted = [call for call in READS if counts_something(call) and not is_notices(call)]
    assert {"GET /v1/desk/queues", "GET /v1/desk/requests/{request_id}/assignees"} <= {one.route for one in counted}
    await nothing_changes(scene, counted)


async def test_SAF_04_leak_4_notices_and_their_templates(scene: Scene) -> None:
    """Nobody else is told anything, and what its own people are told says nothing of it."""
    case = await nothing_changes(scene, [call for call in READS if is_notices(call)])
    allowed = {f"staff:{one.id}" for one in scene.people.members}
    async with scene.world.as_owner() as session:
        query = text("SELECT reader, profile_id, facts::text FROM notice WHERE request_id = :id")
        rows = (await session.execute(query, {"id": case.request})).all()
    assert len(rows) >= 3
    for row in rows:
        assert row.reader in allowed if row.reader else row.profile_id == scene.people.her.profile_id
        assert found_in(row.facts, [*closed_case.WORDS, closed_case.PHONE, closed_case.NAME]) == []
    for member in scene.people.members:
        async with scene.visit(member) as client:
            told = (await client.get("/v1/desk/notices")).text
        assert found_in(told, [*closed_case.WORDS, closed_case.PHONE, closed_case.NAME, "打我", "家暴"]) == []


async def test_SAF_04_leak_5_exports_and_reports(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """What is taken out is the same with it as without it, and the auditor's proof names no case."""
    case = await nothing_changes(scene, [call for call in READS if is_taken_out(call)])
    async with scene.world.as_owner() as session:
        findings = await audit.verify(session, county=COUNTY)
    said = "".join(findings) + "".join(capsys.readouterr())
    assert found_in(said, case.traces()) == []


async def test_SAF_04_leak_6_direct_attachment_links(scene: Scene, engine: AsyncEngine) -> None:
    """A link to its picture is a link to nothing, also for who holds the very same telephone; members open it."""
    case = await scene.happens()
    links = [call for call in calls() if {"file_id", "upload_id"} & set(call.names)]
    assert len(links) >= 4
    await equal_to_nothing(scene, engine, case, links)
    async with scene.visit(scene.people.members[0]) as member, scene.visit() as stranger:
        opened = await member.get(f"/v1/files/{case.file}")
        bare = await stranger.get(f"/v1/files/{case.file}")
    assert (opened.status_code, opened.headers["cache-control"], bare.status_code) == (200, "no-store", 401)


async def test_SAF_04_leak_7_other_ids(scene: Scene, engine: AsyncEngine) -> None:
    """Its receipt number, her phone and her registration lead nowhere, for nobody, by any route that takes them."""
    case = await scene.happens()
    (drawn,) = receipt_numbers.draw(1)
    free = receipt_numbers.shown(drawn)
    for label, actor in scene.people.others.items():
        async with scene.visit(actor) as client:
            said = {"number": "{}", "reason": "要核对一下进度。"}
            asked = [
                await with_number(client, engine, "/v1/desk/overrides", said, number)
                for number in (free, case.number, free)
            ]
            assert asked[1] == asked[2], label
            assert asked[1][0][0] in (403, 404), label
    async with scene.visit(scene.people.others["another woman"]) as another:
        taken = await another.post(
            "/v1/my/requests", json={"services": ["charity"], "share": True, "receipt_numbers": [case.number]}
        )
        unknown = await another.post(
            "/v1/my/requests", json={"services": ["charity"], "share": True, "receipt_numbers": [free]}
        )
    assert (taken.status_code, unknown.status_code) == (201, 201)
    first, second = taken.json(), unknown.json()
    assert first["requests"][0]["number"] != case.number
    assert first.get("note") == second.get("note"), "a foreign number and one nobody has are told alike"
    assert found_in(taken.text, [*closed_case.WORDS, case.request]) == []


async def test_SAF_04_leak_8_audit_and_error_logs(scene: Scene, capfd: pytest.CaptureFixture[str]) -> None:
    """Logs hold no word and no number of it; audit rows hold ids and codes; no other role reads its audit rows."""
    case = await scene.happens()
    async with scene.visit(scene.people.her) as she:
        bad = [
            await she.post(
                "/v1/my/requests", json={"services": ["law.dv"], "share": True, "telling": closed_case.SAID * 900}
            ),
            await she.post(f"/v1/my/requests/{case.request}/rate", json={"body": closed_case.SAID, "x": 1}),
            await she.post("/v1/my/requests", content=closed_case.SAID.encode()),
        ]
    assert {one.status_code for one in bad} == {422}
    personal = (*closed_case.WORDS, closed_case.PHONE, closed_case.NAME)
    assert found_in("".join(one.text for one in bad), personal) == []
    assert found_in("".join(capfd.readouterr()), personal) == []
    async with scene.world.as_owner() as session:
        rows = (await session.execute(text("SELECT e::text FROM audit_event e"))).scalars().all()
    assert len(rows) > 20
    assert found_in("".join(rows), (*personal, case.number)) == []
    about = text("SELECT count(*) FROM audit_event WHERE subject_id = :id OR facts::text LIKE :like")
    values = {"id": case.request, "like": f"%{case.request}%"}
    for label, actor in scene.people.others.items():
        context = context_of(actor)
        may = text(f"SELECT has_table_privilege('{context.audience.value}', 'audit_event', 'SELECT')")
        async with db.transaction(context) as session:
            if (await session.execute(may)).scalar_one() and label not in OWN_ROWS:
                assert (await session.execute(about, values)).scalar_one() == 0, label


async def test_SAF_04_leak_9_what_goes_out_by_other_systems(scene: Scene) -> None:
    """Nothing of it leaves by WeChat or SMS: no word, no number, no id, and not even a message to her telephone."""
    stand_ins = StandIns()
    sent: list[str] = []
    handle = stand_ins.handle

    async def note(request: Any) -> Any:
        sent.append(f"{request.url} {(await request.aread()).decode(errors='replace')}")
        return await handle(request)

    stand_ins.handle = note  # type: ignore[method-assign]
    async with stand_ins.outside() as outside:
        await deliver_all(scene.world, outside)
        sent.clear()
        case = await scene.happens()
        await deliver_all(scene.world, outside)
    assert found_in("".join(sent), [*case.traces(), closed_case.NAME, closed_case.SERVICE]) == []
    assert not any(closed_case.PHONE in one for one in sent), "she said nothing may reach her telephone for this"


async def test_SAF_04_leak_10_a_refusal_is_the_same_as_nothing_to_the_statement(
    scene: Scene, engine: AsyncEngine
) -> None:
    """Every route that takes an id of it answers everybody else exactly as for an id nobody has."""
    case = await scene.happens()
    routes = [call for call in calls() if set(call.names) & PART_OF_A_REQUEST and call.action is not None]
    assert len(routes) > 40
    await equal_to_nothing(scene, engine, case, routes)


async def test_SAF_04_leak_11_what_stays_on_a_telephone(scene: Scene, web: FastAPI) -> None:
    """No answer of hers may be kept by a cache; lists and notices show no words, titles are neutral."""
    case = await scene.happens()
    known = case.parts
    looked = 0
    async with scene.visit(scene.people.her) as she:
        for call in calls():
            if call.method == "GET" and call.action is not None:
                answer = await call.send(she, **known)
                assert answer.headers["cache-control"] == "no-store", call.route
                assert "set-cookie" not in answer.headers, call.route
                looked += answer.status_code == 200
        listed = (await she.get("/v1/my/requests")).text
        notices = (await she.get("/v1/my/notices")).text
    assert looked > 10
    assert found_in(listed + notices, [*closed_case.WORDS, closed_case.NAME, closed_case.PHONE]) == []
    assert found_in(notices, ["打我", "暴", "法律"]) == []
    assert "家暴" not in str(web.openapi()["info"])


async def test_SAF_04_leak_12_backups_and_test_data(scene: Scene, connection: AsyncConnection) -> None:
    """Who restores a backup without the keys reads no word, name or number of hers in any table of any schema."""
    await scene.happens()
    tables = text("""
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('public', 'jobs') ORDER BY 1, 2
    """)
    names = (await connection.execute(tables)).all()
    assert {row.relname for row in names} >= set(metadata.tables)
    personal = (*closed_case.WORDS, closed_case.PHONE, closed_case.NAME)
    seen = 0
    async with connection.begin_nested() as nested:
        await connection.execute(text("SET LOCAL ROLE backup"))
        for row in names:
            may = text(f"SELECT has_table_privilege('backup', '{row.nspname}.{row.relname}', 'SELECT')")
            if not (await connection.execute(may)).scalar_one():
                assert row.nspname == "jobs", f"{row.relname} would be missing from a backup"
                continue
            dump = text(f"SELECT t::text FROM {row.nspname}.{row.relname} t")  # noqa: S608  names from the catalogue
            for line in (await connection.execute(dump)).scalars():
                seen += 1
                hexed = [one.encode().hex() for one in personal]
                assert found_in(line, [*personal, *hexed]) == [], row.relname
        await nested.rollback()
    assert seen > 100
    invented = "".join(path.read_text() for path in sorted((ROOT / "sandbox").rglob("*.py")))
    assert re.findall(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)", invented) == [], "no identity number in what a demo is made of"


async def test_SAF_04_its_own_people_and_she_do_see_it(scene: Scene) -> None:
    """The suite is not blind: for those who may, the same routes show it."""
    case = await scene.happens()
    for member in scene.people.members:
        async with scene.visit(member) as client:
            assert closed_case.SAID in (await client.get(f"/v1/desk/requests/{case.request}")).text
    async with scene.visit(scene.people.her) as she:
        assert case.request in (await she.get("/v1/my/requests")).text
