"""The running product, and a browser in front of it that reaches nothing else."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright

from launch.chromium import chromium
from tests.browser.looking import PHONE, WIDE

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 600
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """`make run` with a small demo, or the copy that is running already where SHOUWANG_BROWSER_URL says so."""
    given = os.environ.get("SHOUWANG_BROWSER_URL")
    if given:
        yield given
        return
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="shouwang-test-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        command = [sys.executable, "-m", "launch.run", "--port", str(port), "--data", f"{folder}/data"]
        environment = {**os.environ, "SHOUWANG_DEMO_WOMEN": "60"}
        with Path(folder, "out").open("w") as out:
            running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)  # noqa: S603
        try:
            _wait(f"http://127.0.0.1:{port}", running, Path(folder, "out"))
            yield f"http://127.0.0.1:{port}"
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(address: str, running: subprocess.Popen[bytes], out: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if running.poll() is not None:
            pytest.fail(f"make run ended:\n{out.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=2)  # noqa: S310  our own loopback address
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"make run did not come up:\n{out.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def accounts(address: str) -> list[dict[str, str]]:
    """The demo's people, as the running copy tells them."""
    with urllib.request.urlopen(f"{address}/v1/demo/accounts", timeout=10) as answer:  # noqa: S310
        told: list[dict[str, str]] = json.load(answer)
    return told


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=str(chromium()), args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone of 375×812 with her app's first page not yet open; what was kept for offline is never in the way."""
    yield from _page(browser.new_context(base_url=address, service_workers="block", **PHONE), address)


@pytest.fixture
def keeping_phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone that keeps her pages for the time without a network, as a real one does."""
    yield from _page(browser.new_context(base_url=address, **PHONE), address)


@pytest.fixture
def wide(browser: Browser, address: str) -> Iterator[Page]:
    """A desk's screen of 1440×900."""
    yield from _page(browser.new_context(base_url=address, **WIDE), address)


def _page(context: BrowserContext, address: str) -> Iterator[Page]:
    faults: list[str] = []

    def only_ours(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.fallback()
        else:
            faults.append(f"asked a foreign host: {route.request.url}")
            route.abort()

    context.route("**/*", only_ours)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"error on the page: {error}"))
    yield page
    context.close()
    assert faults == []
