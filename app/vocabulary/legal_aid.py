"""The words of legal aid: an application's life, lawyers, and the dated instruments beside it."""

from enum import StrEnum


class AidChannel(StrEnum):
    """How an application was made; telling it aloud is as good as writing it."""

    FORM = "form"
    VOICE = "voice"
    ORAL = "oral"


class AidState(StrEnum):
    """Where an application is."""

    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"
    OBJECTED = "objected"
    ASSIGNED = "assigned"
    MET = "met"
    FILED = "filed"
    HEARD = "heard"
    CONCLUDED = "concluded"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class AidStep(StrEnum):
    """What can be done to an application; each is one literal route, but for what time does."""

    APPLY = "apply"
    TELL_PAPERS = "tell-papers"
    SUPPLY_PAPERS = "supply-papers"
    TAKE_PAPERS = "take-papers"
    AID_FIRST = "aid-first"
    GRANT = "grant"
    REFUSE = "refuse"
    OBJECT = "object"
    DECIDE_OBJECTION = "decide-objection"
    ASSIGN_LAWYER = "assign-lawyer"
    MEET = "met"
    FILE = "filed"
    HEAR = "hearing"
    CONCLUDE = "conclude"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


class AidResult(StrEnum):
    """How a matter ended."""

    WON = "won"
    PARTLY = "partly"
    SETTLED = "settled"
    LOST = "lost"
    ENDED = "ended"


class Urgency(StrEnum):
    """How pressing it is, in her own judgement."""

    DANGER = "danger"
    DEADLINE = "deadline"
    ORDINARY = "ordinary"


class Pledge(StrEnum):
    """How the personal pledge (个人诚信承诺) was signed."""

    TAP = "tap"
    VOICE = "voice"
    PAPER = "paper"


class LawyerKind(StrEnum):
    """Who may take a case of legal aid."""

    LAWYER = "lawyer"
    LEGAL_WORKER = "legal_worker"
    AGENCY = "agency"


class TieKind(StrEnum):
    """What binds a lawyer to a person who may be the other side."""

    CLIENT = "client"
    RELATIVE = "relative"
