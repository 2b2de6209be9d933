"""Danger in somebody's own words: the county's list, what must be true of it, and how it is read."""

import unicodedata
from collections.abc import Iterable

from app.domain.catalogue.faults import Fault, Texts, line_of_item
from app.domain.catalogue.folder import Folder
from app.vocabulary import EmergencyTopic, Level


def dangers(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find danger words that lead to no number to call, or to nobody."""
    lines = {topic for one in folder.hotlines if one.emergency for topic in one.topics}
    served = {topic for one in folder.services if one.level is Level.CLOSED for topic in one.topics}
    for nth, one in enumerate(folder.danger_words):
        wrong = [] if one.topic in lines else [f"{one.topic} 这类急事没有紧急电话。"]
        wrong += [] if one.topic in served else [f"{one.topic} 这类急事没有保密的服务来接。"]
        line = line_of_item(texts["county.toml"], "danger_words", nth, "topic")
        yield from (Fault("county.toml", line, f"急事的词：{sentence}") for sentence in wrong)


def heard(folder: Folder, said: str) -> frozenset[EmergencyTopic]:
    """Say which dangers a text names. It decides who is asked to answer and how fast, never whether it is taken."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", said).casefold() if one.isalnum())
    return frozenset(one.topic for one in folder.danger_words if any(word in plain for word in one.words))
