"""The words of visits: where a plan is, and why one was not kept."""

from enum import StrEnum


class VisitState(StrEnum):
    """Where a planned visit is."""

    PLANNED = "planned"
    DONE = "done"
    NOT_DONE = "not_done"


class NotDoneBecause(StrEnum):
    """Why a visit was not made; never a word about her beyond this list."""

    NOT_AT_HOME = "not_at_home"
    NOT_CONVENIENT = "not_convenient"
    SHE_DECLINED = "she_declined"
    VISITOR_AWAY = "visitor_away"
    ROAD_OR_WEATHER = "road_or_weather"
    MOVED_AWAY = "moved_away"
