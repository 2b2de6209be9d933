"""The one way to WeChat's moderation: what cannot be judged is `unavailable`, and a person looks."""

from dataclasses import dataclass, field

from app.errors import AppError
from app.integrations.content_check.words import own_words
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.moderation import LONGEST_TEXT, MediaType, Scene, Suggest, judge_media, judge_text
from app.integrations.wechat.tokens import TokenKeeper
from app.vocabulary import CheckSource, CheckState

SCENE = Scene.FORUM
STATES = {Suggest.PASS: CheckState.PASS, Suggest.REVIEW: CheckState.REVIEW, Suggest.RISKY: CheckState.RISKY}
WORST_FIRST = (CheckState.RISKY, CheckState.REVIEW, CheckState.UNAVAILABLE, CheckState.WAITING, CheckState.PASS)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was found, by whom, WeChat's label (100 is clean) and its trace, when it was WeChat."""

    state: CheckState
    source: CheckSource
    label: int = 0
    trace_id: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Through which program WeChat is asked, and for whom; without either it is not asked at all."""

    tokens: TokenKeeper
    app: WeChatApp | None
    openid: str | None = field(repr=False)


async def check_text(asker: Asker, text: str) -> Opinion:
    """Judge a public text. What our own list stops is not sent anywhere; a clean list alone lets nothing through.

    WeChat judges only for somebody who opened the program within two hours (61010), so `unavailable` is usual.
    """
    own = Opinion(own_words().judge(text), CheckSource.WORDS)
    if own.state is CheckState.RISKY or asker.app is None or asker.openid is None:
        return own if own.state is not CheckState.PASS else Opinion(CheckState.UNAVAILABLE, CheckSource.WORDS)
    pieces = [text[begin : begin + LONGEST_TEXT] for begin in range(0, len(text), LONGEST_TEXT)]
    opinions = [await _of_wechat(asker, asker.app, asker.openid, piece) for piece in pieces]
    return min((*opinions, own), key=lambda one: WORST_FIRST.index(one.state))


async def _of_wechat(asker: Asker, app: WeChatApp, openid: str, piece: str) -> Opinion:
    try:
        said = await judge_text(asker.tokens, app, content=piece, openid=openid, scene=SCENE)
    except AppError:
        return Opinion(CheckState.UNAVAILABLE, CheckSource.WECHAT)
    return Opinion(STATES[said.suggest], CheckSource.WECHAT, said.label, said.trace_id)


async def begin_media(asker: Asker, url: str, media: MediaType) -> Opinion:
    """Let WeChat fetch a public picture or sound; `waiting` until its verdict is pushed, or `unavailable`."""
    if asker.app is None or asker.openid is None:
        return Opinion(CheckState.UNAVAILABLE, CheckSource.WECHAT)
    try:
        trace = await judge_media(asker.tokens, asker.app, url=url, media=media, openid=asker.openid, scene=SCENE)
    except AppError:
        return Opinion(CheckState.UNAVAILABLE, CheckSource.WECHAT)
    return Opinion(CheckState.WAITING, CheckSource.WECHAT, trace_id=trace)
