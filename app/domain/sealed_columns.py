"""Every sealed column with the class of its key: what rotation seals anew; a test holds it to the tables."""

from dataclasses import dataclass

from app.vocabulary import DataClass


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One sealed column; `row` names the column whose id the value is bound to, nearly always the row's own."""

    table: str
    column: str
    klass: DataClass
    row: str = "id"


@dataclass(frozen=True, slots=True)
class IndexedColumn:
    """A blind index, and the sealed column it is made from."""

    index: str
    sealed: SealedColumn
    field: str


_K = DataClass
_OPENID = SealedColumn("account", "openid_sealed", _K.CONTACT)
_PHONE = SealedColumn("account", "phone_sealed", _K.CONTACT)
_PARTY = SealedColumn("lawyer_tie", "party_sealed", _K.IDENTITY)
_ASKED_BY = SealedColumn("help_request", "phone_sealed", _K.CONTACT)
_ID_NUMBER = SealedColumn("ledger_entry", "id_sealed", _K.IDENTITY)
_TWIN = SealedColumn("ledger_entry", "twin_sealed", _K.IDENTITY)

SEALED_COLUMNS: tuple[SealedColumn, ...] = (
    _OPENID,
    _PHONE,
    SealedColumn("profile", "name_sealed", _K.IDENTITY),
    SealedColumn("staff", "name_sealed", _K.IDENTITY),
    SealedColumn("staff", "phone_sealed", _K.CONTACT),
    SealedColumn("staff_credential", "totp_sealed", _K.IDENTITY),
    SealedColumn("staff_credential", "totp_pending_sealed", _K.IDENTITY),
    SealedColumn("refresh_token", "successor_sealed", _K.ANSWER, row="successor_id"),
    SealedColumn("help_request", "telling_sealed", _K.REQUEST),
    SealedColumn("help_request", "name_sealed", _K.IDENTITY),
    _ASKED_BY,
    SealedColumn("request_event", "note_sealed", _K.REQUEST),
    SealedColumn("request_message", "body_sealed", _K.REQUEST),
    SealedColumn("request_sound", "sound_sealed", _K.REQUEST),
    SealedColumn("ledger_entry", "name_sealed", _K.IDENTITY),
    SealedColumn("ledger_entry", "phone_sealed", _K.CONTACT),
    _ID_NUMBER,
    _TWIN,
    SealedColumn("ledger_entry", "answers_sealed", _K.IDENTITY),
    SealedColumn("ledger_entry", "change_sealed", _K.IDENTITY),
    SealedColumn("ledger_event", "reason_sealed", _K.IDENTITY),
    SealedColumn("duplicate_pair", "before_sealed", _K.IDENTITY),
    SealedColumn("proxy_consent", "witness_sealed", _K.IDENTITY),
    SealedColumn("safe_contact", "code_word_sealed", _K.CONTACT),
    SealedColumn("push_event", "body_sealed", _K.CONTACT),
    SealedColumn("content_check", "body_sealed", _K.CONTACT),
    SealedColumn("content_check", "key_sealed", _K.CONTACT),
    SealedColumn("kept_answer", "body_sealed", _K.ANSWER),
    SealedColumn("upload_part", "body_sealed", _K.REQUEST),
    SealedColumn("stored_file", "key_sealed", _K.REQUEST),
    SealedColumn("stored_file", "summary_sealed", _K.REQUEST),
    SealedColumn("provider", "contact_sealed", _K.IDENTITY),
    SealedColumn("provider", "phone_sealed", _K.CONTACT),
    SealedColumn("certificate", "holder_sealed", _K.IDENTITY),
    SealedColumn("stored_file", "summaries_sealed", _K.REQUEST),
    SealedColumn("question_line", "body_sealed", _K.REQUEST),
    SealedColumn("lawyer", "name_sealed", _K.IDENTITY),
    SealedColumn("lawyer", "phone_sealed", _K.CONTACT),
    _PARTY,
    SealedColumn("aid_application", "story_sealed", _K.REQUEST),
    SealedColumn("aid_application", "outcome_sealed", _K.REQUEST),
    SealedColumn("loan_application", "name_sealed", _K.IDENTITY),
    SealedColumn("loan_application", "phone_sealed", _K.CONTACT),
    SealedColumn("loan_application", "wish_sealed", _K.REQUEST),
    SealedColumn("loan_step", "note_sealed", _K.REQUEST),
    SealedColumn("loan_check", "answers_sealed", _K.REQUEST),
    SealedColumn("loan_tip", "body_sealed", _K.REQUEST),
    SealedColumn("loan_tip", "agent_sealed", _K.REQUEST),
    SealedColumn("loan_tip", "outcome_sealed", _K.REQUEST),
    SealedColumn("outside_handover", "payload_sealed", _K.REQUEST),
    SealedColumn("counselling_qualification", "number_sealed", _K.IDENTITY),
    SealedColumn("counselling_seat", "reason_sealed", _K.REQUEST),
    SealedColumn("counselling_note", "note_sealed", _K.REQUEST),
    SealedColumn("counselling_plan", "body_sealed", _K.REQUEST),
    SealedColumn("counselling_mood_check", "answers_sealed", _K.HEALTH),
    SealedColumn("counselling_hand_over", "reason_sealed", _K.REQUEST),
    SealedColumn("parcel", "key_sealed", _K.REQUEST),
    SealedColumn("rights_request", "asked_sealed", _K.IDENTITY),
    SealedColumn("rights_request", "answer_sealed", _K.IDENTITY),
    SealedColumn("instrument", "details_sealed", _K.REQUEST),
    SealedColumn("instrument", "reporter_sealed", _K.REQUEST),
    SealedColumn("home_visit", "note_sealed", _K.REQUEST),
    SealedColumn("upward_report", "body_sealed", _K.ANSWER),
    SealedColumn("upward_report", "answer_sealed", _K.ANSWER),
    SealedColumn("score_comment", "body_sealed", _K.ANSWER),
)
INDEXED_COLUMNS: tuple[IndexedColumn, ...] = (
    IndexedColumn("openid_index", _OPENID, "openid"),
    IndexedColumn("phone_index", _PHONE, "phone"),
    IndexedColumn("phone_index", _ASKED_BY, "phone"),
    IndexedColumn("id_index", _ID_NUMBER, "id_number"),
    IndexedColumn("twin_index", _TWIN, "twin"),
    IndexedColumn("party_index", _PARTY, "party"),
)


def columns_of(klass: DataClass) -> tuple[SealedColumn, ...]:
    """List the columns sealed with one class of key."""
    return tuple(one for one in SEALED_COLUMNS if one.klass is klass)
