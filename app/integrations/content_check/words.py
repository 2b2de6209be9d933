"""Our own list of words: data, and read so that spaces, signs and letter forms between do not hide a word."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from app.vocabulary import CheckState

FILE = "words.toml"


@dataclass(frozen=True, slots=True)
class WordList:
    """Words by what they lead to; each is kept as it is compared."""

    risky: frozenset[str]
    review: frozenset[str]

    def judge(self, text: str) -> CheckState:
        """Say what the worst word of a text leads to."""
        plain = plain_of(text)
        if any(word in plain for word in self.risky):
            return CheckState.RISKY
        return CheckState.REVIEW if any(word in plain for word in self.review) else CheckState.PASS


def plain_of(text: str) -> str:
    """Put a text into one form: compatible characters, small letters, nothing but letters and digits."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def read_words(document: str) -> WordList:
    """Read a list. Raises ValueError for one that names no word."""
    found = tomllib.loads(document)
    made = WordList(_words(found.get("risky", {})), _words(found.get("review", {})))
    if not made.risky or not made.review:
        raise ValueError("a list of words has both parts")
    return made


def _words(groups: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(plain_of(word) for group in groups.values() for word in group)


@lru_cache(maxsize=1)
def own_words() -> WordList:
    """The list that comes with the service, read once."""
    return read_words(resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
