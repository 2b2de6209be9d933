"""The words of content checks: only what other users will see is ever checked (design §10.6)."""

from enum import StrEnum


class CheckedKind(StrEnum):
    """What may be checked. A request, its thread and its media have no word here, and never get one."""

    PROVIDER_TEXT = "provider_text"
    PUBLISHED_ANSWER = "published_answer"
    STORY = "story"


class CheckState(StrEnum):
    """What is known of a text or picture: only `pass` may be shown without a person's word."""

    WAITING = "waiting"
    PASS = "pass"  # noqa: S105  no password
    REVIEW = "review"
    RISKY = "risky"
    UNAVAILABLE = "unavailable"


class CheckSource(StrEnum):
    """Who said so: our own list of words, WeChat, nobody in time."""

    WORDS = "words"
    WECHAT = "wechat"
    SWEEPER = "sweeper"
