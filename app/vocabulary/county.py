"""The words of a county's folder, of notices, jobs and sealed data."""

from enum import StrEnum


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
    TASK_OVERDUE = "task_overdue"
    MESSAGE_FROM_HER = "message_from_her"
    OVERRIDE_USED = "override_used"
    COURSE_NEWS = "course_news"
    SEAT_OFFERED = "seat_offered"
    COURSE_ASKS = "course_asks"
    LOAN_NEWS = "loan_news"
    PROGRAM_PUNISHED = "program_punished"
    APPOINTMENT_SOON = "appointment_soon"
    DUTY_GAP = "duty_gap"
    RIGHTS_MOVED = "rights_moved"


class NoticeState(StrEnum):
    """Delivery state of a notice (NTF-06)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class ChannelKind(StrEnum):
    """Ways a notice may leave the service; the inbox is always there, a person's call is the last (NTF-01)."""

    WECHAT = "wechat"
    SMS = "sms"


class TaskName(StrEnum):
    """The worker's registered tasks; a test equates this list with the registry."""

    DELIVER_NOTICE = "deliver_notice"
    TIDY_JOBS = "tidy_jobs"
    RESCUE_JOBS = "rescue_jobs"
    SEAL_AUDIT = "seal_audit"
    ANCHOR_SEALS = "anchor_seals"
    CLOSE_UNANSWERED = "close_unanswered"
    RETURN_REFERRALS = "return_referrals"
    FORGET_EXPIRED = "forget_expired"
    CLIMB = "climb"
    HAND_OVER = "hand_over"
    HANDLE_PUSH = "handle_push"
    CLEAN_FILE = "clean_file"
    CLEAN_WAITING = "clean_waiting"
    REMOVE_OBJECTS = "remove_objects"
    SEND_OUTSIDE = "send_outside"
    READ_OUTSIDE = "read_outside"
    CLIMB_REVIEWS = "climb_reviews"
    CLIMB_QUESTIONS = "climb_questions"
    CLIMB_LOANS = "climb_loans"
    LOOK_AFTER_PAPERS = "look_after_papers"
    MIND_COURSES = "mind_courses"
    CHECK_CONTENT = "check_content"
    SWEEP_CHECKS = "sweep_checks"
    REMIND_APPOINTMENTS = "remind_appointments"
    CLIMB_CRISES = "climb_crises"
    WATCH_DUTY = "watch_duty"
    COUNT_COUNSELLING = "count_counselling"
    COUNT_MONTHS = "count_months"
    COUNT_QUALITY = "count_quality"
    WIND_RECHECKS = "wind_rechecks"
    MAKE_PARCEL = "make_parcel"
    FORGET_PERSON = "forget_person"
    GIVE_ALARMS = "give_alarms"
    MIND_LESSONS = "mind_lessons"


class DataClass(StrEnum):
    """Classes of sealed data; one data key per class and county, one per case at closed level."""

    IDENTITY = "identity"
    CONTACT = "contact"
    HEALTH = "health"
    REQUEST = "request"
    ANSWER = "answer"
    CASE = "case"


class EmergencyTopic(StrEnum):
    """Topics that bring the emergency lines onto the first screen (RTE-07)."""

    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    CHILD = "child"
    FRAUD = "fraud"


class ClimbTo(StrEnum):
    """Whom a late request climbs to (REQ-06; at closed level the ladder of design §10.5)."""

    OWNER = "owner"
    TOWNSHIP = "township"
    HEAD = "head"
    COUNTY = "county"
    SECOND = "second"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"


class Occasion(StrEnum):
    """What finishes a service that no clock finishes: its batch, its round, or the ruling on where it belongs."""

    BATCH = "batch"
    ROUND = "round"
    CLASSIFICATION = "classification"


class Dialling(StrEnum):
    """How a hotline is reached."""

    CALL = "call"
    SMS = "sms"
