"""Mini-program codes that lead to one page with one scene (wechat.md §2.8)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.integrations.wechat.client import Call
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.tokens import TokenKeeper

PATH = "/wxa/getwxacodeunlimit"
NARROWEST, WIDEST = 280, 1280
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
PAGE = re.compile(r"[^/?][^?]*")


class Release(StrEnum):
    """Which build of the program a code or link opens."""

    RELEASE = "release"
    TRIAL = "trial"
    DEVELOP = "develop"


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """What a code is to lead to; `page` has no leading slash and no query, `check_page` wants it to be published."""

    scene: str
    page: str
    width: int = 430
    release: Release = Release.RELEASE
    check_page: bool = True

    def __post_init__(self) -> None:
        """Refuse what WeChat would refuse: the words go into print."""
        if not SCENE.fullmatch(self.scene):
            raise ValueError("a scene is 1 to 32 visible ASCII characters without %")
        if not PAGE.fullmatch(self.page):
            raise ValueError("a page has no leading slash and no query")
        if not NARROWEST <= self.width <= WIDEST:
            raise ValueError(f"a code is {NARROWEST} to {WIDEST} pixels wide")


async def draw_code(tokens: TokenKeeper, app: WeChatApp, wanted: CodeWanted) -> bytes:
    """Draw a code as a picture; it never expires, and WeChat makes as many as one likes."""
    body = {
        "scene": wanted.scene,
        "page": wanted.page,
        "check_path": wanted.check_page,
        "env_version": wanted.release.value,
        "width": wanted.width,
    }
    return await tokens.download(app, Call(PATH, body=body))
