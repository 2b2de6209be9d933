"""Figures: a role that counts, the months as they were counted, and the ways to find a month's events.

Why: whoever counts must not be able to count what is closed nor read a word of anybody (RPT-01, RPT-03, SAF-04). The
role sees no closed request, none of its events and no sealed column; months are kept as they may be shown, so that a
number reported once stays what it was. A department's head reads her department's rows, a township its own.

Revision ID: 0053
Revises: 0052
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OFFICE = f"{COUNTY} AND office_code = ANY (COALESCE((SELECT ctx.readers()), '{{}}'))"
TOWN = f"{COUNTY} AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
OPEN = f"{COUNTY} AND level <> 'closed'"
READ = f"{COUNTY} AND readers <> '{{}}'"
TABLES = ("month_figure", "closed_month")
POLICIES = (
    ("month_figure", "aud_desk", "S", COUNTY),
    ("month_figure", "aud_dept", "S", OFFICE),
    ("month_figure", "aud_town", "S", TOWN),
    ("month_figure", "aud_worker", "SI", COUNTY),
    ("closed_month", "aud_desk", "S", COUNTY),
    ("closed_month", "aud_worker", "SI", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT"}
# What the counting role may read: which rows of a table, and which of its columns.
COUNTED = (
    (
        "help_request",
        OPEN,
        (
            "county id created_at service_code level state village_code township_code lead_office first_due "
            "first_replied_at finish_due statutory_due resolved_at closed_at closed_automatically returns reopens profile_id"
        ),
    ),
    ("request_event", READ, "county id created_at request_id seq step to_state office_code facts readers"),
    ("request_rating", READ, "county id created_at request_id finish face lead_office readers"),
    (
        "ledger_entry",
        COUNTY,
        "county id created_at profile_id state eligibility township_code village_code next_review left_because left_on",
    ),
    (
        "ledger_event",
        COUNTY,
        "county id created_at entry_id step to_state township_code village_code because effective_on",
    ),
    (
        "ledger_flag",
        COUNTY,
        "county id created_at entry_id township_code village_code key_group source seen_on expires_on",
    ),
    ("ledger_recheck", COUNTY, "county id created_at entry_id township_code village_code due_on state ended_at"),
    ("duplicate_pair", COUNTY, "county id created_at first_township second_township state"),
    ("home_visit", COUNTY, "county id created_at entry_id township_code village_code state done_on planned_for"),
    ("village_charter", COUNTY, "county id created_at village_code township_code care_clause adopted_on office_code"),
    ("course", COUNTY, "county id created_at kind topic state shown township_code starts_at ends_at"),
    ("attendance", COUNTY, "county id created_at course_id attended_at"),
    ("certificate", COUNTY, "county id created_at course_id"),
    ("outcome_ask", COUNTY, "county id created_at course_id answer answered_at"),
    ("loan_application", COUNTY, "county id created_at stage township_code"),
    ("service_contact", COUNTY, "county id service_code township_code office_code confirmed_at"),
)


def _table(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"pk_{name}")),
    )


def _tables() -> None:
    _table(
        "month_figure",
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("township_code", sa.String(length=12), nullable=True),
        sa.Column("shown", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint(
            "county",
            "month",
            "office_code",
            "township_code",
            name=op.f("uq_month_figure_county_month_office_code_township_code"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    _table(
        "closed_month",
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("shown", sa.String(length=12), nullable=False),
        sa.CheckConstraint("figure IN ('received', 'finished')", name=op.f("ck_closed_month_figure_word")),
        sa.UniqueConstraint(
            "county", "month", "clause", "figure", name=op.f("uq_closed_month_county_month_clause_figure")
        ),
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '120s'")
    _tables()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            rows = f"WITH CHECK ({predicate})" if letter == "I" else f"USING ({predicate})"
            op.execute(f"CREATE POLICY f{number}_{letter.lower()} ON {table} FOR {VERBS[letter]} TO {roles} {rows}")
            op.execute(f"GRANT {VERBS[letter]} ON {table} TO {roles}")
    op.execute("GRANT USAGE ON SCHEMA public, ctx TO aud_figures")
    op.execute("GRANT SELECT ON division TO aud_figures")
    for table, predicate, columns in COUNTED:
        op.execute(f"CREATE POLICY counted ON {table} FOR SELECT TO aud_figures USING ({predicate})")
        op.execute(f"GRANT SELECT ({', '.join(columns.split())}) ON {table} TO aud_figures")
    op.create_index("ix_help_request_county_created_at", "help_request", ["county", "created_at"])
    op.create_index("ix_request_rating_county_created_at", "request_rating", ["county", "created_at"])
    op.create_index(
        "ix_request_event_counted",
        "request_event",
        ["county", "step", "created_at"],
        postgresql_where=sa.text("step IN ('resolve', 'approve', 'return', 'reopen', 'classify')"),
    )


def downgrade() -> None:
    op.drop_index("ix_request_event_counted", "request_event")
    op.drop_index("ix_request_rating_county_created_at", "request_rating")
    op.drop_index("ix_help_request_county_created_at", "help_request")
    for table, _, columns in COUNTED:
        op.execute(f"DROP POLICY counted ON {table}")
        op.execute(f"REVOKE SELECT ({', '.join(columns.split())}) ON {table} FROM aud_figures")
    op.execute("REVOKE SELECT ON division FROM aud_figures")
    op.execute("REVOKE USAGE ON SCHEMA public, ctx FROM aud_figures")
    for table in reversed(TABLES):
        op.drop_table(table)
