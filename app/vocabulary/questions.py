"""The words of anonymous questions and of phoned-in requests."""

from enum import StrEnum


class QuestionState(StrEnum):
    """Where an anonymous question is; whoever holds its code may always write on."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
