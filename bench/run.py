"""`make bench`: our service beside two references, in the same run; the ratios go to docs/performance.md."""

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from app.clock import today
from bench import finding
from bench.jobs import jobs_of
from bench.load import Measured, measure
from launch.scratch import scratch_server
from launch.secrets import Secrets, ensure_key_files

ROOT = Path(__file__).resolve().parent.parent
OURS, BARE, CONSTANT = 18_101, 18_102, 18_103
console = Console(highlight=False)
AIMS = {"catalogue": 0.9, "my requests": 0.35, "one request": 0.35, "desk queue": 0.35, "submit": 0.3}


def main(
    women: Annotated[int, typer.Option(min=10, help="how many women; twice as many requests")] = 50_000,
    calls: Annotated[int, typer.Option(min=80, help="calls per measurement")] = 800,
) -> None:
    """Measure everything once and write the page."""
    with ExitStack() as things:
        server = things.enter_context(scratch_server())
        environment = _prepare(things, server.superuser_url, women)
        asyncio.run(_measure(things, environment, women, calls))


def _prepare(things: ExitStack, superuser: str, women: int) -> dict[str, str]:
    """Make a database with people in it, and the environment of the service."""
    import tempfile  # noqa: PLC0415  one folder for one run

    folder = Path(things.enter_context(tempfile.TemporaryDirectory(prefix="shouwang-bench-")))
    files, words = ensure_key_files(folder, has_data=False), Secrets.fresh()
    base = superuser.split("@")[1].rsplit("/", 1)[0]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "SHOUWANG_DEMO": "1",
        "SHOUWANG_KEY_FILE": str(files.keys),
        "SHOUWANG_TOKEN_KEY_FILE": str(files.token_keys),
        "SHOUWANG_DEMO_ACCOUNTS": str(folder / "accounts.json"),
        "SHOUWANG_WECHAT_BASE_URL": f"http://127.0.0.1:{OURS}/sandbox/wechat",
        "SHOUWANG_WECHAT_APPS": '{"500230": "wx0000000000000001"}',
        "SHOUWANG_WECHAT_SECRETS": json.dumps({"500230": words.wechat_secret}),
        "DATABASE_SUPERUSER_URL": superuser,
        "DATABASE_OWNER_URL": f"postgresql+asyncpg://owner:{words.owner}@{base}/shouwang",
        "DATABASE_URL": f"postgresql+asyncpg://api_login:{words.api_login}@{base}/shouwang",
        "WORKER_DATABASE_URL": f"postgresql+asyncpg://worker_login:{words.worker_login}@{base}/shouwang",
    }
    for command in (
        ["db", "roles"],
        ["db", "migrate"],
        ["county", "load", "counties/500230"],
        ["demo", "--women", str(women), "--courses", str(finding.COURSES)],
    ):
        console.print(f"· shouwang {' '.join(command)}")
        subprocess.run([sys.executable, "-m", "app.cli", *command], cwd=ROOT, env=environment, check=True)
    return environment


def _serve(things: ExitStack, target: str, port: int, environment: dict[str, str], *more: str) -> None:
    command = [sys.executable, "-m", "uvicorn", target, "--port", str(port), "--log-level", "error", *more]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    things.callback(process.wait)
    things.callback(process.terminate)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{target} did not start")


async def _measure(things: ExitStack, environment: dict[str, str], women: int, calls: int) -> None:
    _serve(things, "app.main:create_app", OURS, environment, "--factory")
    jobs, makers = jobs_of(f"http://127.0.0.1:{OURS}")
    told_in = Path(environment["SHOUWANG_KEY_FILE"]).with_name("jobs.json")
    told_in.write_text(json.dumps(jobs), encoding="utf-8")
    database = environment["DATABASE_SUPERUSER_URL"].rsplit("/", 1)[0] + "/shouwang"
    told = environment | {"BENCH_JOBS": str(told_in), "BENCH_URL": database}
    _serve(things, "bench.bare:app", BARE, told)
    _serve(things, "bench.constant:app", CONSTANT, told)
    rows: list[tuple[str, Measured, Measured, float]] = []
    for name, make in makers.items():
        ours = await measure(make, calls)
        port, path = (CONSTANT, "catalogue") if name == "catalogue" else (BARE, name.replace(" ", "-"))
        reference = await measure(partial(httpx.Request, "GET", f"http://127.0.0.1:{port}/{path}"), calls)
        rows.append((name, ours, reference, ours.rate / reference.rate))
        console.print(f"{name}: {ours} against {reference} → {ours.rate / reference.rate:.2f}")
    found = await finding.measure_finding(f"http://127.0.0.1:{OURS}", calls, console)
    _write(rows, women, finding.page(found))


END = "\n## Where the rest goes\n"
HEAD = """# Performance

Written by `make bench` on {day}: {women:,} women, {requests:,} requests, one API process, eight callers on
loopback, two noisy cores shared with the database and the load. Read the ratios, not the times. The reference of the
catalogue is a FastAPI route with constant bytes; of the others a bare ASGI + asyncpg program doing the same data
queries and sending the same bytes, without sign-in, row-level security or opening.

| | ours req/s | p50 ms | p99 ms | reference req/s | p50 ms | p99 ms | ratio | aim | failed |
|---|---|---|---|---|---|---|---|---|---|
"""


def _write(rows: list[tuple[str, Measured, Measured, float]], women: int, found: str) -> None:
    """Put the figures where they stood; what people wrote about them stays."""
    page = HEAD.format(day=today(), women=women, requests=2 * women)
    for name, ours, other, ratio in rows:
        times = " | ".join(f"{one.rate:.0f} | {one.p50:.1f} | {one.p99:.1f}" for one in (ours, other))
        failed = ours.failed + other.failed
        page += f"| {name} | {times} | **{ratio:.2f}** | {AIMS[name]} | {failed} |\n"
    path = ROOT / "docs" / "performance.md"
    _, _, said = path.read_text(encoding="utf-8").partition(END)
    path.write_text(page + found + END + said, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
