"""How the tests look at a page: the sizes of screens, pictures to be looked at, and what axe finds."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SHOTS = Path(__file__).resolve().parent / ".shots"
CHINA: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "is_mobile": True, "has_touch": True, **CHINA}
SMALL_PHONE: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 568}}
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, **CHINA}
SERIOUS = frozenset({"serious", "critical"})


def shot(page: Page, name: str) -> Path:
    """Keep a picture of the page, to be looked at by a person."""
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=str(path), full_page=True)
    return path


def faults_of(page: Page) -> list[str]:
    """What axe finds serious, each as rule and first place."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in SERIOUS]
