"""An invented woman for one test: known to WeChat's stand-in, let into her app, and seen by the API beside it."""

import json
import secrets
import urllib.request
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from playwright.sync_api import Page, expect

SECONDS = 20
expect.set_options(timeout=SECONDS * 1_000)


def call(address: str, method: str, path: str, body: object = None, token: str = "", version: int | None = None) -> Any:
    """Call the running copy as she would without her app; the answer's JSON, or None."""
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if version is not None:
        headers["if-match"] = f'"{version}"'
    if method != "GET":
        headers["idempotency-key"] = secrets.token_hex(16)
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address + path, data, headers, method=method)  # noqa: S310  our own loopback address
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
        said = answer.read()
    return json.loads(said) if said else None


@dataclass
class Woman:
    """Somebody of this test alone, with a session of her own for looking from outside her app."""

    address: str
    openid: str = ""
    signed: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Be known to WeChat, and signed in once outside the app."""
        self.openid = call(self.address, "POST", "/sandbox/wechat/__sim/users", {})["openid"]
        self.signed = self.sign_in()

    def code(self) -> str:
        """A login code as WeChat gives it."""
        return str(call(self.address, "POST", "/sandbox/wechat/__sim/wx_login", {"openid": self.openid})["code"])

    def sign_in(self) -> dict[str, Any]:
        """Tokens of a new session."""
        told: dict[str, Any] = call(self.address, "POST", "/v1/sign-in/wechat", {"code": self.code()})
        return told

    def get(self, path: str) -> Any:
        """What the API says to her."""
        return call(self.address, "GET", path, token=self.signed["access_token"])

    def post(self, path: str, body: object = None) -> Any:
        """What the API answers her."""
        return call(self.address, "POST", path, body, token=self.signed["access_token"])

    def put(self, path: str, body: object) -> Any:
        """What the API answers her."""
        return call(self.address, "PUT", path, body, token=self.signed["access_token"])

    def ask(self, service: str, telling: str) -> dict[str, Any]:
        """A request of hers, sent outside the app."""
        said = {"services": [service], "telling": telling, "share": True, "village": VILLAGE}
        asked: dict[str, Any] = self.post("/v1/my/requests", said)["requests"][0]
        return asked


@lru_cache
def worker(address: str, login: str) -> str:
    """A token of one of the demo's workers; their code of the moment is good once, so it is asked for once."""
    told = next(one for one in call(address, "GET", "/v1/demo/accounts") if one.get("login_name") == login)
    said = {"login_name": login, "password": told["password"], "otp": told["otp_now"]}
    return str(call(address, "POST", "/v1/sign-in/staff", said)["access_token"])


VILLAGE = "500230101201"
INTO = """(kept) => localStorage.setItem('x.all.session', kept)"""


def let_in(page: Page, woman: Woman, path: str = "/pages/mine/index") -> None:
    """Open the app as somebody who signed in before."""
    signed = woman.sign_in()
    state = woman.get("/v1/my/pin")
    kept = {
        "tokens": {"access": signed["access_token"], "refresh": signed["refresh_token"], "until": 9_999_999_999_999},
        "profile": signed["profile"],
        "hasPin": state["has_pin"],
        "ended": False,
    }
    page.goto("/#/pages/plain/index")
    page.evaluate(INTO, json.dumps(kept))
    page.goto(f"/#{path}")
    page.reload()


def write(page: Page, testid: str, words: str) -> None:
    """Type something into a field and leave it, as a finger does."""
    field = page.get_by_test_id(testid).locator("input, textarea")
    field.fill(words)
    field.blur()


def stored(page: Page) -> str:
    """Everything that lies on this telephone: keys and values, sessions' too, and the names of files."""
    return str(page.evaluate(EVERYTHING))


EVERYTHING = """async () => {
  const all = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.title]
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) all.push(request.url)
  }
  const opened = indexedDB.open('app', 1)
  const database = await new Promise((done) => { opened.onsuccess = () => done(opened.result) })
  if (database.objectStoreNames.contains('files')) {
    const asked = database.transaction('files').objectStore('files').getAllKeys()
    all.push(String(await new Promise((done) => { asked.onsuccess = () => done(asked.result) })))
  }
  database.close()
  return all.join('\\n')
}"""
