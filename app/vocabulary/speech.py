"""The words of what can be heard."""

from enum import StrEnum


class SpokenKind(StrEnum):
    """What is published and can be heard by anybody, by its own code or key (OFF-08, OFF-11)."""

    AID = "aid"
    APP = "app"
    CARD = "card"
    CONSENT = "consent"
    COURSE = "course"
    FACT = "fact"
    HOTLINE = "hotline"
    LOAN = "loan"
    MESSAGE = "message"
    MOOD = "mood"
    OFFICE = "office"
    PLACE = "place"
    QUESTION = "question"
    SERVICE = "service"


class Voice(StrEnum):
    """Whose voice: somebody of the county where one recorded it (local speech), or always the machine's."""

    LOCAL = "local"
    MACHINE = "machine"
