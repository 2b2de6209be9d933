"""The stand-in's moderation and risk ranks: texts at once, media later by push (wechat.md §2.6, §2.7, §6.6)."""

import secrets
from datetime import timedelta

import httpx

from sandbox.wechat.calls import Asked, Endpoint, owner_of, person_of
from sandbox.wechat.messages import PLATFORM
from sandbox.wechat.replies import Refused, trace
from sandbox.wechat.verdicts import CLEAN, Media
from sandbox.wechat.world import DAY, MINUTE, Person, World

SEEN_WITHIN = timedelta(hours=2)
LONGEST = 2_500
SCENES, MEDIA_TYPES = (1, 2, 3, 4), (1, 2)
TEXTS_A_MINUTE, TEXTS_A_DAY = 4_000, 2_000_000
MEDIA_A_MINUTE, MEDIA_A_DAY = 2_000, 200_000
NOT_FETCHED = -1008


def _visitor(world: World, appid: str, sent: dict[str, object]) -> Person:
    """The person the call names, seen within two hours (61010), in a scene that exists (40129)."""
    person = person_of(world, appid, sent.get("openid"))
    if sent.get("version") != 2:  # noqa: PLR2004  version 1 is gone
        raise Refused(47001)
    if sent.get("scene") not in SCENES:
        raise Refused(40129)
    _seen(world, person)
    return person


def _seen(world: World, person: Person) -> None:
    if person.last_visit is None or world.now() - person.last_visit > SEEN_WITHIN:
        raise Refused(61010)


def judge_text(world: World, asked: Asked) -> dict[str, object]:
    """Judge a text by the table of words."""
    appid = owner_of(world, asked)
    sent = asked.document()
    _visitor(world, appid, sent)
    content = str(sent.get("content") or "")
    if not 0 < len(content) <= LONGEST:
        raise Refused(47001)
    world.meter(f"text {appid} minute", seconds=MINUTE, limit=TEXTS_A_MINUTE, errcode=44991)
    world.meter(f"text {appid} day", seconds=DAY, limit=TEXTS_A_DAY, errcode=45009)
    world.safety.texts.append(content)
    suggest, label, word = world.safety.judge(content)
    model = {"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}
    named = {"strategy": "keyword", "errcode": 0, "suggest": suggest, "label": label, "level": 90, "keyword": word}
    return {
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": suggest, "label": label},
        "detail": [model, named if word else {"strategy": "keyword", "errcode": 0}],
        "trace_id": trace(world.now()),
    }


def judge_media(world: World, asked: Asked) -> dict[str, object]:
    """Take a link to a picture or sound; the verdict is pushed later."""
    appid = owner_of(world, asked)
    sent = asked.document()
    person = _visitor(world, appid, sent)
    if sent.get("media_type") not in MEDIA_TYPES:
        raise Refused(40004)
    url = str(sent.get("media_url") or "")
    if any(one.url == url for one in world.safety.waiting.values()):
        raise Refused(87020)
    world.meter(f"media {appid} minute", seconds=MINUTE, limit=MEDIA_A_MINUTE, errcode=44991)
    world.meter(f"media {appid} day", seconds=DAY, limit=MEDIA_A_DAY, errcode=45009)
    world.safety.links.append(url)
    media = Media(trace(world.now()), url, appid, person.openid, world.now())
    world.safety.waiting[media.trace_id] = media
    return {"errcode": 0, "errmsg": "ok", "trace_id": media.trace_id}


def risk_rank(world: World, asked: Asked) -> dict[str, object]:
    """Rank a person; the id beside it is spelt as WeChat spells it."""
    appid = owner_of(world, asked)
    sent = asked.document()
    person = person_of(world, appid, sent.get("openid"))
    _seen(world, person)
    if sent.get("scene") not in (0, 1, 2):
        raise Refused(40129)
    rank = {"risk_rank": person.risk_rank, "unoin_id": secrets.randbits(31)}
    return {"errcode": 0, "errmsg": "getuserriskrank succ", **rank}


def pronounce(world: World, trace_id: str, suggest: str, label: int, errcode: int = 0) -> None:
    """Queue the verdict of a waiting picture or sound; `errcode` -1008 says that its link could not be fetched."""
    media = world.safety.waiting.pop(trace_id)
    detail = {"strategy": "content_model", "errcode": errcode, "suggest": suggest, "label": label, "prob": 90}
    world.messages.waiting.append(
        {
            "ToUserName": "gh_stand_in_00",
            "FromUserName": PLATFORM,
            "CreateTime": int(world.now().timestamp()),
            "MsgType": "event",
            "Event": "wxa_media_check",
            "appid": media.appid,
            "trace_id": trace_id,
            "version": 2,
            "detail": [detail] if errcode == 0 else [],
            "errcode": errcode,
            "errmsg": "ok" if errcode == 0 else "download failed",
            "result": {"suggest": suggest, "label": label} if errcode == 0 else {},
        }
    )


async def fetch_all(world: World, transport: httpx.AsyncBaseTransport | None = None) -> dict[str, int]:
    """Fetch every waiting link as WeChat does; what comes passes, what does not gets -1008. Gives each status."""
    seen: dict[str, int] = {}
    async with httpx.AsyncClient(transport=transport, timeout=5.0, trust_env=False) as client:
        for media in list(world.safety.waiting.values()):
            try:
                seen[media.trace_id] = (await client.get(media.url)).status_code
            except httpx.HTTPError:
                seen[media.trace_id] = 0
            came = seen[media.trace_id] == httpx.codes.OK
            pronounce(world, media.trace_id, "pass", CLEAN, 0 if came else NOT_FETCHED)
    return seen


ENDPOINTS = (
    Endpoint("/wxa/msg_sec_check", judge_text),
    Endpoint("/wxa/media_check_async", judge_media),
    Endpoint("/wxa/getuserriskrank", risk_rank),
)
