"""The ledger, its steps and flags, and consents, with their walls.

Why: a woman registers herself, village, township and county verify in turn, and every use of her data has a consent of
its own (LED-01 to LED-11, SAF-09).

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTY = "county = (SELECT ctx.county())"
OWN = f"{COUNTY} AND profile_id = (SELECT ctx.profile())"
TOWN = f"{COUNTY} AND township_code = ANY (COALESCE((SELECT ctx.towns()), '{{}}'))"
VILLAGE = f"{COUNTY} AND village_code = ANY (COALESCE((SELECT ctx.villages()), '{{}}'))"
WALLED = ("ledger_entry", "ledger_event", "ledger_flag", "consent")
POLICIES = [
    ("ledger_entry", "aud_woman", "SIU", OWN),
    ("ledger_entry", "aud_cadre", "SU", VILLAGE),
    ("ledger_entry", "aud_town", "SU", TOWN),
    ("ledger_entry", "aud_desk", "SU", COUNTY),
    ("ledger_event", "aud_woman", "SI", OWN),
    ("ledger_event", "aud_cadre", "SI", VILLAGE),
    ("ledger_event", "aud_town", "SI", TOWN),
    ("ledger_event", "aud_desk", "SI", COUNTY),
    ("ledger_flag", "aud_woman", "SI", OWN),
    ("ledger_flag", "aud_town", "SIU", TOWN),
    ("ledger_flag", "aud_desk", "SIU", COUNTY),
    ("consent", "aud_woman", "SIU", OWN),
    ("consent", "aud_route, aud_worker", "S", COUNTY),
]
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE"}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '30s'")
    op.create_table(
        "consent",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('self', 'witnessed', 'guardian')", name=op.f("ck_consent_channel_word")),
        sa.CheckConstraint(
            "purpose IN ('ledger', 'share_with_offices', 'voice', 'photo', 'story')",
            name=op.f("ck_consent_purpose_word"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_consent_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_consent")),
    )
    op.create_index(
        op.f("ix_consent_county_profile_id_purpose"), "consent", ["county", "profile_id", "purpose"], unique=False
    )
    op.create_index(op.f("ix_consent_county_request_id"), "consent", ["county", "request_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("eligibility", sa.String(length=40), nullable=False),
        sa.Column("failing_parts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_index", sa.LargeBinary(), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("change_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("next_review", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "eligibility IN ('qualifies', 'not_yet', 'to_verify')", name=op.f("ck_ledger_entry_eligibility_word")
        ),
        sa.CheckConstraint(
            "state IN ('candidate', 'village_checked', 'township_checked', 'active', 'suspended', 'removed')",
            name=op.f("ck_ledger_entry_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_ledger_entry_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("county", "id_index", name=op.f("uq_ledger_entry_county_id_index")),
        sa.UniqueConstraint("county", "profile_id", name=op.f("uq_ledger_entry_county_profile_id")),
    )
    op.create_index(
        op.f("ix_ledger_entry_county_township_code_state"),
        "ledger_entry",
        ["county", "township_code", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_ledger_entry_county_village_code_state"),
        "ledger_entry",
        ["county", "village_code", "state"],
        unique=False,
    )
    op.create_table(
        "ledger_event",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("office_code", sa.String(length=60), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "step IN ('register', 'check-village', 'check-township', 'confirm', 'return', 'correct', 'ask-change', 'apply-change', 'reject-change', 'suspend', 'restore', 'remove')",
            name=op.f("ck_ledger_event_step_word"),
        ),
        sa.CheckConstraint(
            "to_state IN ('candidate', 'village_checked', 'township_checked', 'active', 'suspended', 'removed')",
            name=op.f("ck_ledger_event_to_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "entry_id"],
            ["ledger_entry.county", "ledger_entry.id"],
            name=op.f("fk_ledger_event_county_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["county", "profile_id"],
            ["profile.county", "profile.id"],
            name=op.f("fk_ledger_event_county_profile_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_ledger_event")),
    )
    op.create_index(
        op.f("ix_ledger_event_county_entry_id_created_at"),
        "ledger_event",
        ["county", "entry_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "ledger_flag",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("key_group", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "key_group IN ('hardship', 'disability', 'serious_illness', 'elderly', 'lifted_out_of_poverty', 'marginally_poor', 'low_income', 'rights_infringed')",
            name=op.f("ck_ledger_flag_key_group_word"),
        ),
        sa.CheckConstraint("source IN ('self', 'cadre', 'department_match')", name=op.f("ck_ledger_flag_source_word")),
        sa.ForeignKeyConstraint(
            ["county", "entry_id"],
            ["ledger_entry.county", "ledger_entry.id"],
            name=op.f("fk_ledger_flag_county_entry_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_ledger_flag")),
    )
    op.create_index(op.f("ix_ledger_flag_county_entry_id"), "ledger_flag", ["county", "entry_id"], unique=False)
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owner ON {table} TO owner USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT ON {table} TO backup")
    for number, (table, roles, commands, predicate) in enumerate(POLICIES):
        for letter in commands:
            verb = VERBS[letter]
            using = "" if letter == "I" else f" USING ({predicate})"
            check = f" WITH CHECK ({predicate})" if letter in "IU" else ""
            op.execute(f"CREATE POLICY p{number}_{verb.lower()} ON {table} FOR {verb} TO {roles}{using}{check}")
            op.execute(f"GRANT {verb} ON {table} TO {roles}")


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_flag_county_entry_id"), table_name="ledger_flag")
    op.drop_table("ledger_flag")
    op.drop_index(op.f("ix_ledger_event_county_entry_id_created_at"), table_name="ledger_event")
    op.drop_table("ledger_event")
    op.drop_index(op.f("ix_ledger_entry_county_village_code_state"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_county_township_code_state"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_consent_county_request_id"), table_name="consent")
    op.drop_index(op.f("ix_consent_county_profile_id_purpose"), table_name="consent")
    op.drop_table("consent")
