"""Agencies, counsellors, their dated qualifications, and the times they offer.

Why: nobody is booked whose certificate has run out or was never checked, and two slots of one counsellor never overlap:
each takes its quarters of an hour, and a quarter is unique (B3). No extension is needed for that.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
MINE = f"{COUNTY} AND staff_id = (SELECT ctx.actor())"
TABLES = (
    "counselling_agency",
    "counsellor",
    "counselling_qualification",
    "counselling_slot",
    "counselling_quarter",
)
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("counselling_agency", "aud_admin", "SI", COUNTY),
    ("counselling_agency", "aud_route, aud_worker", "S", COUNTY),
    ("counsellor", "aud_admin", "SIU", COUNTY),
    ("counsellor", "aud_woman, aud_dept, aud_case, aud_route, aud_worker", "S", COUNTY),
    ("counselling_qualification", "aud_admin", "SIU", COUNTY),
    ("counselling_qualification", "aud_route, aud_worker", "S", COUNTY),
    ("counselling_slot", "aud_dept, aud_case", "SIU", MINE),
    ("counselling_slot", "aud_route, aud_worker", "SU", COUNTY),
    ("counselling_quarter", "aud_dept, aud_case", "SID", MINE),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
QUALIFICATIONS = "social_worker counselling psychotherapist psychiatrist crisis_training agency_registration"


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )


def _child(table: str, parent: str, column: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county", column],
        [f"{parent}.county", f"{parent}.id"],
        name=op.f(f"fk_{table}_county_{column}"),
        ondelete=ondelete,
    )


def _word(table: str, name: str, words: str) -> tuple[sa.Column, sa.CheckConstraint]:
    listed = ", ".join(f"'{word}'" for word in words.split())
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}_word"))
    return sa.Column(name, sa.String(length=40), nullable=False), check


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _who()
    _when()
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
            op.execute(f"CREATE POLICY w{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def _who() -> None:
    _table(
        "counselling_agency",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.UniqueConstraint("county", "name", name=op.f("uq_counselling_agency_county_name")),
    )
    _table(
        "counsellor",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("shown_name", sa.String(length=20), nullable=False),
        *_word("counsellor", "gender", "woman man"),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _child("counsellor", "staff", "staff_id"),
        _child("counsellor", "staff", "supervisor_id"),
        _child("counsellor", "counselling_agency", "agency_id", "RESTRICT"),
        sa.UniqueConstraint("county", "staff_id", name=op.f("uq_counsellor_county_staff_id")),
        sa.CheckConstraint("supervisor_id <> staff_id", name=op.f("ck_counsellor_supervised_by_another")),
    )
    name = "counselling_qualification"
    _table(
        name,
        sa.Column("counsellor_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        *_word(name, "kind", QUALIFICATIONS),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        _child(name, "counsellor", "counsellor_id"),
        _child(name, "counselling_agency", "agency_id"),
        sa.CheckConstraint("valid_to > valid_from", name=op.f(f"ck_{name}_ends_after_it_begins")),
        sa.CheckConstraint("num_nonnulls(counsellor_id, agency_id) = 1", name=op.f(f"ck_{name}_of_one_holder")),
        sa.CheckConstraint("checked_by <> entered_by", name=op.f(f"ck_{name}_checked_by_another")),
    )
    op.create_index(op.f(f"ix_{name}_county_counsellor_id"), name, ["county", "counsellor_id"])
    op.create_index(op.f(f"ix_{name}_county_agency_id"), name, ["county", "agency_id"])


def _when() -> None:
    name = "counselling_slot"
    _table(
        name,
        sa.Column("counsellor_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        *_word(name, "way", "phone voice_message in_person"),
        sa.Column("place_code", sa.String(length=40), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *_word(name, "state", "open booked withdrawn"),
        _child(name, "counsellor", "counsellor_id"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f(f"ck_{name}_ends_after_it_starts")),
        sa.CheckConstraint(
            "(way = 'in_person') = (place_code IS NOT NULL)", name=op.f(f"ck_{name}_in_person_at_a_place")
        ),
    )
    op.create_index(op.f(f"ix_{name}_county_state_starts_at"), name, ["county", "state", "starts_at"])
    op.create_index(op.f(f"ix_{name}_county_counsellor_id_starts_at"), name, ["county", "counsellor_id", "starts_at"])
    name = "counselling_quarter"
    _table(
        name,
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("counsellor_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _child(name, "counselling_slot", "slot_id"),
        sa.UniqueConstraint("county", "counsellor_id", "at", name=op.f(f"uq_{name}_county_counsellor_id_at")),
    )
    op.create_index(op.f(f"ix_{name}_county_slot_id"), name, ["county", "slot_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
