"""Choosing a message template from WeChat's library, adding it and dropping it (wechat.md §2.5); an operator's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import BadTemplate, ConfigError, WeChatError
from app.integrations.wechat.tokens import TokenKeeper

CATEGORIES, TITLES = "/wxaapi/newtmpl/getcategory", "/wxaapi/newtmpl/getpubtemplatetitles"
KEYWORDS = "/wxaapi/newtmpl/getpubtemplatekeywords"
ADD, DROP = "/wxaapi/newtmpl/addtemplate", "/wxaapi/newtmpl/deltemplate"
MOST_TITLES = 30
FEWEST_KEYWORDS, MOST_KEYWORDS, LONGEST_SCENE = 2, 5, 15
MEANINGS: dict[int, type[WeChatError]] = {
    **dict.fromkeys((200011, 200012, 200100, 40400), ConfigError),
    **dict.fromkeys((200002, 20002, 200013, 200014, *range(200016, 200023)), BadTemplate),
}


@dataclass(frozen=True, slots=True)
class Title:
    """A template of the library; `kind` 2 is one-time, 3 long-term."""

    tid: int
    title: str
    kind: int


@dataclass(frozen=True, slots=True)
class Keyword:
    """A field a template may have, and the rule of its kind."""

    kid: int
    name: str
    example: str
    rule: str


async def categories(tokens: TokenKeeper, app: WeChatApp) -> dict[int, str]:
    """List the program's categories; the library shows only templates that fit them."""
    rows = _rows(await tokens.call(app, Call(CATEGORIES, meanings=MEANINGS)), CATEGORIES)
    return {int(row["id"]): str(row.get("name", "")) for row in rows}


async def titles(tokens: TokenKeeper, app: WeChatApp, *, categories: Sequence[int], start: int = 0) -> list[Title]:
    """List up to thirty templates of some categories."""
    query = {"ids": ",".join(str(one) for one in categories), "start": str(start), "limit": str(MOST_TITLES)}
    rows = _rows(await tokens.call(app, Call(TITLES, query, meanings=MEANINGS)), TITLES)
    return [Title(int(row["tid"]), str(row.get("title", "")), int(row.get("type") or 0)) for row in rows]


async def keywords(tokens: TokenKeeper, app: WeChatApp, *, tid: int) -> list[Keyword]:
    """List the fields of a template."""
    rows = _rows(await tokens.call(app, Call(KEYWORDS, {"tid": str(tid)}, meanings=MEANINGS)), KEYWORDS)
    return [Keyword(int(row["kid"]), *(str(row.get(name, "")) for name in ("name", "example", "rule"))) for row in rows]


async def add(tokens: TokenKeeper, app: WeChatApp, *, tid: int, kids: Sequence[int], scene: str) -> str:
    """Add a template with two to five fields for a scene of up to fifteen characters; gives its id."""
    if not FEWEST_KEYWORDS <= len(kids) <= MOST_KEYWORDS or len(scene) > LONGEST_SCENE:
        raise ValueError("a template has two to five fields and a scene of fifteen characters")
    body = {"tid": str(tid), "kidList": list(kids), "sceneDesc": scene}
    made = (await tokens.call(app, Call(ADD, body=body, meanings=MEANINGS))).get("priTmplId")
    if not isinstance(made, str) or not made:
        raise no_usable_answer(ADD, "odd_shape")
    return made


async def drop(tokens: TokenKeeper, app: WeChatApp, *, template_id: str) -> None:
    """Drop a template; messages by it are refused from now on."""
    await tokens.call(app, Call(DROP, body={"priTmplId": template_id}, meanings=MEANINGS))


def _rows(answer: dict[str, Any], path: str) -> list[dict[str, Any]]:
    rows = answer.get("data")
    if not isinstance(rows, list):
        raise no_usable_answer(path, "odd_shape")
    return [row for row in rows if isinstance(row, dict)]
