"""Her side of a browser test: what she taps, what she says, and the desk that answers her over HTTP."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.woman import Woman, call, let_in, worker

expect.set_options(timeout=20_000)
NUMBER = r"^\d{4} \d{4} \d$"


def set_words(page: Page, scale: float) -> None:
    """The size of words, and that what she writes may stay on this telephone."""
    packed = json.dumps({"type": "string", "data": json.dumps({"scale": scale, "delicate": "keep", "onlyWifi": True})})
    page.evaluate("value => localStorage.setItem('x.all.settings', value)", packed)


def enter(page: Page, woman: Woman, scale: float = 1) -> None:
    """Open the app as one woman, who lets her drafts stay."""
    let_in(page, woman, "/pages/home/index")
    expect(page.locator(".app-page").first).to_be_visible()
    set_words(page, scale)
    page.reload()
    expect(page.locator(".app-page").first).to_be_visible()


def seen(page: Page, name: str) -> Locator:
    """What carries this test id on the page that is shown: the pages below it stay in the document."""
    return page.get_by_test_id(name).filter(visible=True)


def go(page: Page, path: str) -> None:
    """Open one page of the app by its address."""
    page.goto(f"/#/pages/{path}")


def choose(page: Page, *values: str) -> None:
    """Tap answers one after the other."""
    for value in values:
        seen(page, f"choice-{value}").first.tap()


def choose_place(page: Page) -> None:
    """The first township, and its first village."""
    first = page.locator("[data-testid^=choice-5]").filter(visible=True).first
    first.tap()
    expect(page.get_by_text("您住在哪个村？").filter(visible=True)).to_be_visible()
    first.tap()
    expect(seen(page, "place-change")).to_be_visible()


def speak(page: Page) -> None:
    """Tap, let the fake microphone hum, tap again."""
    seen(page, "speak").tap()
    expect(page.get_by_text("在听，2 秒了").filter(visible=True)).to_be_visible()
    seen(page, "speak").tap()
    expect(seen(page, "clip").last).to_be_visible()


@dataclass
class Desk:
    """The office that has a request, over HTTP: its handler, and its head where two must agree."""

    address: str
    office: str

    def look(self, request: str) -> Any:
        return call(self.address, "GET", f"/v1/desk/requests/{request}", token=worker(self.address, f"{self.office}.1"))

    def step(self, request: str, step: str, body: object, who: str = "1") -> Any:
        version = self.look(request)["version"]
        token = worker(self.address, f"{self.office}.{who}")
        return call(self.address, "POST", f"/v1/desk/requests/{request}/{step}", body, token, version)

    def finish(self, request: str) -> None:
        """Excuse what others still owe, and say that it is done; the head agrees where that is asked."""
        for part in self.look(request)["who"]:
            if part["part"] in {"co", "township"} and part["state"] == "open":
                self.step(request, "excuse-part", {"task_id": part["id"], "reason": "这部分不用再做了。"})
        self.step(request, "resolve", {"body": "办好了，请您看看。"})
        if self.look(request)["state"] != "resolved":
            self.step(request, "approve", {"agree": True}, who="head")
