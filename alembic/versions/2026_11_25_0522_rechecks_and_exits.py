"""Re-checks of the ledger, and why and when somebody left it.

Why: a ledger that is looked at once is wrong after a season; every entry comes back to its village's desk, and whoever
leaves does so for a reason, from a day, with the history kept (LED-05).

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
TOWN = f"{COUNTY} AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
VILLAGE = f"{COUNTY} AND village_code = ANY (COALESCE((SELECT ctx.villages()), '{{}}'))"
REASONS = (
    "'husband_returned', 'moved_out', 'deceased', 'own_wish', 'divorced', 'widowed', 'joined_husband', 'duplicate', "
    "'entered_in_error'"
)
STEPS = (
    "'register', 'check-village', 'check-township', 'confirm', 'return', 'correct', 'ask-change', 'apply-change', "
    "'reject-change', 'suspend', 'restore', 'remove'"
)
# Which table, which roles, which commands, which rows.
POLICIES = (
    ("ledger_recheck", "aud_woman", "SU", OWN),
    ("ledger_recheck", "aud_cadre", "SU", VILLAGE),
    ("ledger_recheck", "aud_town", "SU", TOWN),
    ("ledger_recheck", "aud_desk", "SU", COUNTY),
    ("ledger_recheck", "aud_route", "SIU", COUNTY),
    ("ledger_recheck", "aud_worker", "SIU", COUNTY),
    ("ledger_entry", "aud_worker", "SU", COUNTY),
    ("ledger_entry", "aud_route", "SIU", COUNTY),
    ("ledger_event", "aud_route", "SIU", COUNTY),
    ("ledger_flag", "aud_route", "SIU", COUNTY),
)
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    _columns()
    op.create_table(
        "ledger_recheck",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closed_because", sa.String(length=40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'closed')", name=op.f("ck_ledger_recheck_state_word")),
        sa.CheckConstraint(f"closed_because IN ({REASONS})", name=op.f("ck_ledger_recheck_closed_because_word")),
        sa.ForeignKeyConstraint(
            ["county", "entry_id"],
            ["ledger_entry.county", "ledger_entry.id"],
            name=op.f("fk_ledger_recheck_county_entry_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_ledger_recheck")),
    )
    op.create_index(
        "ux_ledger_recheck_open",
        "ledger_recheck",
        ["county", "entry_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        op.f("ix_ledger_recheck_county_township_code_state_due_on"),
        "ledger_recheck",
        ["county", "township_code", "state", "due_on"],
    )
    op.execute("ALTER TABLE ledger_recheck ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE ledger_recheck FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON ledger_recheck TO owner USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT ON ledger_recheck TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY r{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")
    _wind_what_is_there()


def _columns() -> None:
    op.add_column("ledger_entry", sa.Column("left_because", sa.String(length=40), nullable=True))
    op.add_column("ledger_entry", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("ledger_entry", sa.Column("ask_contact", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        op.f("ck_ledger_entry_left_because_word"), "ledger_entry", f"left_because IN ({REASONS})"
    )
    op.create_index(
        "ix_ledger_entry_due", "ledger_entry", ["county", "next_review"], postgresql_where=sa.text("state = 'active'")
    )
    op.add_column("ledger_event", sa.Column("because", sa.String(length=40), nullable=True))
    op.add_column("ledger_event", sa.Column("effective_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_ledger_event_because_word"), "ledger_event", f"because IN ({REASONS})")
    op.drop_constraint(op.f("ck_ledger_event_step_word"), "ledger_event")
    op.create_check_constraint(op.f("ck_ledger_event_step_word"), "ledger_event", f"step IN ({STEPS}, 'recheck')")


def _wind_what_is_there() -> None:
    """Give entries from before their first day of re-check: six months after they were entered."""
    op.execute("""
        UPDATE ledger_entry e SET next_review = (COALESCE(
            (SELECT max(v.created_at) FROM ledger_event v
             WHERE v.county = e.county AND v.entry_id = e.id AND v.step = 'confirm'), e.created_at
          ) AT TIME ZONE 'Asia/Shanghai' + interval '6 months')::date
        WHERE state = 'active' AND next_review IS NULL
    """)


def downgrade() -> None:
    for number, (table, roles, commands, _) in enumerate(POLICIES):
        if table != "ledger_recheck":
            for letter in commands:
                op.execute(f"DROP POLICY r{number}_{VERBS[letter].lower()} ON {table}")
                op.execute(f"REVOKE {VERBS[letter]} ON {table} FROM {roles}")
    op.drop_table("ledger_recheck")
    op.execute("DELETE FROM ledger_event WHERE step = 'recheck'")
    op.drop_constraint(op.f("ck_ledger_event_step_word"), "ledger_event")
    op.create_check_constraint(op.f("ck_ledger_event_step_word"), "ledger_event", f"step IN ({STEPS})")
    op.drop_column("ledger_event", "effective_on")
    op.drop_column("ledger_event", "because")
    op.drop_index("ix_ledger_entry_due", table_name="ledger_entry")
    op.drop_column("ledger_entry", "ask_contact")
    op.drop_column("ledger_entry", "left_on")
    op.drop_column("ledger_entry", "left_because")
