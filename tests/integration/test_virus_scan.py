"""The virus hook: off until configured; then a file opens only once clamd has said that it is clean (R44)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.integrations.storage import Storage
from app.integrations.virus_scan import CHUNK, Scanner, ScannerAway, scanner_of
from app.jobs import cleaning_files, registry
from app.settings import Settings, settings
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_files import PDF, send
from tests.visits import Visits
from tests.world import COUNTY, World

# The test string every scanner knows, in two halves: whole, it would trip the reader's own scanner on this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"  # pragma: allowlist secret
INFECTED = PDF + EICAR


@dataclass
class Clamd:
    """A clamd of our own: it speaks INSTREAM as the real one does, and breaks on order."""

    answer: bytes | None = None
    seen: list[bytes] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            data += await reader.readexactly(size)
            self.pieces.append(size)
        self.seen.append(data)
        verdict = b"stream: Eicar-Test-Signature FOUND" if EICAR in data else b"stream: OK"
        writer.write((self.answer if self.answer is not None else verdict) + b"\0" * (self.answer != b""))
        writer.close()


@asynccontextmanager
async def running(clamd: Clamd) -> AsyncIterator[Scanner]:
    """Serve one on a free port of this machine."""
    server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield Scanner(f"tcp://127.0.0.1:{port}")


async def state_of(client: AsyncClient, request: str) -> tuple[str, str | None]:
    (file,) = (await client.get(f"/v1/my/requests/{request}")).json()["files"]
    return file["state"], file["refused_because"]


async def upload_of(world: World) -> UUID:
    async with world.as_owner() as session:
        found: UUID = (await session.execute(text("SELECT id FROM upload WHERE state = 'complete'"))).scalar_one()
        return found


async def test_R44_a_file_with_a_virus_is_refused_with_a_sentence_and_nothing_of_it_stays(
    world: World, visit: Visits, storage: Storage
) -> None:
    clamd = Clamd()
    async with visit(await world.woman()) as she, running(clamd) as scanner:
        asked = await ask_for(she, "job.match", telling="想找活做")
        file = await send(she, INFECTED, "document", request_id=asked["id"])
        upload = await upload_of(world)
        await cleaning_files.clean_file(storage, county=COUNTY, upload_id=upload, scanner=scanner)
        state, why = await state_of(she, asked["id"])
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
        opened = await she.get(f"/v1/files/{file}")
    assert clamd.seen == [INFECTED], "it is looked at as it came, before anything reads it"
    assert (state, "病毒" in (why or ""), seen["telling"], opened.status_code) == ("refused", True, "想找活做", 404)
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM upload_part"))).scalar_one() == 0


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: OK, more or less", b"\xff"])
async def test_R44_a_scanner_that_does_not_say_clean_keeps_the_file_waiting_and_is_asked_again(
    world: World, visit: Visits, storage: Storage, answer: bytes
) -> None:
    clamd = Clamd(answer)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client, running(clamd) as scanner:
        asked = await ask_for(she, "job.match")
        file = await send(she, PDF, "document", request_id=asked["id"])
        with pytest.raises(ScannerAway):
            await cleaning_files.clean_file(storage, county=COUNTY, upload_id=await upload_of(world), scanner=scanner)
        with clock.turned(timedelta(hours=2)):
            await cleaning_files.clean_waiting(storage, county=COUNTY, scanner=scanner)
            waiting = await state_of(she, asked["id"])
            hidden = await client.get(f"/v1/files/{file}")
            clamd.answer = None
            await cleaning_files.clean_waiting(storage, county=COUNTY, scanner=scanner)
            ready = await state_of(she, asked["id"])
            opened = await client.get(f"/v1/files/{file}")
    assert (waiting[0], hidden.status_code) == ("waiting", 404)
    assert (ready[0], opened.status_code) == ("ready", 200)


async def test_R44_a_scanner_that_is_gone_lets_nothing_through(world: World, visit: Visits, storage: Storage) -> None:
    async with running(Clamd()) as scanner:
        pass
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        await send(she, PDF, "document", request_id=asked["id"])
        with pytest.raises(ScannerAway):
            await cleaning_files.clean_file(storage, county=COUNTY, upload_id=await upload_of(world), scanner=scanner)
        assert (await state_of(she, asked["id"]))[0] == "waiting"


async def test_R44_a_large_file_goes_in_pieces_and_over_a_socket_file_too(tmp_path: Path) -> None:
    clamd, data = Clamd(), bytes(2 * CHUNK + 7)
    server = await asyncio.start_unix_server(clamd.serve, tmp_path / "clamd.sock")
    async with server:
        assert await Scanner(f"unix://{tmp_path}/clamd.sock").is_clean(data)
    assert (clamd.pieces, clamd.seen) == ([CHUNK, CHUNK, 7], [data])


async def test_R44_the_workers_own_task_asks_the_scanner_the_operator_configured(
    world: World, visit: Visits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, storage: Storage
) -> None:
    clamd = Clamd()
    assert scanner_of(Settings().virus_scanner) is None, "off by default"
    async with visit(await world.woman()) as she, running(clamd) as scanner:
        monkeypatch.setenv("SHOUWANG_STORAGE", f"file://{tmp_path}/files")
        monkeypatch.setenv("SHOUWANG_VIRUS_SCANNER", scanner._address.geturl())
        asked = await ask_for(she, "job.match")
        await send(she, INFECTED, "document", request_id=asked["id"])
        settings.cache_clear()
        try:
            await registry.clean_file(county=COUNTY, upload=str(await upload_of(world)))
        finally:
            monkeypatch.undo()
            settings.cache_clear()
        assert (await state_of(she, asked["id"]))[0] == "refused"
    assert clamd.seen == [INFECTED]
    assert storage is not None


@pytest.mark.parametrize("address", ["http://127.0.0.1:3310", "tcp://scanner", "clamd:3310", "tcp://u:p@host:3310"])
def test_R44_an_address_that_is_no_scanners_keeps_the_process_from_starting(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWANG_VIRUS_SCANNER", address)
    with pytest.raises(ValueError, match="virus_scanner"):
        Settings()
