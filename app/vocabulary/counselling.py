"""The words of counselling: how they speak, what is booked, what became of it, who may do the work."""

from enum import StrEnum


class SessionWay(StrEnum):
    """How a session is held."""

    PHONE = "phone"
    VOICE_MESSAGE = "voice_message"
    IN_PERSON = "in_person"


class SlotState(StrEnum):
    """Where an offered time is."""

    OPEN = "open"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"


class BookingKind(StrEnum):
    """A time she chose from the list, or hours in which she asks to be called."""

    SLOT = "slot"
    CALL_BACK = "call_back"


class BookingState(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CounsellorGender(StrEnum):
    """A woman by default; a man only where she says that it is all the same to her."""

    WOMAN = "woman"
    MAN = "man"


class QualificationKind(StrEnum):
    """What a counsellor or an agency must hold, each with its dates."""

    SOCIAL_WORKER = "social_worker"
    COUNSELLING = "counselling"
    PSYCHOTHERAPIST = "psychotherapist"
    PSYCHIATRIST = "psychiatrist"
    CRISIS_TRAINING = "crisis_training"
    AGENCY_REGISTRATION = "agency_registration"


class SeatEnd(StrEnum):
    """Why a counsellor no longer accompanies her."""

    CHANGED = "changed"
    HANDED_OVER = "handed_over"
    GONE = "gone"


class CrisisCause(StrEnum):
    """Where the danger was heard."""

    MOOD_CHECK = "mood_check"
    COUNSELLOR = "counsellor"


class CrisisState(StrEnum):
    """Whether somebody has spoken with her."""

    OPEN = "open"
    REACHED = "reached"


class HandOverState(StrEnum):
    """What she said to another counsellor going on."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


class FigureMeasure(StrEnum):
    """What the county counts by month; nothing here is about one person."""

    REQUESTS = "requests"
    SESSIONS_PHONE = "sessions_phone"
    SESSIONS_VOICE_MESSAGE = "sessions_voice_message"
    SESSIONS_IN_PERSON = "sessions_in_person"
    SESSIONS_ALL = "sessions_all"
    MISSED = "missed"
    CHANGES = "changes"
    DANGER_CALLS = "danger_calls"
    DANGER_REACHED = "danger_reached"
    CLOSED_WITH_PLAN = "closed_with_plan"
