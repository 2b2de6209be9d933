"""Rotating data keys: nothing is lost, an interrupted rotation goes on, an old key goes when nothing needs it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from httpx import AsyncClient
from sqlalchemy import make_url, text

from app import clock
from app.crypto import CannotOpen, Keys, Place, RingRow, Vault, new_ring_row, vault_from_rows
from app.crypto.suites import AES, BY_LETTER, SM, Suite
from app.domain import keys, rotating
from app.domain.rotating import NOBODY, Batch
from app.domain.sealed_columns import INDEXED_COLUMNS, SEALED_COLUMNS, columns_of
from app.errors import Conflict
from app.models.base import metadata
from app.vocabulary import DataClass, Role
from tests import server
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.integration.test_registration import FIELDS
from tests.visits import Visits
from tests.world import COUNTY, World

MANY = 6000
PATIENCE = 60


def test_every_sealed_column_is_known_to_rotation() -> None:
    """A new sealed column goes into app/domain/sealed_columns.py: else rotation would leave it behind."""
    there = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert {(one.table, one.column) for one in SEALED_COLUMNS} == there
    assert all(one.row in metadata.tables[one.table].columns for one in SEALED_COLUMNS)
    indexes = {"account.openid_index", "account.phone_index", "ledger_entry.id_index", "lawyer_tie.party_index"}
    indexes |= {"ledger_entry.twin_index", "help_request.phone_index"}
    assert {f"{one.sealed.table}.{one.index}" for one in INDEXED_COLUMNS} == indexes


async def rotated(world: World, klass: DataClass, most: int = 2) -> int:
    """Rotate one class in this process; gives how many values were sealed anew."""
    async with world.as_owner() as session:
        newest = (await rotating.begin(session, county=COUNTY, klass=klass)).generation
        await rotating.activate(session, county=COUNTY, klass=klass, newest=newest)
        vault = await rotating.fresh_vault(session, COUNTY)
        sealed = 0
        for column in columns_of(klass):
            batch = Batch(0, NOBODY)
            while batch.last is not None:
                batch = await rotating.reseal_batch(session, vault=vault, column=column, after=batch.last, most=most)
                sealed += batch.sealed
        assert await rotating.left(session, vault=vault, klass=klass) == 0
    return sealed


async def looked(she: AsyncClient, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    """What she sees of her requests a minute later, when replies can no longer be taken back."""
    with clock.turned(timedelta(minutes=1)):
        return [(await she.get(f"/v1/my/requests/{one['id']}")).json() for one in requests]


@pytest.mark.parametrize("suite", [AES, SM], ids=["AES", "SM"])
async def test_R36_after_rotating_every_class_everything_still_opens_also_with_the_national_suite(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch, suite: Suite
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    her = await world.woman(phone="13900001111")
    async with visit(her) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match", telling="想找活做")
        closed = await ask_for(she, "law.dv", telling="他打我")
        await must(client, asked["id"], "accept")
        await must(client, asked["id"], "reply", body="我们帮您问。")
        before = await looked(she, asked, closed)
        own = keys.own_keys()
        changed = Keys(own.kek, own.index_key, suite)
        monkeypatch.setattr(keys, "own_keys", lambda: changed)
        monkeypatch.setattr(rotating, "own_keys", lambda: changed)
        classes = [klass for klass in DataClass if klass is not DataClass.CASE]
        sealed = {klass: await rotated(world, klass) for klass in classes}
        async with world.as_owner() as session:
            for klass in classes:
                assert await rotating.retire(session, county=COUNTY, klass=klass) == [1]
            kept = await rotating.generations(session, county=COUNTY)
        keys._vaults.clear()
        after = await looked(she, asked, closed)
    assert before == after
    assert before[0]["messages"][0]["body"] == "我们帮您问。"
    assert sealed[DataClass.REQUEST] >= 2
    assert sealed[DataClass.IDENTITY] >= 3
    assert sealed[DataClass.CONTACT] >= 2
    assert sealed[DataClass.ANSWER] >= 3
    assert {(one.generation, one.seals) for one in kept} == {(2, True)}
    async with world.as_owner() as session:
        marks = await session.execute(
            text("SELECT DISTINCT get_byte(telling_sealed, 0) FROM help_request WHERE level = 'normal'")
        )
        assert marks.scalars().all() == [suite.mark]


async def test_R37_a_run_seals_with_the_suite_its_key_file_names(world: World, visit: Visits) -> None:
    """With SHOUWANG_TEST_SUITE=B this very suite runs with SM4 and SM3, and nothing of it with AES."""
    mark = BY_LETTER[os.environ.get("SHOUWANG_TEST_SUITE", "A")].mark
    async with visit(await world.woman(phone="13900001111")) as she:
        await ask_for(she, "job.match", telling="想找活做")
    async with world.as_owner() as session:
        for column in ("help_request.telling_sealed", "profile.name_sealed", "account.phone_sealed"):
            table, name = column.split(".")
            marks = await session.execute(text(f"SELECT DISTINCT get_byte({name}, 0) FROM {table}"))  # noqa: S608  our own names
            assert marks.scalars().all() == [mark], column


async def test_R36_an_old_key_that_still_seals_something_is_not_destroyed(world: World) -> None:
    await world.woman()
    async with world.as_owner() as session:
        newest = (await rotating.begin(session, county=COUNTY, klass=DataClass.IDENTITY)).generation
        again = (await rotating.begin(session, county=COUNTY, klass=DataClass.IDENTITY)).generation
        with pytest.raises(Conflict):
            await rotating.retire(session, county=COUNTY, klass=DataClass.IDENTITY)
        kept = [one for one in await rotating.generations(session, county=COUNTY) if one.klass is DataClass.IDENTITY]
    assert (newest, again) == (2, 2)
    assert [(one.generation, one.seals, one.values > 0) for one in kept] == [(1, True, True), (2, False, False)]


async def test_R36_blind_indexes_are_made_anew_for_another_index_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.woman(phone="13900001111")
    other = Keys(keys.own_keys().kek, os.urandom(32))
    monkeypatch.setattr(rotating, "own_keys", lambda: other)
    async with world.as_owner() as session:
        vault = await rotating.fresh_vault(session, COUNTY)
        for indexed in INDEXED_COLUMNS:
            await rotating.reindex(session, vault=vault, indexed=indexed, after=NOBODY, most=500)
        held = (await session.execute(text("SELECT phone_index FROM account"))).scalars().all()
    assert [bytes(one) for one in held] == [vault.blind_index("phone", "13900001111")]


def test_R35_a_value_moved_to_another_generation_does_not_open() -> None:
    own = Keys(os.urandom(32), os.urandom(32))
    rows = [new_ring_row(own, county=COUNTY, klass=DataClass.IDENTITY, generation=one) for one in (1, 2)]
    vault = vault_from_rows(COUNTY, own, rows)
    place = Place("profile", "name_sealed", NOBODY)
    blob = bytearray(vault.seal(DataClass.IDENTITY, place, "张小妹"))
    assert blob[:3] == vault.header(DataClass.IDENTITY)
    blob[2] = 1
    with pytest.raises(CannotOpen):
        vault.open(DataClass.IDENTITY, place, bytes(blob))


async def test_R39_what_was_erased_does_not_come_back_from_a_backup_once_the_master_key_was_changed(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        erased, kept = await ask_for(she, "law.dv", telling="他打我"), await ask_for(she, "law.dv", telling="还在")
    old, new = keys.own_keys(), Keys(os.urandom(32), keys.own_keys().index_key)
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT id, wrapped FROM case_key"))).all()
        backup = {str(row.id): bytes(row.wrapped) for row in rows}
        await session.execute(text("UPDATE case_key SET wrapped = NULL WHERE id = :id"), {"id": UUID(erased["id"])})
        ring = len(await rotating.generations(session, county=COUNTY))
        assert await rotating.rewrap(session, county=COUNTY, old=old, new=new) == ring + 1
        rewrapped = (
            await session.execute(text("SELECT wrapped FROM case_key WHERE id = :id"), {"id": UUID(kept["id"])})
        ).scalar_one()
        stored = (await session.execute(text("SELECT klass, generation, wrapped, active FROM data_key"))).all()
    vault = vault_from_rows(COUNTY, new, [RingRow(DataClass(row[0]), row[1], bytes(row[2]), row[3]) for row in stored])
    assert vault.with_case(UUID(kept["id"]), bytes(rewrapped))
    with pytest.raises(CannotOpen):
        vault.with_case(UUID(erased["id"]), backup[erased["id"]])


PLANTED = ("一三九零零零零一二三四", "13912345678", "韦菊香", "他又打了我好几次", "我们已经帮你联系了", "改成韦菊芳")


async def test_R34_nothing_she_said_stands_readable_in_any_table_or_job(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman(name="韦菊香", phone="13912345678")) as she, visit(handler) as client:
        said = {**FIELDS, "name": "韦菊香", "phone": "13912345678"}
        assert (await she.put("/v1/my/registration", json=said)).status_code == 200
        asked = await ask_for(she, "job.match", telling="一三九零零零零一二三四")
        await ask_for(she, "law.dv", telling="他又打了我好几次")
        await must(client, asked["id"], "accept")
        await must(client, asked["id"], "reply", body="我们已经帮你联系了")
        await she.post("/v1/my/correction", json={"correction": {"field": "other", "value": "改成韦菊芳"}})
    looked = 0
    async with world.as_owner() as session:
        names = text("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'")
        for table in (await session.execute(names)).scalars().all():
            for row in (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars():  # noqa: S608  our own tables
                looked += 1
                for word in PLANTED:
                    assert word not in row, table
                    assert word.encode().hex() not in row, table
    assert looked > 100


@pytest.fixture
def apart(run_folder: Path, worker_id: str) -> Iterator[server.TestDatabase]:
    """A database of its own, with committed rows."""
    made = server.copy_template(server.superuser_url(run_folder), run_folder, f"keys_{worker_id}_{os.getpid()}")
    yield made
    server.drop_database(made)


@pytest.mark.committed
def test_R36_a_rotation_killed_in_the_middle_goes_on_where_it_stopped_and_loses_nothing(
    apart: server.TestDatabase, run_folder: Path
) -> None:
    plain = make_url(apart.url("owner")).set(drivername="postgresql").render_as_string(hide_password=False)
    environment = os.environ | {
        "DATABASE_OWNER_URL": apart.url("owner"),
        "WORKER_DATABASE_URL": apart.url("worker_login"),
        "SHOUWANG_KEY_FILE": str(run_folder / "keys.json"),
        "PYTHONPATH": str(server.ROOT),
    }
    command = [sys.executable, "-m", "app.cli", "keys", "rotate", "--class", "identity", "--county", COUNTY]
    command += ["--settle", "0", "--batch", "100"]
    with psycopg.connect(plain, autocommit=True) as connection:
        names = fill(connection, run_folder)
        running = subprocess.Popen(command, cwd=server.ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
        end = time.monotonic() + PATIENCE
        while not 0 < sealed_anew(connection) < MANY:
            assert time.monotonic() < end
            assert running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait()
        halfway = sealed_anew(connection)
        assert 0 < halfway < MANY
        assert opened(connection, run_folder) == names, "both generations open while it rests"
        done = subprocess.run(command, cwd=server.ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  our own command
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"重封 {MANY - halfway} 条" in done.stdout
        assert sealed_anew(connection) == MANY
        assert opened(connection, run_folder) == names
        ring = connection.execute("SELECT generation FROM data_key WHERE klass = 'identity'").fetchall()
        noted = connection.execute("SELECT facts FROM audit_event WHERE action = 'keys:rotate'").fetchall()
    assert ring == [(2,)]
    assert [one[0]["retired"] for one in noted] == [[1]]


def vault_in(connection: psycopg.Connection, run_folder: Path) -> Vault:
    from app.crypto import load_keys

    rows = connection.execute("SELECT klass, generation, wrapped, active FROM data_key").fetchall()
    ring = [RingRow(DataClass(row[0]), row[1], bytes(row[2]), row[3]) for row in rows]
    return vault_from_rows(COUNTY, load_keys(run_folder / "keys.json"), ring)


def fill(connection: psycopg.Connection, run_folder: Path) -> dict[str, str]:
    """Write many sealed names."""
    from app.models.base import new_id

    vault, account = vault_in(connection, run_folder), new_id()
    connection.execute("INSERT INTO account (county, id, created_at) VALUES (%s, %s, now())", (COUNTY, account))
    names, rows = {}, []
    for number in range(MANY):
        row = new_id()
        names[str(row)] = f"姓名{number}"
        sealed = vault.seal(DataClass.IDENTITY, Place("profile", "name_sealed", row), names[str(row)])
        rows.append((COUNTY, row, account, sealed))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO profile (county, id, created_at, account_id, picture, name_sealed, tells_only_when_open, "
            "version) VALUES (%s, %s, now(), %s, 'flower', %s, false, 1)",
            rows,
        )
    return names


def sealed_anew(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM profile WHERE get_byte(name_sealed, 2) = 2").fetchone()
    assert row is not None
    return int(row[0])


def opened(connection: psycopg.Connection, run_folder: Path) -> dict[str, str]:
    vault = vault_in(connection, run_folder)
    rows = connection.execute("SELECT id, name_sealed FROM profile").fetchall()
    return {
        str(row): vault.open(DataClass.IDENTITY, Place("profile", "name_sealed", row), bytes(blob))
        for row, blob in rows
    }
