"""Links from outside WeChat into the mini-program (wechat.md §2.8)."""

from datetime import timedelta

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import ConfigError, Retryable, WeChatError
from app.integrations.wechat.qr_codes import Release
from app.integrations.wechat.tokens import TokenKeeper

URL_LINK, SCHEME, SHORT = "/wxa/generate_urllink", "/wxa/generatescheme", "/wxa/genwxashortlink"
LONGEST_QUERY = 1_024
LONGEST_LIFE = timedelta(days=30)
AFTER_DAYS = 1
# Here 40002 is no grant type but "may not make links", 40013 no appid but "banned"; 44993 is the day's links spent.
MEANINGS: dict[int, type[WeChatError]] = {
    **dict.fromkeys((40002, 40013, 40165, 40212, 85079, 85401, 85402, 85406, 85407, 85408), ConfigError),
    44990: Retryable,
    44993: Retryable,
}


async def url_link(tokens: TokenKeeper, app: WeChatApp, *, path: str, query: str, lives: timedelta) -> str:
    """Make an https link that opens the program from a text message or a web page; it lives up to 30 days."""
    body = {
        "path": path,
        "query": _query(query),
        "expire_type": AFTER_DAYS,
        "expire_interval": _days(lives),
        "env_version": Release.RELEASE.value,
    }
    return await _made(tokens, app, URL_LINK, body, "url_link")


async def scheme(tokens: TokenKeeper, app: WeChatApp, *, path: str, query: str, lives: timedelta) -> str:
    """Make a `weixin://` link; Android opens it only by way of a web page."""
    target = {"path": path, "query": _query(query), "env_version": Release.RELEASE.value}
    body = {"jump_wxa": target, "is_expire": True, "expire_type": AFTER_DAYS, "expire_interval": _days(lives)}
    return await _made(tokens, app, SCHEME, body, "openlink")


async def short_link(tokens: TokenKeeper, app: WeChatApp, *, url: str, title: str) -> str:
    """Make a link that works inside WeChat only, for 30 days."""
    body = {"page_url": url, "page_title": title, "is_permanent": False}
    return await _made(tokens, app, SHORT, body, "link")


async def _made(tokens: TokenKeeper, app: WeChatApp, path: str, body: dict[str, object], name: str) -> str:
    link = (await tokens.call(app, Call(path, body=body, meanings=MEANINGS))).get(name)
    if not isinstance(link, str) or not link:
        raise no_usable_answer(path, "odd_shape")
    return link


def _query(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise ValueError(f"a query holds {LONGEST_QUERY} characters at most")
    return query


def _days(lives: timedelta) -> int:
    """Count whole days, as WeChat does; a part of a day is a day."""
    if not timedelta(0) < lives <= LONGEST_LIFE:
        raise ValueError("a link lives up to 30 days")
    return -(-lives // timedelta(days=1))
