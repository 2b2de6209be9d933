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
    COURSE = "course"
    REPORT = "report"
    LESSON = "lesson"


class ReviewState(StrEnum):
    """Where a review is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    VOID = "void"


class CourseKind(StrEnum):
    """One engine for both (CRS-07)."""

    COURSE = "course"
    ACTIVITY = "activity"


class CourseState(StrEnum):
    """Where a course or activity is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    UNPUBLISHED = "unpublished"


class TextState(StrEnum):
    """Where one version of a course's text is: the old one stays visible while a new one is looked at."""

    DRAFT = "draft"
    REVIEW = "review"
    RETURNED = "returned"
    LIVE = "live"
    OLD = "old"


class Topic(StrEnum):
    """What is learnt or done (clauses 二 and 三)."""

    DOMESTIC_SERVICE = "domestic_service"
    ELDER_CARE = "elder_care"
    E_COMMERCE = "e_commerce"
    FOOD = "food"
    COOKING = "cooking"
    FARMING = "farming"
    CRAFTS = "crafts"
    TOURISM = "tourism"
    BUSINESS = "business"
    DIGITAL = "digital"
    CULTURE = "culture"
    SPORTS = "sports"
    HEALTH = "health"
    LAW = "law"
    FAMILY = "family"


class EnrolmentState(StrEnum):
    """Where her enrolment is; an offered seat is held for her for 24 hours."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class AttendanceWay(StrEnum):
    """How it was written down that she came."""

    QR = "qr"
    LIST = "list"


class Outcome(StrEnum):
    """就业 / 创业 / 没有 (CRS-06)."""

    EMPLOYED = "employed"
    BUSINESS = "business"
    NONE = "none"


class ReportReason(StrEnum):
    """What is wrong with a course (CRS-09)."""

    WRONG_TIME = "wrong_time"
    WRONG_PLACE = "wrong_place"
    WRONG_FEE = "wrong_fee"
    FEE_SCAM = "fee_scam"
    OTHER = "other"
