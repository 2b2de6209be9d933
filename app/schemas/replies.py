"""What goes out about saved replies and how plainly a text speaks."""

from uuid import UUID

from app.schemas.out import Out


class AdviceShown(Out):
    """One thing to change in a text."""

    kind: str
    words: str
    instead: str


class Scored(Out):
    """How plainly a text speaks, from 0 to 100, and what costs points."""

    score: int
    verdict: str
    advice: list[AdviceShown]


class ReplyShown(Scored):
    """One text an office keeps for a service."""

    id: UUID
    service: str
    title: str
    body: str
    version: int


class BlankShown(Out):
    """One blank a text may have."""

    name: str
    meaning: str


class Replies(Out):
    """What an office keeps, and which blanks there are."""

    items: list[ReplyShown]
    blanks: list[BlankShown]


class ReplyFilled(ReplyShown):
    """A text filled for one request; `blanks_left` are to be written by hand."""

    filled: str
    blanks_left: list[str]


class RepliesFilled(Out):
    """What fits one request."""

    items: list[ReplyFilled]
