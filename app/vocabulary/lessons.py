"""The words of micro-classes."""

from enum import StrEnum


class LessonSeries(StrEnum):
    """Where a lesson belongs: a child's age, who brings it up, or what the county explains (MIC-04)."""

    INFANT = "infant"
    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    MIDDLE = "middle"
    HIGH = "high"
    GRANDPARENTS = "grandparents"
    VIDEO_COMPANY = "video_company"
    LAW = "law"
    POLICY = "policy"
    HEALTH = "health"
