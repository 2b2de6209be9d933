"""The virus hook: clamd's INSTREAM, off until an address is configured; then nothing is kept that it has not seen."""

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog

from app.errors import Unavailable

DEADLINE = 60.0
CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
BEGIN, END = b"zINSTREAM\0", b"\0\0\0\0"
CLEAN, FOUND = b"stream: OK", b" FOUND"
_log = structlog.get_logger()


class ScannerAway(Unavailable):
    """The scanner was not reached, or did not say whether the file is clean: the file waits for it."""

    code, message = "scanner_unavailable", "文件还没有查过病毒，查过才能打开，会自动再查。"


class Scanner:
    """One clamd, at `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)

    async def is_clean(self, data: bytes) -> bool:
        """Say whether nothing bad was found. Raises ScannerAway where the scanner does not say so plainly."""
        try:
            async with asyncio.timeout(DEADLINE):
                answer = await self._ask(data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise ScannerAway from None
        if answer == CLEAN:
            return True
        if answer.endswith(FOUND):
            return False
        _log.error("scanner.no_verdict", outcome=answer[:60].decode("ascii", "replace"))
        raise ScannerAway

    async def _ask(self, data: bytes) -> bytes:
        reader, writer = await self._open()
        try:
            writer.write(BEGIN)
            for piece in _pieces(data):
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(END)
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0\n")
        finally:
            writer.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path, limit=LONGEST_ANSWER)
        return await asyncio.open_connection(self._address.hostname, self._address.port, limit=LONGEST_ANSWER)


def _pieces(data: bytes) -> Iterable[bytes]:
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))


def scanner_of(address: str) -> Scanner | None:
    """Give the configured scanner; none where none is configured."""
    return Scanner(address) if address else None
