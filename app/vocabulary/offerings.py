"""The words of providers, reviews, courses and activities."""

from enum import StrEnum


class ProviderState(StrEnum):
    """Where a training provider is: only an accepted one may post (CRS-01)."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class ReviewKind(StrEnum):
    """What lies on a reviewing desk."""

    PROVIDER = "provider"


class ReviewState(StrEnum):
    """Where a review is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    VOID = "void"
