"""WeChat's judgement of texts, pictures and sounds that other users will see (wechat.md §2.6, §2.7).

Only `integrations.content_check` comes here: what she writes to us is never judged by anybody's machine (design §10.6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import NotSeenLately, WeChatError
from app.integrations.wechat.tokens import TokenKeeper

TEXT, MEDIA, RISK = "/wxa/msg_sec_check", "/wxa/media_check_async", "/wxa/getuserriskrank"
LONGEST_TEXT = 2_500
VERSION = 2
CLEAN = 100


class Suggest(StrEnum):
    """What WeChat suggests; errcode 0 alone says only that it looked."""

    PASS = "pass"  # noqa: S105  a word of WeChat's, no password
    REVIEW = "review"
    RISKY = "risky"


class Scene(IntEnum):
    """Where a text will be seen."""

    PROFILE = 1
    COMMENT = 2
    FORUM = 3
    SOCIAL_LOG = 4


class MediaType(IntEnum):
    """What a link leads to."""

    AUDIO = 1
    IMAGE = 2


class RiskScene(IntEnum):
    """What a person is about to do."""

    REGISTER = 0
    MARKETING = 1
    CONTENT = 2


class RiskUnknown(WeChatError):
    """WeChat has no rank for this person here."""

    code = "wechat_risk_unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """WeChat's view of a text: what it suggests, why (its label) and the trace to ask about it later."""

    suggest: Suggest
    label: int
    trace_id: str


async def judge_text(tokens: TokenKeeper, app: WeChatApp, *, content: str, openid: str, scene: Scene) -> Judgement:
    """Let WeChat look at a text of at most 2500 characters. Raises NotSeenLately (61010), ValueError when longer."""
    if not 0 < len(content) <= LONGEST_TEXT:
        raise ValueError(f"WeChat judges 1 to {LONGEST_TEXT} characters at a time")
    body = {"content": content, "version": VERSION, "scene": int(scene), "openid": openid}
    answer = await tokens.call(app, Call(TEXT, body=body))
    suggest, label = suggestion_of(answer)
    return Judgement(suggest, label, str(answer.get("trace_id") or ""))


async def judge_media(
    tokens: TokenKeeper, app: WeChatApp, *, url: str, media: MediaType, openid: str, scene: Scene
) -> str:
    """Let WeChat fetch a picture or sound; gives the trace its verdict will carry, up to 30 minutes later."""
    body = {"media_url": url, "media_type": int(media), "version": VERSION, "scene": int(scene), "openid": openid}
    answer = await tokens.call(app, Call(MEDIA, body=body))
    trace = answer.get("trace_id")
    if not isinstance(trace, str) or not trace:
        raise no_usable_answer(MEDIA, "odd_shape")
    return trace


async def risk_rank(tokens: TokenKeeper, app: WeChatApp, *, openid: str, scene: RiskScene, address: str) -> int:
    """Give WeChat's risk rank of a person, 0 (none) to 4. Raises NotSeenLately, RiskUnknown."""
    body = {"appid": app.appid, "openid": openid, "scene": int(scene), "client_ip": address}
    meanings = dict.fromkeys((61080, 61081, 9410009), RiskUnknown) | {61010: NotSeenLately}
    answer = await tokens.call(app, Call(RISK, body=body, meanings=meanings))
    rank = answer.get("risk_rank")
    if not isinstance(rank, int):
        raise no_usable_answer(RISK, "odd_shape")
    return rank


def suggestion_of(answer: Mapping[str, Any]) -> tuple[Suggest, int]:
    """Read `result`: a word we do not know is a matter for a person, as is a missing result."""
    result = answer.get("result")
    if not isinstance(result, dict):
        return Suggest.REVIEW, 0
    word = str(result.get("suggest") or "")
    label = result.get("label")
    suggest = Suggest(word) if word in set(Suggest) else Suggest.REVIEW
    return suggest, label if isinstance(label, int) else 0
