"""What the database tells this process as it happens: one listening connection, shared by everybody who waits.

What is heard is a county and a token, never a content; whoever is woken looks with their own rights.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from sqlalchemy import make_url

from app.settings import settings

PAUSE_SECONDS = 2.0
PROVE_SECONDS = 30.0
PATIENCE = 5.0
_log = structlog.get_logger()


@dataclass
class Listener:
    """Listens until it is cancelled; a lost connection is made anew, and then nobody knows what was missed."""

    hear: Mapping[str, Callable[[str], None]]
    missed: Callable[[], None]
    is_listening: bool = False

    async def run(self) -> None:
        """Listen for as long as the process lives."""
        while True:
            try:
                await self._listen()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
                _log.warning("listening.lost", kind=type(fault).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(_address(), timeout=PATIENCE)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _gone: lost.set())
            for channel in self.hear:
                await connection.add_listener(channel, self._heard)
            self.is_listening = True
            self.missed()
            while not await _within(lost, PROVE_SECONDS):
                await connection.execute("SELECT 1", timeout=PATIENCE)
        finally:
            self.is_listening = False
            self.missed()
            await connection.close(timeout=PATIENCE)

    def _heard(self, _connection: Any, _pid: int, channel: str, said: Any) -> None:
        self.hear[channel](str(said))


def _address() -> str:
    url = make_url(settings().database_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event; False when it did not come in time."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
