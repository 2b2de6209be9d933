"""Who may do what, as one page of data; decisions, lists, gates and the page the county signs all read it."""

from enum import StrEnum

from app.vocabulary import Role


class Action(StrEnum):
    """What can be done, as `resource:verb`."""

    ABSENCE_MANAGE = "absence:manage"
    ACCESS_LOG_READ = "access_log:read"
    AUDIT_READ = "audit:read"
    CALL_LOG = "call:log"
    CONSENT_MANAGE = "consent:manage"
    CONTACT_MANAGE = "contact:manage"
    COUNSELLING_ASK = "counselling:ask"
    COUNSELLING_COUNT = "counselling:count"
    COUNSELLING_OFFER = "counselling:offer"
    COUNSELLING_READ = "counselling:read"
    COUNSELLING_WORK = "counselling:work"
    COUNSELLOR_MANAGE = "counsellor:manage"
    COUNTY_READ = "county:read"
    COUNTY_VERSION_MANAGE = "county_version:manage"
    COVERAGE_READ = "coverage:read"
    COURSE_ENROL = "course:enrol"
    COURSE_MANAGE = "course:manage"
    COURSE_REPORT = "course:report"
    ENROLMENT_READ = "enrolment:read"
    DATA_DELETE = "data:delete"
    EVIDENCE_EXPORT = "evidence:export"
    FIGURE_EXPORT = "figure:export"
    FIGURE_READ = "figure:read"
    FILE_OPEN = "file:open"
    FILE_SEND = "file:send"
    HELP_REQUEST_ACCEPT = "help_request:accept"
    HELP_REQUEST_ANSWER_REFERRAL = "help_request:answer_referral"
    HELP_REQUEST_APPROVE = "help_request:approve"
    HELP_REQUEST_ASK = "help_request:ask"
    HELP_REQUEST_ASSIGN = "help_request:assign"
    HELP_REQUEST_CLASSIFY = "help_request:classify"
    HELP_REQUEST_CLOSE = "help_request:close"
    HELP_REQUEST_CONFIRM = "help_request:confirm"
    HELP_REQUEST_DECIDE_REVIEW = "help_request:decide_review"
    HELP_REQUEST_EXTEND = "help_request:extend"
    HELP_REQUEST_FINISH_PART = "help_request:finish_part"
    HELP_REQUEST_GRANT_EXTENSION = "help_request:grant_extension"
    HELP_REQUEST_NOTE = "help_request:note"
    HELP_REQUEST_OVERRIDE = "help_request:override"
    HELP_REQUEST_RATE = "help_request:rate"
    HELP_REQUEST_READ = "help_request:read"
    HELP_REQUEST_REFER = "help_request:refer"
    HELP_REQUEST_REJECT = "help_request:reject"
    HELP_REQUEST_REOPEN = "help_request:reopen"
    HELP_REQUEST_REPLY = "help_request:reply"
    HELP_REQUEST_RESOLVE = "help_request:resolve"
    HELP_REQUEST_RESUBMIT = "help_request:resubmit"
    HELP_REQUEST_RETURN = "help_request:return"
    HELP_REQUEST_REVEAL = "help_request:reveal"
    HELP_REQUEST_REVIEW = "help_request:review"
    HELP_REQUEST_RULE = "help_request:rule"
    HELP_REQUEST_SEARCH = "help_request:search"
    HELP_REQUEST_SUBMIT = "help_request:submit"
    HELP_REQUEST_TRANSFER = "help_request:transfer"
    HELP_REQUEST_URGE = "help_request:urge"
    HELP_REQUEST_WITHDRAW = "help_request:withdraw"
    HELP_REQUEST_WRITE = "help_request:write"
    HOLD_MANAGE = "hold:manage"
    HOLD_READ = "hold:read"
    LEDGER_CHECK_TOWNSHIP = "ledger:check_township"
    LEDGER_CHECK_VILLAGE = "ledger:check_village"
    LEDGER_CONFIRM = "ledger:confirm"
    LEDGER_COUNT = "ledger:count"
    DUPLICATE_READ = "duplicate:read"
    LEDGER_ENTER_FOR = "ledger:enter_for"
    LEDGER_EXIT = "ledger:exit"
    LEDGER_EXPORT = "ledger:export"
    LEDGER_FLAG = "ledger:flag"
    LEDGER_MERGE = "ledger:merge"
    LEDGER_READ = "ledger:read"
    LEDGER_RECHECK = "ledger:recheck"
    LEDGER_REGISTER = "ledger:register"
    LEDGER_RESTORE = "ledger:restore"
    LEDGER_RETURN = "ledger:return"
    LEDGER_REVEAL = "ledger:reveal"
    INSTRUMENT_READ = "instrument:read"
    INSTRUMENT_WRITE = "instrument:write"
    LEGAL_AID_APPLY = "legal_aid:apply"
    LEGAL_AID_APPLY_FOR_HER = "legal_aid:apply_for_her"
    LEGAL_AID_READ = "legal_aid:read"
    LEGAL_AID_WORK = "legal_aid:work"
    LAWYER_MANAGE = "lawyer:manage"
    MEDIATION_ASK = "mediation:ask"
    LOAN_APPLY = "loan:apply"
    LOAN_OVERSEE = "loan:oversee"
    LOAN_READ = "loan:read"
    LOAN_TIP_WORK = "loan_tip:work"
    LOAN_WORK = "loan:work"
    LESSON_COUNT = "lesson:count"
    LESSON_FOLLOW = "lesson:follow"
    LESSON_MANAGE = "lesson:manage"
    NOTICE_READ = "notice:read"
    OFFICE_MANAGE = "office:manage"
    PIN_MANAGE = "pin:manage"
    PROFILE_MANAGE = "profile:manage"
    QUESTION_ANSWER = "question:answer"
    QUESTION_READ = "question:read"
    PUBLIC_ANSWER_DECIDE = "public_answer:decide"
    PUBLIC_ANSWER_WRITE = "public_answer:write"
    QUEUE_READ = "queue:read"
    PROPOSAL_DECIDE = "proposal:decide"
    SAVED_REPLY_READ = "saved_reply:read"
    SAVED_REPLY_WRITE = "saved_reply:write"
    QUALITY_READ = "quality:read"
    REVIEW_DECIDE = "review:decide"
    REVIEW_READ = "review:read"
    PROXY_MANAGE = "proxy:manage"
    RIGHTS_ANSWER = "rights:answer"
    RIGHTS_ASK = "rights:ask"
    ROSTER_MANAGE = "roster:manage"
    SCORE_COMMENT = "score:comment"
    SCORE_READ = "score:read"
    SAFE_CONTACT_MANAGE = "safe_contact:manage"
    SECOND_FACTOR_MANAGE = "second_factor:manage"
    SECOND_FACTOR_PROVE = "second_factor:prove"
    SESSION_END = "session:end"
    SESSION_MANAGE = "session:manage"
    SPEECH_HEAR = "speech:hear"
    SLIP_PRINT = "slip:print"
    STAFF_MANAGE = "staff:manage"
    UPWARD_ANSWER = "upward:answer"
    UPWARD_SEND = "upward:send"
    VILLAGE_CHARTER_READ = "village_charter:read"
    VILLAGE_CHARTER_RECORD = "village_charter:record"
    VISIT_COUNT = "visit:count"
    VISIT_MAKE = "visit:make"
    VISIT_READ = "visit:read"
    VISIT_WISH = "visit:wish"


class Reach(StrEnum):
    """How far a grant goes."""

    OWN = "own"
    VILLAGE = "village"
    TOWNSHIP = "township"
    OFFICE = "office"
    CASE = "case"
    COUNTY = "county"


A, R = Action, Reach

# Offices hold requests by `readers`; closed requests are reached by case membership alone, whatever the role says here.
_DESK = (Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD, Role.TOWNSHIP_WORKER, Role.COUNTY_DESK, Role.SOCIAL_WORKER)
# Who may counsel or supervise it: never a township, the county's desk, a cadre or an administrator (B3).
_COUNSELLING = (Role.SOCIAL_WORKER, Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD)
_HEADS = (Role.DEPARTMENT_HEAD, Role.COUNTY_DESK)
_STAFF = (*_DESK, Role.VILLAGE_CADRE, Role.CLOSED_CASE_OFFICER, Role.PROVIDER, Role.AUDITOR, Role.ADMIN)


def _office(*roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, R.OFFICE)


_HER = {Role.WOMAN: R.OWN}
_ADMIN = {Role.ADMIN: R.COUNTY}
_OFFICER = {Role.CLOSED_CASE_OFFICER: R.CASE}
_IN_THE_VILLAGE = {Role.VILLAGE_CADRE: R.VILLAGE, Role.TOWNSHIP_WORKER: R.TOWNSHIP}
_LEDGER_DESK = _IN_THE_VILLAGE | {Role.COUNTY_DESK: R.COUNTY}
_LEDGER_READ = _HER | _LEDGER_DESK

GRANTS: dict[Action, dict[Role, Reach]] = {
    A.ABSENCE_MANAGE: _ADMIN,
    A.ACCESS_LOG_READ: _HER,
    A.AUDIT_READ: {Role.AUDITOR: R.COUNTY},
    A.CALL_LOG: _office(*_DESK),
    A.CONSENT_MANAGE: _HER,
    A.CONTACT_MANAGE: _ADMIN,
    A.COUNSELLING_ASK: _HER,
    A.COUNSELLING_COUNT: {Role.COUNTY_DESK: R.COUNTY},
    A.COUNSELLING_OFFER: dict.fromkeys(_COUNSELLING, R.OWN),
    A.COUNSELLING_READ: _HER | _office(*_COUNSELLING) | _OFFICER,
    A.COUNSELLING_WORK: _office(*_COUNSELLING) | _OFFICER,
    A.COUNSELLOR_MANAGE: _ADMIN,
    A.COUNTY_READ: _HER | dict.fromkeys(_STAFF, R.COUNTY),
    A.COUNTY_VERSION_MANAGE: _ADMIN,
    A.COURSE_ENROL: _HER,
    A.COURSE_MANAGE: _office(Role.PROVIDER),
    A.COURSE_REPORT: _HER,
    A.ENROLMENT_READ: _HER,
    A.COVERAGE_READ: _ADMIN | {Role.COUNTY_DESK: R.COUNTY},
    A.DATA_DELETE: _HER,
    A.EVIDENCE_EXPORT: _HER,
    A.FIGURE_EXPORT: {Role.COUNTY_DESK: R.COUNTY},
    A.FIGURE_READ: {Role.DEPARTMENT_HEAD: R.OFFICE, Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.FILE_OPEN: _HER | _office(*_DESK, Role.VILLAGE_CADRE) | _OFFICER,
    A.FILE_SEND: _HER | _IN_THE_VILLAGE,
    A.HELP_REQUEST_ACCEPT: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_ANSWER_REFERRAL: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_APPROVE: _office(*_HEADS, Role.DEPARTMENT_HANDLER, Role.SOCIAL_WORKER) | _OFFICER,
    A.HELP_REQUEST_ASK: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_ASSIGN: _office(*_HEADS, Role.TOWNSHIP_WORKER) | _OFFICER,
    A.HELP_REQUEST_CLASSIFY: _office(Role.COUNTY_DESK),
    A.HELP_REQUEST_CLOSE: {Role.SYSTEM: R.COUNTY},
    A.HELP_REQUEST_CONFIRM: _HER,
    A.HELP_REQUEST_DECIDE_REVIEW: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_EXTEND: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_FINISH_PART: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_GRANT_EXTENSION: _office(*_HEADS, Role.DEPARTMENT_HANDLER, Role.SOCIAL_WORKER) | _OFFICER,
    A.HELP_REQUEST_NOTE: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_OVERRIDE: _office(*_HEADS),
    A.HELP_REQUEST_RATE: _HER,
    A.HELP_REQUEST_READ: _HER | _office(*_DESK) | _OFFICER | {Role.SYSTEM: R.COUNTY},
    A.HELP_REQUEST_REFER: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_REJECT: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_REOPEN: _HER,
    A.HELP_REQUEST_REPLY: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_RESOLVE: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_RESUBMIT: _HER,
    A.HELP_REQUEST_RETURN: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_REVEAL: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_REVIEW: _HER,
    A.HELP_REQUEST_RULE: _office(Role.COUNTY_DESK),
    A.HELP_REQUEST_SEARCH: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_SUBMIT: _HER,
    A.HELP_REQUEST_TRANSFER: _office(*_DESK) | _OFFICER,
    A.HELP_REQUEST_URGE: _HER | _office(*_HEADS),
    A.HELP_REQUEST_WITHDRAW: _HER,
    A.HELP_REQUEST_WRITE: _HER,
    A.HOLD_MANAGE: _ADMIN,
    A.HOLD_READ: _ADMIN | {Role.AUDITOR: R.COUNTY},
    A.LEDGER_CHECK_TOWNSHIP: {Role.TOWNSHIP_WORKER: R.TOWNSHIP},
    A.LEDGER_CHECK_VILLAGE: {Role.VILLAGE_CADRE: R.VILLAGE},
    A.LEDGER_CONFIRM: {Role.COUNTY_DESK: R.COUNTY},
    A.LEDGER_COUNT: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.DUPLICATE_READ: _LEDGER_DESK,
    A.LEDGER_ENTER_FOR: _IN_THE_VILLAGE,
    A.LEDGER_EXIT: _LEDGER_DESK,
    A.LEDGER_EXPORT: {Role.COUNTY_DESK: R.COUNTY},
    A.LEDGER_FLAG: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.LEDGER_MERGE: {Role.COUNTY_DESK: R.COUNTY},
    A.LEDGER_READ: _LEDGER_READ,
    A.LEDGER_RECHECK: _LEDGER_DESK,
    A.LEDGER_REGISTER: _HER,
    A.LEDGER_RESTORE: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.LEDGER_RETURN: _LEDGER_DESK,
    A.LEDGER_REVEAL: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.INSTRUMENT_READ: _HER | _office(*_DESK) | _OFFICER,
    A.INSTRUMENT_WRITE: _office(*_DESK) | _OFFICER,
    A.LEGAL_AID_APPLY: _HER,
    A.LEGAL_AID_APPLY_FOR_HER: {Role.VILLAGE_CADRE: R.VILLAGE, Role.TOWNSHIP_WORKER: R.TOWNSHIP},
    A.LEGAL_AID_READ: _HER | _office(*_DESK) | _OFFICER,
    A.LEGAL_AID_WORK: _office(*_DESK) | _OFFICER | {Role.SYSTEM: R.COUNTY},
    A.LAWYER_MANAGE: _ADMIN,
    A.MEDIATION_ASK: _HER,
    A.LOAN_APPLY: _HER,
    A.LOAN_OVERSEE: {Role.COUNTY_DESK: R.COUNTY},
    A.LOAN_READ: _HER | _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD),
    A.LOAN_TIP_WORK: _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD),
    A.LOAN_WORK: _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD),
    A.LESSON_COUNT: _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD),
    A.LESSON_FOLLOW: _HER,
    A.LESSON_MANAGE: _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD),
    A.NOTICE_READ: _HER | dict.fromkeys(_STAFF, R.OFFICE),
    A.OFFICE_MANAGE: _ADMIN,
    A.PIN_MANAGE: _HER,
    A.PROFILE_MANAGE: _HER,
    A.PROPOSAL_DECIDE: _ADMIN,
    A.QUALITY_READ: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.QUESTION_ANSWER: _office(*_DESK, Role.CLOSED_CASE_OFFICER),
    A.QUESTION_READ: _office(*_DESK, Role.CLOSED_CASE_OFFICER),
    A.PROXY_MANAGE: _HER,
    A.PUBLIC_ANSWER_DECIDE: {Role.DEPARTMENT_HEAD: R.COUNTY, Role.COUNTY_DESK: R.COUNTY},
    A.PUBLIC_ANSWER_WRITE: dict.fromkeys((*_COUNSELLING, Role.COUNTY_DESK), R.COUNTY),
    A.QUEUE_READ: _office(*_DESK) | _OFFICER,
    A.SAVED_REPLY_READ: _office(*_DESK),
    A.SAVED_REPLY_WRITE: _office(*_DESK),
    A.REVIEW_DECIDE: _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD),
    A.REVIEW_READ: _office(Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD) | {Role.COUNTY_DESK: R.COUNTY},
    A.RIGHTS_ANSWER: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.RIGHTS_ASK: _HER,
    A.ROSTER_MANAGE: _ADMIN,
    A.SCORE_COMMENT: {Role.DEPARTMENT_HEAD: R.OFFICE, Role.TOWNSHIP_WORKER: R.TOWNSHIP},
    A.SCORE_READ: {Role.DEPARTMENT_HEAD: R.OFFICE, Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.SAFE_CONTACT_MANAGE: _HER,
    A.SECOND_FACTOR_MANAGE: dict.fromkeys(_STAFF, R.OWN),
    A.SECOND_FACTOR_PROVE: dict.fromkeys(_STAFF, R.OWN),
    A.SESSION_MANAGE: dict.fromkeys(_STAFF, R.OWN),
    A.SESSION_END: _HER | dict.fromkeys(_STAFF, R.OWN),
    A.SPEECH_HEAR: _HER | _office(*_DESK) | _OFFICER,
    A.SLIP_PRINT: dict.fromkeys((*_DESK, Role.VILLAGE_CADRE, Role.CLOSED_CASE_OFFICER), R.COUNTY),
    A.STAFF_MANAGE: _ADMIN,
    A.UPWARD_ANSWER: {Role.COUNTY_DESK: R.COUNTY},
    A.UPWARD_SEND: dict.fromkeys((*_DESK, Role.VILLAGE_CADRE), R.OWN) | {Role.COUNTY_DESK: R.COUNTY},
    A.VILLAGE_CHARTER_READ: _IN_THE_VILLAGE | {Role.COUNTY_DESK: R.COUNTY},
    A.VILLAGE_CHARTER_RECORD: _IN_THE_VILLAGE,
    A.VISIT_COUNT: {Role.TOWNSHIP_WORKER: R.TOWNSHIP, Role.COUNTY_DESK: R.COUNTY},
    A.VISIT_MAKE: _IN_THE_VILLAGE,
    A.VISIT_READ: _HER | _IN_THE_VILLAGE,
    A.VISIT_WISH: _HER,
}

# Columns of the table beside the grants (design §10.10): what a worker may do before a second factor is enrolled, and
# what a woman with a PIN does only after giving it. Her sensitive requests are absent until then: the door's affair.
WITHOUT_SECOND_FACTOR = frozenset({A.SECOND_FACTOR_MANAGE, A.SESSION_END, A.SESSION_MANAGE, A.COUNTY_READ})
# FRESH_ONLY asks a worker for a code given within the last minutes: full numbers, data that leaves, an override;
# FRESH_TO_CHANGE does so where something is changed: who may do what, and agreeing to another's proposal.
FRESH_ONLY = frozenset(
    {A.HELP_REQUEST_REVEAL, A.LEDGER_REVEAL, A.LEDGER_EXPORT, A.FIGURE_EXPORT, A.HELP_REQUEST_OVERRIDE}
)
FRESH_TO_CHANGE = frozenset({A.STAFF_MANAGE, A.PROPOSAL_DECIDE, A.COUNTY_VERSION_MANAGE})
UNLOCKED_ONLY = frozenset({A.SAFE_CONTACT_MANAGE, A.ACCESS_LOG_READ, A.DATA_DELETE, A.LOAN_APPLY, A.VISIT_WISH})
