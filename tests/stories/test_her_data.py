"""Her data on its way out, through processes of their own: a copy, a record as evidence, an export that took two."""

import asyncio
import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from httpx import AsyncClient
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import create_async_engine

from app import db
from app.http.tokens import TokenRing
from app.vocabulary import Role
from tests import server
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.integration.test_registration import FIELDS
from tests.stories.test_legal_aid_at_night import client_of, running, until_ready
from tests.world import COUNTY, World

PATIENCE = 40.0


async def fetched(client: AsyncClient, listed: str, content: str) -> bytes:
    """Wait until the worker has made the one file of a list, and fetch it."""
    end = time.monotonic() + PATIENCE
    while True:
        items = (await client.get(listed)).json()["items"]
        if items and items[0]["state"] == "ready":
            answer = await client.get(content.format(items[0]["id"]))
            assert answer.status_code == 200, answer.text
            return answer.content
        assert time.monotonic() < end, items
        await asyncio.sleep(0.3)


def told(database: server.TestDatabase, *command: str) -> tuple[int, str]:
    """Run one of the operator's commands."""
    environment = os.environ | {
        "DATABASE_OWNER_URL": database.url("owner"),
        "WORKER_DATABASE_URL": database.url("worker_login"),
        "PYTHONPATH": str(server.ROOT),
        "COLUMNS": "200",
    }
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "app.cli", *command],
        cwd=server.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.committed
async def test_her_copy_her_evidence_and_an_export_are_made_by_the_worker_under_its_own_login(
    run_folder: Path, worker_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = server.copy_template(server.superuser_url(run_folder), run_folder, f"hers_{worker_id}_{os.getpid()}")
    ring_file, ring = run_folder / f"ring-hers-{worker_id}-{os.getpid()}.json", TokenRing.fresh()
    ring.write(ring_file)
    monkeypatch.setenv("SHOUWANG_STORAGE", f"file://{tmp_path}/store")
    engine = create_async_engine(database.url(server.TESTER), connect_args={"server_settings": db.STATEMENT_LIMITS})
    try:
        async with engine.connect() as connection:
            world = World(connection)
            first, second, head = await trio(world, "womens_federation")
            await roster(world, "law.dv", first, second, head)
            her = await world.woman(phone="13900001111")
            desk = await world.staff(Role.COUNTY_DESK, "county_desk", name="王经办")
            admin = await world.staff(Role.ADMIN, "county_desk")
        with running(database, ring_file):
            await until_ready()
            async with client_of(her, ring) as she:
                await she.put("/v1/my/registration", json={**FIELDS, "name": "秀兰"})
                asked = await ask_for(she, "law.dv", telling="他打我")
                assert (await she.post("/v1/my/export")).status_code == 201
                copy = await fetched(she, "/v1/my/parcels", "/v1/my/parcels/{}/content")
                assert (await she.post(f"/v1/my/requests/{asked['id']}/evidence", json={})).status_code == 201
                record = await fetched(she, "/v1/my/parcels", "/v1/my/parcels/{}/content")
            async with client_of(desk, ring) as client, client_of(admin, ring) as another:
                said = {"purpose": "报送全国民政政务服务系统", "format": "xlsx", "states": ["candidate"]}
                proposal = (await client.post("/v1/desk/ledger-exports", json=said)).json()["id"]
                await another.post(f"/v1/admin/proposals/{proposal}/decide", json={"agree": True})
                sheet = await fetched(client, "/v1/desk/ledger-exports", "/v1/desk/ledger-exports/{}/content")
        assert "他打我" in zipfile.ZipFile(io.BytesIO(copy)).read("资料.html").decode()
        assert load_workbook(io.BytesIO(sheet))["名册"]["B3"].value == "秀兰"
        path = tmp_path / "record.zip"
        path.write_bytes(record)
        code, words = told(database, "evidence", "verify", str(path))
        assert (code, "文件和审计记录都核对了：一致" in words) == (0, True), words
        code, words = told(database, "retention", "--county", COUNTY, "--run")
        assert code == 0, words
        code, words = told(database, "keys", "list", "--county", COUNTY)
        assert (code, "identity" in words) == (0, True), words
    finally:
        await engine.dispose()
        server.drop_database(database)
