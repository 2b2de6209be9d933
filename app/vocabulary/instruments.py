"""The words of the dated instruments: warnings, protection orders, reports, land disputes, mediation, and alarms."""

from enum import StrEnum


class InstrumentKind(StrEnum):
    """Which instrument it is."""

    WRITTEN_WARNING = "written_warning"
    PROTECTION_ORDER = "protection_order"
    MANDATORY_REPORT = "mandatory_report"
    LAND_DISPUTE = "land_dispute"
    MEDIATION = "mediation"


class InstrumentState(StrEnum):
    """Where an instrument is; which states a kind has, its own table says."""

    ISSUED = "issued"
    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"
    REPORTED = "reported"
    RECEIVED = "received"
    NEGOTIATION = "negotiation"
    IN_MEDIATION = "in_mediation"
    ARBITRATION = "arbitration"
    AWARD = "award"
    COURT = "court"
    ASKED = "asked"
    CLEAR = "clear"
    UNSAFE = "unsafe"
    STARTED = "started"
    ENDED = "ended"


class InstrumentStep(StrEnum):
    """What can be done to an instrument; each is one literal route, and one line of the request's life."""

    WARN = "written-warning"
    VISITED = "visited"
    APPLY_ORDER = "order-applied"
    DECIDE_ORDER = "order-decided"
    EXTEND_ORDER = "order-extended"
    END_ORDER = "order-ended"
    REPORT = "mandatory-report"
    RECEIPT = "receipt"
    LAND = "land-dispute"
    NEGOTIATED = "negotiated"
    MEDIATED = "mediated"
    ARBITRATE = "arbitration-filed"
    ARBITRATE_LONGER = "arbitration-extended"
    AWARD = "award"
    SUE = "sued"
    END_LAND = "land-ended"
    ASK_MEDIATION = "ask-mediation"
    SCREEN = "screen"
    START_MEDIATION = "start-mediation"
    STOP_MEDIATION = "stop-mediation"


class AlarmKind(StrEnum):
    """What an alarm is about."""

    ORDER_DECISION = "order_decision"
    ORDER_ENDS_FIRST = "order_ends_first"
    ORDER_ENDS_LAST = "order_ends_last"
    VISIT_POLICE = "visit_police"
    VISIT_VILLAGE = "visit_village"
    REPORT_RECEIPT = "report_receipt"
    AWARD_DUE = "award_due"
    SUE_BY = "sue_by"
    LIMITATION = "limitation"


class OrderApplicant(StrEnum):
    """Who applies for a protection order; others may for her (反家庭暴力法 23, 法释〔2022〕17号 2)."""

    HERSELF = "herself"
    RELATIVE = "relative"
    POLICE = "police"
    FEDERATION = "federation"
    VILLAGE = "village"
    RESCUE = "rescue"
    CIVIL_AFFAIRS = "civil_affairs"


class ReportTo(StrEnum):
    """To whom a mandatory report goes."""

    POLICE = "police"
    CIVIL_AFFAIRS = "civil_affairs"
    EDUCATION = "education"
