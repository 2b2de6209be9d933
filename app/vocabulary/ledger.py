"""The words of the ledger."""

from enum import StrEnum


class LedgerState(StrEnum):
    """LED-03's four, then suspended and removed (design §10.4)."""

    CANDIDATE = "candidate"
    VILLAGE_CHECKED = "village_checked"
    TOWNSHIP_CHECKED = "township_checked"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class LedgerStep(StrEnum):
    """Verification steps of the ledger."""

    REGISTER = "register"
    CHECK_VILLAGE = "check-village"
    CHECK_TOWNSHIP = "check-township"
    CONFIRM = "confirm"
    RETURN = "return"
    CORRECT = "correct"
    ASK_CHANGE = "ask-change"
    APPLY_CHANGE = "apply-change"
    REJECT_CHANGE = "reject-change"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REMOVE = "remove"
    RECHECK = "recheck"
    JOIN = "join"
    MERGE = "merge"
    UNMERGE = "unmerge"


class ExitReason(StrEnum):
    """Why somebody left the ledger, or its counting, for a while or for good (LED-05)."""

    HUSBAND_RETURNED = "husband_returned"
    MOVED_OUT = "moved_out"
    DECEASED = "deceased"
    OWN_WISH = "own_wish"
    DIVORCED = "divorced"
    WIDOWED = "widowed"
    JOINED_HUSBAND = "joined_husband"
    DUPLICATE = "duplicate"
    ENTERED_IN_ERROR = "entered_in_error"


class RecheckState(StrEnum):
    """Where a re-check stands: waiting, confirmed at the desk, or closed because she left."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


class Eligibility(StrEnum):
    """符合 / 暂不符合 / 待核实 (LED-02); it never gates help."""

    QUALIFIES = "qualifies"
    NOT_YET = "not_yet"
    TO_VERIFY = "to_verify"


class KeyGroup(StrEnum):
    """重点对象: union of the county's and the national list, with 脱贫 and 边缘易致贫 (LED-04)."""

    HARDSHIP = "hardship"
    DISABILITY = "disability"
    SERIOUS_ILLNESS = "serious_illness"
    ELDERLY = "elderly"
    LIFTED_OUT_OF_POVERTY = "lifted_out_of_poverty"
    MARGINALLY_POOR = "marginally_poor"
    LOW_INCOME = "low_income"
    RIGHTS_INFRINGED = "rights_infringed"


class FlagSource(StrEnum):
    """Who says a key-group flag holds: 本人 / 干部 / 部门比对."""

    SELF = "self"
    CADRE = "cadre"
    DEPARTMENT_MATCH = "department_match"


class ConsentPurpose(StrEnum):
    """What she agrees to, one consent per use (SAF-09)."""

    LEDGER = "ledger"
    SHARE_WITH_OFFICES = "share_with_offices"
    SHARE_WITH_PROVIDER = "share_with_provider"
    VOICE = "voice"
    PHOTO = "photo"
    STORY = "story"
    LEGAL_AID = "legal_aid"
    APPLY_FOR_HER = "apply_for_her"
    CHILDREN = "children"
    LOAN_CHECK = "loan_check"
    SHARE_WITH_BANK = "share_with_bank"
    SHARE_WITH_GUARANTOR = "share_with_guarantor"


class ConsentChannel(StrEnum):
    """How consent was given."""

    SELF = "self"
    WITNESSED = "witnessed"
    GUARDIAN = "guardian"


class PairKind(StrEnum):
    """Why two entries look like one woman."""

    ID_NUMBER = "id_number"
    NAME_BIRTH_VILLAGE = "name_birth_village"


class PairState(StrEnum):
    """Where a 疑似重复 pair stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    MERGED = "merged"
    NOT_SAME = "not_same"
    UNDONE = "undone"


class ProxyUse(StrEnum):
    """What somebody may do in her name: keep her entry, or ask for help."""

    LEDGER = "ledger"
    REQUEST = "request"


class ConsentForm(StrEnum):
    """Kinds of consent to a proxy: said or written."""

    ORAL = "oral"
    WRITTEN = "written"


class ConsentMeans(StrEnum):
    """How it was asked for."""

    FACE_TO_FACE = "face_to_face"
    PHONE = "phone"


class ConsentGiver(StrEnum):
    """Who gave it."""

    HERSELF = "herself"
    GUARDIAN = "guardian"


class ConsentEvidence(StrEnum):
    """What shows it: a recording, a signature, or a witness by name."""

    VOICE = "voice"
    SIGNATURE = "signature"
    WITNESS = "witness"


class ProxyEnd(StrEnum):
    """Why a proxy's rights ended before their day."""

    CLAIMED = "claimed"
    ENDED_BY_HER = "ended_by_her"
    REPLACED = "replaced"


class FailingPart(StrEnum):
    """Parts of the definition of 留守 (LED-02); each can hold, fail or be unknown."""

    MARRIAGE = "marriage"
    RESIDENCE = "residence"
    ABSENCE = "absence"
    PLACE = "place"
    DURATION = "duration"


class IdNumberPart(StrEnum):
    """Parts of an ID number that can be wrong; its address prefix is never one of them."""

    SHAPE = "shape"
    CHECK_DIGIT = "check_digit"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    OTHER_BIRTH_DATE = "other_birth_date"
