"""The words of her rights over her data, of files made to be taken away, and of how long things are kept."""

from enum import StrEnum


class RightsKind(StrEnum):
    """What she may ask about her own data (PIPL 45–47): a copy, a correction, deletion."""

    COPY = "copy"
    CORRECTION = "correction"
    DELETION = "deletion"


class RightsState(StrEnum):
    """Where what she asked is."""

    RECEIVED = "received"
    DONE = "done"
    REFUSED = "refused"


class CorrectionField(StrEnum):
    """Which datum is wrong: her name, her phone, her registration, or something an office wrote."""

    NAME = "name"
    PHONE = "phone"
    REGISTRATION = "registration"
    OTHER = "other"


class OnDeletion(StrEnum):
    """What becomes of a class of data when she asks for deletion."""

    ERASE = "erase"
    RESTRICT = "restrict"
    KEEP = "keep"


class ParcelKind(StrEnum):
    """Files made by the worker for one person to take away."""

    MY_COPY = "my_copy"
    EVIDENCE = "evidence"
    LEDGER_EXPORT = "ledger_export"
    FIGURE_EXPORT = "figure_export"


class ParcelState(StrEnum):
    """Where such a file is; one that is gone has neither key nor object."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"


class LedgerField(StrEnum):
    """What an export of the ledger may hold; a closed list, so that nothing of a closed matter can be asked for."""

    NUMBER = "number"
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    TOWNSHIP = "township"
    VILLAGE = "village"
    STATE = "state"
    ELIGIBILITY = "eligibility"
    REGISTERED_ON = "registered_on"
    HUSBAND_AWAY = "husband_away"
    AWAY_SINCE = "away_since"
    CHILDREN = "children"
    ELDERS = "elders"
    NEEDS = "needs"


class SheetFormat(StrEnum):
    """How an export of the ledger is written."""

    XLSX = "xlsx"
    CSV = "csv"


class HoldGround(StrEnum):
    """On what ground data may not be forgotten for now."""

    COURT = "court"
    PROCURATORATE = "procuratorate"
    POLICE = "police"
    SUPERVISION = "supervision"
    AUDIT = "audit"
