"""Counselling: who counsels her, appointments, notes, the plan, mood checks, danger and every call, counts.

Why: what is said in counselling is her counsellor's and their supervisor's alone. Every row stands behind the walls of its
request; a note stands behind two, and no township, desk, cadre or administrator has any right on these tables. The
county's desk reads counts from which small numbers are already gone (B3, RPT-03).

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
READERS = f"{COUNTY} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"
CASE = f"{COUNTY} AND request_id = ANY (COALESCE((SELECT ctx.my_cases()), '{{}}'))"
BESIDE = (
    "counselling_seat",
    "counselling_booking",
    "counselling_plan",
    "counselling_mood_check",
    "counselling_crisis",
    "counselling_attempt",
    "counselling_hand_over",
)
TABLES = (
    "counselling_seat",
    "counselling_booking",
    "counselling_note",
    "counselling_plan",
    "counselling_mood_check",
    "counselling_crisis",
    "counselling_attempt",
    "counselling_hand_over",
    "counselling_figure",
)
COUNTED = ("counselling_seat", "counselling_booking", "counselling_crisis")
# Which table, which roles, which commands, which rows.
POLICIES = (
    *((table, "aud_woman", "S", OWN) for table in BESIDE),
    *((table, "aud_dept", "S", READERS) for table in BESIDE),
    *((table, "aud_case", "S", CASE) for table in BESIDE),
    *((table, "aud_route", "SIU", COUNTY) for table in BESIDE),
    *((table, "aud_worker", "SU", COUNTY) for table in COUNTED),
    ("counselling_plan", "aud_worker", "S", COUNTY),
    ("counselling_note", "aud_dept", "SI", f"{READERS} AND NOT closed"),
    ("counselling_note", "aud_case", "SI", f"{CASE} AND readers && COALESCE((SELECT ctx.readers()), '{{}}')"),
    ("counselling_note", "aud_route", "SU", COUNTY),
    ("counselling_figure", "aud_desk", "S", COUNTY),
    ("counselling_figure", "aud_worker", "SI", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}
FIGURES = (
    "requests sessions_phone sessions_voice_message sessions_in_person sessions_all missed changes danger_calls "
    "danger_reached closed_with_plan"
)
KINDS = "'appointment_soon', 'duty_gap'"
# The words of a notice grow with every capability: take the list as it stands, and add or remove ours.
HOLD_KINDS = """
DO $$
DECLARE words text;
BEGIN
  SELECT string_agg(quote_literal(word), ', ') INTO words FROM (
    SELECT DISTINCT (regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g'))[1] AS word
    FROM pg_constraint WHERE conrelid = 'notice'::regclass AND conname = 'ck_notice_kind_word'
    {more}
  ) listed WHERE word NOT IN ({less});
  ALTER TABLE notice DROP CONSTRAINT ck_notice_kind_word;
  EXECUTE 'ALTER TABLE notice ADD CONSTRAINT ck_notice_kind_word CHECK (kind IN (' || words || '))';
END $$
"""


def _table(name: str, *columns: sa.Column | sa.Constraint, beside: bool = True) -> None:
    of_a_request = (
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        _child(name, "help_request", "request_id"),
    )
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(of_a_request if beside else ()),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )


def _child(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete="CASCADE",
    )


def _word(table: str, name: str, words: str, *, nullable: bool = False) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=nullable), check


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sealed(name: str) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def _one(table: str, name: str, column: str, where: str) -> None:
    op.create_index(f"ix_{table}_{name}", table, ["county", column], unique=True, postgresql_where=sa.text(where))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.add_column("help_request", sa.Column("topics", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.alter_column("help_request", "topics", server_default=None)
    op.execute(HOLD_KINDS.format(more="UNION SELECT unnest(ARRAY[" + KINDS + "])", less="''"))
    _seats_and_bookings()
    _words()
    _danger()
    _table(
        "counselling_figure",
        sa.Column("month", sa.Date(), nullable=False),
        *_word("counselling_figure", "measure", FIGURES),
        sa.Column("shown", sa.String(length=20), nullable=False),
        sa.UniqueConstraint("county", "month", "measure", name=op.f("uq_counselling_figure_county_month_measure")),
        beside=False,
    )
    _walls()


def _walls() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY c{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _seats_and_bookings() -> None:
    name = "counselling_seat"
    _table(
        name,
        sa.Column("counsellor_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        _moment("ended_at"),
        *_word(name, "ended_because", "changed handed_over gone", nullable=True),
        _sealed("reason_sealed"),
        sa.Column("with_notes", sa.Boolean(), nullable=False),
        _child(name, "counsellor", "counsellor_id"),
    )
    _one(name, "one", "request_id", "ended_at IS NULL")
    name = "counselling_booking"
    _table(
        name,
        *_word(name, "kind", "slot call_back"),
        sa.Column("slot_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        *_word(name, "way", "phone voice_message in_person"),
        sa.Column("place_code", sa.String(length=40), nullable=True),
        _moment("starts_at", nullable=False),
        _moment("ends_at", nullable=False),
        *_word(name, "state", "booked held missed cancelled"),
        sa.Column("cancelled_by", sa.String(length=20), nullable=True),
        _moment("ended_at"),
        _moment("remind_at"),
        _moment("reminded_at"),
        _child(name, "counselling_slot", "slot_id"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f(f"ck_{name}_ends_after_it_starts")),
    )
    _one(name, "slot", "slot_id", "slot_id IS NOT NULL AND state <> 'cancelled'")
    op.create_index(op.f(f"ix_{name}_county_request_id"), name, ["county", "request_id"])
    op.create_index(op.f(f"ix_{name}_county_state_starts_at"), name, ["county", "state", "starts_at"])
    op.create_index(op.f(f"ix_{name}_county_staff_id_starts_at"), name, ["county", "staff_id", "starts_at"])


def _words() -> None:
    name = "counselling_note"
    _table(
        name,
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        _sealed("note_sealed"),
        _child(name, "counselling_booking", "booking_id"),
        sa.CheckConstraint("cardinality(readers) > 0", name=op.f(f"ck_{name}_has_readers")),
    )
    op.create_index(op.f(f"ix_{name}_county_request_id_created_at"), name, ["county", "request_id", "created_at"])
    name = "counselling_plan"
    _table(
        name,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        _sealed("body_sealed"),
        sa.UniqueConstraint("county", "request_id", "version", name=op.f(f"uq_{name}_county_request_id_version")),
    )
    name = "counselling_mood_check"
    _table(
        name,
        sa.Column("questions_version", sa.Integer(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        _sealed("answers_sealed"),
    )
    op.create_index(op.f(f"ix_{name}_county_request_id_created_at"), name, ["county", "request_id", "created_at"])


def _danger() -> None:
    name = "counselling_crisis"
    _table(
        name,
        *_word(name, "cause", "mood_check counsellor"),
        *_word(name, "state", "open reached"),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("nobody_on_duty", sa.Boolean(), nullable=False),
        _moment("due_at", nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        _moment("next_climb_at"),
        _moment("reached_at"),
    )
    _one(name, "open", "request_id", "state = 'open'")
    op.create_index(
        op.f(f"ix_{name}_county_next_climb_at"),
        name,
        ["county", "next_climb_at"],
        postgresql_where=sa.text("state = 'open'"),
    )
    name = "counselling_attempt"
    _table(
        name,
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        *_word(name, "answered", "her another nobody"),
        sa.Column("safe", sa.Boolean(), nullable=False),
        _child(name, "counselling_crisis", "crisis_id"),
        _child(name, "counselling_booking", "booking_id"),
    )
    op.create_index(op.f(f"ix_{name}_county_request_id_created_at"), name, ["county", "request_id", "created_at"])
    name = "counselling_hand_over"
    _table(
        name,
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _sealed("reason_sealed"),
        *_word(name, "state", "asked agreed refused"),
        _moment("answered_at"),
        _child(name, "counsellor", "to_id"),
    )
    _one(name, "asked", "request_id", "state = 'asked'")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute(f"DELETE FROM notice WHERE kind IN ({KINDS})")
    op.execute(HOLD_KINDS.format(more="", less=KINDS))
    op.drop_column("help_request", "topics")
