"""The stand-in's library of message templates: one category, one title, four keywords (wechat.md §2.5)."""

import secrets

from sandbox.wechat.calls import Asked, Endpoint, owner_of
from sandbox.wechat.messages import Template
from sandbox.wechat.replies import Refused
from sandbox.wechat.world import World

CATEGORY, TID, TITLE = 616, 401, "办理进度提醒"
KEYWORDS = {
    1: ("事项编号", "31860427", "character_string"),
    2: ("办理时间", "2026年11月1日", "date"),
    3: ("当前进度", "办理中", "phrase"),
    4: ("温馨提示", "请点开看看", "thing"),
}
LONGEST_SCENE = 15


def list_categories(world: World, asked: Asked) -> dict[str, object]:
    """List the program's categories."""
    owner_of(world, asked)
    return {"errcode": 0, "errmsg": "ok", "data": [{"id": CATEGORY, "name": "政务民生"}]}


def list_titles(world: World, asked: Asked) -> dict[str, object]:
    """List the titles of the asked categories."""
    owner_of(world, asked)
    asked_for = asked.query.get("ids", "").split(",")
    row = {"tid": TID, "title": TITLE, "type": 2, "categoryId": str(CATEGORY)}
    rows = [row] if str(CATEGORY) in asked_for else []
    return {"errcode": 0, "errmsg": "ok", "count": len(rows), "data": rows}


def list_keywords(world: World, asked: Asked) -> dict[str, object]:
    """List the keywords of a title."""
    owner_of(world, asked)
    if asked.query.get("tid") != str(TID):
        raise Refused(200014)
    rows = [
        {"kid": kid, "name": name, "example": example, "rule": rule} for kid, (name, example, rule) in KEYWORDS.items()
    ]
    return {"errcode": 0, "errmsg": "ok", "count": len(rows), "data": rows}


def add(world: World, asked: Asked) -> dict[str, object]:
    """Add a template made of two to five keywords."""
    appid = owner_of(world, asked)
    sent = asked.document()
    kids = sent.get("kidList")
    if sent.get("tid") != str(TID):
        raise Refused(200014)
    if not isinstance(kids, list) or not 2 <= len(kids) <= 5 or not set(kids) <= set(KEYWORDS):  # noqa: PLR2004
        raise Refused(200020)
    if len(str(sent.get("sceneDesc") or "")) > LONGEST_SCENE:
        raise Refused(200021)
    content = "".join(f"{KEYWORDS[kid][0]}:{{{{{KEYWORDS[kid][2]}{kid}.DATA}}}}\n" for kid in kids)
    template = Template(secrets.token_urlsafe(32), TITLE, content)
    world.add_template(appid, template)
    return {"errcode": 0, "errmsg": "ok", "priTmplId": template.id}


def drop(world: World, asked: Asked) -> dict[str, object]:
    """Drop a template."""
    appid = owner_of(world, asked)
    if world.templates.pop((appid, str(asked.document().get("priTmplId") or "")), None) is None:
        raise Refused(200014)
    return {"errcode": 0, "errmsg": "ok"}


ENDPOINTS = (
    Endpoint("/wxaapi/newtmpl/getcategory", list_categories),
    Endpoint("/wxaapi/newtmpl/getpubtemplatetitles", list_titles),
    Endpoint("/wxaapi/newtmpl/getpubtemplatekeywords", list_keywords),
    Endpoint("/wxaapi/newtmpl/addtemplate", add),
    Endpoint("/wxaapi/newtmpl/deltemplate", drop),
)
