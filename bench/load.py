"""Load that stops by itself: so many callers, so many calls, on loopback only."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

CALLERS = 8


@dataclass(frozen=True)
class Measured:
    """What came of one run."""

    rate: float
    p50: float
    p95: float
    p99: float
    failed: int


async def measure(make: Callable[[], httpx.Request], calls: int, warm: int = 40) -> Measured:
    """Send `calls` requests from eight callers; times in milliseconds."""
    limits = httpx.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS)
    async with httpx.AsyncClient(limits=limits, timeout=30, trust_env=False) as client:
        for _ in range(warm):
            await client.send(make())
        times: list[float] = []
        failed = 0

        async def caller(count: int) -> None:
            nonlocal failed
            for _ in range(count):
                begun = time.perf_counter()
                answer = await client.send(make())
                times.append((time.perf_counter() - begun) * 1000)
                failed += answer.status_code >= 400  # noqa: PLR2004  a refusal is no measurement

        begun = time.perf_counter()
        await asyncio.gather(*(caller(calls // CALLERS) for _ in range(CALLERS)))
        seconds = time.perf_counter() - begun
    times.sort()
    at = {share: times[int(len(times) * share)] for share in (0.5, 0.95, 0.99)}
    return Measured(len(times) / seconds, at[0.5], at[0.95], at[0.99], failed)
