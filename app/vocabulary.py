"""Every word the service stores or sends, in one place; the names follow the glossary."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the service (ADM-02)."""

    WOMAN = "woman"
    VILLAGE_CADRE = "village_cadre"
    TOWNSHIP_WORKER = "township_worker"
    DEPARTMENT_HANDLER = "department_handler"
    DEPARTMENT_HEAD = "department_head"
    COUNTY_DESK = "county_desk"
    SOCIAL_WORKER = "social_worker"
    CLOSED_CASE_OFFICER = "closed_case_officer"
    PROVIDER = "provider"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


class Audience(StrEnum):
    """The database roles behind row-level security; one per audience."""

    SIGN_IN = "aud_sign_in"
    PUBLIC = "aud_public"
    WOMAN = "aud_woman"
    CADRE = "aud_cadre"
    TOWN = "aud_town"
    DEPT = "aud_dept"
    DESK = "aud_desk"
    CASE = "aud_case"
    ROUTE = "aud_route"
    PROVIDER = "aud_provider"
    ADMIN = "aud_admin"
    AUDITOR = "aud_auditor"
    WORKER = "aud_worker"


class Level(StrEnum):
    """How closely a request is held (SAF-04)."""

    NORMAL = "normal"
    SENSITIVE = "sensitive"
    CLOSED = "closed"


class ClockKind(StrEnum):
    """Three clocks that are never converted into one another."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class RequestState(StrEnum):
    """Where a request is in its life (capabilities A18, design §10.7)."""

    SUBMITTED = "submitted"
    TRIAGE = "triage"
    ACCEPTED = "accepted"
    WORKING = "working"
    WAITING = "waiting"
    RETURNED = "returned"
    RULING = "ruling"
    REFERRED_OUT = "referred_out"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    REVIEW = "review"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done to a request; each desk step and each of hers is one literal route."""

    SUBMIT = "submit"
    CLASSIFY = "classify"
    ACCEPT = "accept"
    START = "start"
    RETURN = "return"
    ASSIGN = "assign"
    REFER = "refer"
    ACCEPT_REFERRAL = "accept-referral"
    REFUSE_REFERRAL = "refuse-referral"
    REVOKE_REFERRAL = "revoke-referral"
    TRANSFER = "transfer"
    ASK = "ask"
    REPLY = "reply"
    NOTE = "note"
    FINISH_PART = "finish-part"
    EXCUSE_PART = "excuse-part"
    OUTSIDE_ANSWER = "outside-answer"
    RESOLVE = "resolve"
    REJECT = "reject"
    DECIDE_REVIEW = "decide-review"
    RULE = "rule"
    EXTEND = "extend"
    GRANT_EXTENSION = "grant-extension"
    URGE = "urge"
    APPROVE = "approve"
    OVERRIDE = "override"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    RESUBMIT = "resubmit"
    RATE = "rate"
    MESSAGE = "messages"
    REVIEW = "review"
    CLOSE_UNANSWERED = "close-unanswered"
    RETURN_REFERRAL = "return-referral"
    PASS_ON = "pass-on"  # noqa: S105  a step, no password
    LAPSE_OVERRIDE = "lapse-override"


class TaskPart(StrEnum):
    """Which part an office plays in a request (RTE-02)."""

    LEAD = "lead"
    CO = "co"
    TOWNSHIP = "township"
    REFERRAL = "referral"
    RULING = "ruling"
    REVIEW = "review"
    CALL_BACK = "call_back"
    APPROVAL = "approval"


class TaskState(StrEnum):
    """Where one office's part is."""

    OPEN = "open"
    DONE = "done"
    EXCUSED = "excused"
    RETURNED = "returned"
    REFUSED = "refused"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a request reached us."""

    APP = "app"
    PHONE = "phone"
    PAPER = "paper"
    VISIT = "visit"


class MessageAudience(StrEnum):
    """Who a line of the thread is for; an internal note never reaches her."""

    HER = "her"
    INTERNAL = "internal"


class Face(StrEnum):
    """Three faces (REQ-12)."""

    GLAD = "glad"
    SO_SO = "so_so"
    UNHAPPY = "unhappy"


class WithdrawKind(StrEnum):
    """停止办理 or 停止并删除内容 (REQ-11)."""

    STOP = "stop"
    STOP_AND_ERASE = "stop_and_erase"


class RejectReason(StrEnum):
    """Why a request is not taken on (REQ-09)."""

    NOT_IN_DUTY = "not_in_duty"
    NOT_ELIGIBLE = "not_eligible"
    DUPLICATE = "duplicate"
    NOT_ENOUGH_FACTS = "not_enough_facts"
    IN_COURT = "in_court"
    OTHER = "other"


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
    VOICE = "voice"
    PHOTO = "photo"
    STORY = "story"


class ConsentChannel(StrEnum):
    """How consent was given."""

    SELF = "self"
    WITNESSED = "witnessed"
    GUARDIAN = "guardian"


class OfficeKind(StrEnum):
    """Kinds of office that hold tasks; collective bodies get no staff of their own."""

    DEPARTMENT = "department"
    TOWNSHIP = "township"
    DESK = "desk"
    COLLECTIVE = "collective"


class DivisionLevel(StrEnum):
    """Levels of the divisions file."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class MeasureKind(StrEnum):
    """What sort of duty a policy measure is."""

    REQUEST = "request"
    OFFERING = "offering"
    CONTENT = "content"
    LEDGER = "ledger"
    GOVERNANCE = "governance"
    HONOUR = "honour"
    OUTREACH = "outreach"


class LeadSource(StrEnum):
    """Where a service's lead comes from: the policy's 牵头, or a ★ proposal the county must confirm."""

    POLICY = "policy"
    PROPOSED = "proposed"


class NoticeKind(StrEnum):
    """What a notice is about; its text comes from messages.toml and is neutral."""

    REQUEST_RECEIVED = "request_received"
    REQUEST_MOVED = "request_moved"
    REQUEST_REPLIED = "request_replied"
    REQUEST_NEEDS_YOU = "request_needs_you"
    REQUEST_RESOLVED = "request_resolved"
    REGISTRATION_MOVED = "registration_moved"
    SECURITY_ALERT = "security_alert"
    TASK_NEW = "task_new"
    TASK_CHANGED = "task_changed"
    TASK_DUE = "task_due"
    MESSAGE_FROM_HER = "message_from_her"
    OVERRIDE_USED = "override_used"


class NoticeState(StrEnum):
    """Delivery state of a notice (NTF-06)."""

    QUEUED = "queued"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


class TaskName(StrEnum):
    """The worker's registered tasks; a test equates this list with the registry."""

    DELIVER_NOTICE = "deliver_notice"
    TIDY_JOBS = "tidy_jobs"
    SEAL_AUDIT = "seal_audit"
    CLOSE_UNANSWERED = "close_unanswered"
    RETURN_REFERRALS = "return_referrals"
    FORGET_EXPIRED = "forget_expired"


class SessionKind(StrEnum):
    """Whose session a token belongs to."""

    WOMAN = "woman"
    STAFF = "staff"


class DataClass(StrEnum):
    """Classes of sealed data; one data key per class and county, one per case at closed level."""

    IDENTITY = "identity"
    CONTACT = "contact"
    HEALTH = "health"
    REQUEST = "request"
    ANSWER = "answer"
    CASE = "case"


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


class BodyKind(StrEnum):
    """Kinds of body in departments.toml; external ones are named but hold no task."""

    DEPARTMENT = "department"
    DESK = "desk"
    COLLECTIVE = "collective"
    EXTERNAL = "external"


class EmergencyTopic(StrEnum):
    """Topics that bring the emergency lines onto the first screen (RTE-07)."""

    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    CHILD = "child"
    FRAUD = "fraud"


class Intake(StrEnum):
    """Who may open a request of a service."""

    WOMAN = "woman"
    STAFF = "staff"


class Occasion(StrEnum):
    """What finishes a service that no clock finishes: its batch, its round, or the ruling on where it belongs."""

    BATCH = "batch"
    ROUND = "round"
    CLASSIFICATION = "classification"


class Dialling(StrEnum):
    """How a hotline is reached."""

    CALL = "call"
    SMS = "sms"


class LegalGround(StrEnum):
    """On what ground an office hears of a request without her consent; it is written to her log."""

    STATUTORY_DUTY = "statutory_duty"
    IMMEDIATE_DANGER = "immediate_danger"
    DUTY_TO_REPORT = "duty_to_report"


class CasePart(StrEnum):
    """What a member of a closed case is to it."""

    HANDLER = "handler"
    SECOND = "second"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    DEPUTY = "deputy"
    ADDED = "added"
