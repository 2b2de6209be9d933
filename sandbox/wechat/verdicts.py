"""What the stand-in's moderation knows: its table of words, all it was ever shown, and media waiting for a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

WORDS: Mapping[str, tuple[str, int]] = {
    "假药": ("risky", 20006),
    "高利贷": ("risky", 20008),
    "加微信": ("review", 10001),
    "蠢货": ("review", 20003),
}
CLEAN = 100


@dataclass(frozen=True, slots=True)
class Media:
    """One picture or sound that waits for its verdict."""

    trace_id: str
    url: str
    appid: str
    openid: str
    at: datetime


@dataclass(slots=True)
class SafetyBook:
    """`texts` and `links` keep everything that was ever sent here, so that a test can say what never was."""

    words: dict[str, tuple[str, int]] = field(default_factory=lambda: dict(WORDS))
    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    waiting: dict[str, Media] = field(default_factory=dict)

    def judge(self, content: str) -> tuple[str, int, str]:
        """Look a text up: the worst word in it decides; gives suggest, label and the word."""
        found = [(suggest, label, word) for word, (suggest, label) in self.words.items() if word in content]
        risky = [one for one in found if one[0] == "risky"]
        return (risky or found or [("pass", CLEAN, "")])[0]
