"""Codes and links of the stand-in: a small picture or a short address, JSON when it refuses (wechat.md §2.8, §6.8)."""

import io
import re
import secrets

import segno

from sandbox.wechat.calls import Asked, Endpoint, owner_of
from sandbox.wechat.replies import Refused
from sandbox.wechat.world import DAY, MINUTE, Program, World

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
CODES_A_MINUTE, LINKS_A_DAY = 5_000, 500_000
NARROWEST, WIDEST = 280, 1_280
LONGEST_QUERY, LONGEST_DAYS = 1_024, 30


def draw_code(world: World, asked: Asked) -> bytes:
    """Draw the same picture for the same scene and page."""
    program = world.programs[owner_of(world, asked)]
    sent = asked.document()
    scene, page, width = str(sent.get("scene") or ""), str(sent.get("page") or ""), sent.get("width", 430)
    if not 1 <= len(scene) <= 32:  # noqa: PLR2004  WeChat's limit
        raise Refused(40169)
    if not SCENE.fullmatch(scene):
        raise Refused(40129)
    if not isinstance(width, int) or not NARROWEST <= width <= WIDEST:
        raise Refused(40097)
    if page.startswith("/") or "?" in page or (sent.get("check_path", True) and not _exists(program, page)):
        raise Refused(41030)
    world.meter(f"code {program.appid}", seconds=MINUTE, limit=CODES_A_MINUTE, errcode=45009)
    drawn = io.BytesIO()
    segno.make(f"{program.appid}/{page}?{scene}", error="m").save(drawn, kind="png", scale=4)
    return drawn.getvalue()


def _exists(program: Program, page: str) -> bool:
    return not page or not program.pages or page.lstrip("/") in program.pages


def _may_link(world: World, asked: Asked) -> tuple[Program, dict[str, object]]:
    program = world.programs[owner_of(world, asked)]
    sent = asked.document()
    if not program.published:
        raise Refused(85079)
    world.meter(f"link {program.appid}", seconds=DAY, limit=LINKS_A_DAY, errcode=44993)
    return program, sent


def _check_target(program: Program, target: dict[str, object], expiry: dict[str, object]) -> None:
    if not _exists(program, str(target.get("path") or "")):
        raise Refused(40165)
    if len(str(target.get("query") or "")) > LONGEST_QUERY:
        raise Refused(40212)
    days = expiry.get("expire_interval")
    if expiry.get("expire_type") == 1 and not (isinstance(days, int) and 1 <= days <= LONGEST_DAYS):
        raise Refused(85401)


def url_link(world: World, asked: Asked) -> dict[str, object]:
    """Make an https link."""
    program, sent = _may_link(world, asked)
    _check_target(program, sent, sent)
    return {"errcode": 0, "errmsg": "ok", "url_link": f"https://wxaurl.cn/{secrets.token_hex(5)}a"}


def scheme(world: World, asked: Asked) -> dict[str, object]:
    """Make a weixin:// link."""
    program, sent = _may_link(world, asked)
    target = sent.get("jump_wxa")
    _check_target(program, target if isinstance(target, dict) else {}, sent)
    return {"errcode": 0, "errmsg": "ok", "openlink": f"weixin://dl/business/?t={secrets.token_hex(5)}a"}


def short_link(world: World, asked: Asked) -> dict[str, object]:
    """Make a link for inside WeChat."""
    program, sent = _may_link(world, asked)
    if not _exists(program, str(sent.get("page_url") or "").split("?")[0]):
        raise Refused(40165)
    return {"errcode": 0, "errmsg": "ok", "link": f"#小程序://守望/{secrets.token_hex(7)}a"}


ENDPOINTS = (
    Endpoint("/wxa/getwxacodeunlimit", draw_code),
    Endpoint("/wxa/generate_urllink", url_link),
    Endpoint("/wxa/generatescheme", scheme),
    Endpoint("/wxa/genwxashortlink", short_link),
)
