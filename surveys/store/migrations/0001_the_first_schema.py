"""The first schema, with the standing collection and the roles in it."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_at"), "journal", ["at"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=600), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=True),
        sa.Column("municipality", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("site", sa.String(length=500), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=True),
        sa.Column("match_key", sa.String(length=1000), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("code", name=op.f("uq_organizations_code")),
    )
    op.create_index(op.f("ix_organizations_inn"), "organizations", ["inn"], unique=False)
    op.create_index(op.f("ix_organizations_match_key"), "organizations", ["match_key"], unique=False)
    op.create_table(
        "passing_keys",
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.Column("dies_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "period", name=op.f("pk_passing_keys")),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    op.create_table(
        "answer_tallies",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_answer_tallies_assessment_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_answer_tallies_organization_id")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "assessment_id", "questionnaire", "question", "answer", name=op.f("pk_answer_tallies")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assessment_members",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_assessment_members_assessment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_assessment_members_organization_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "organization_id", name=op.f("pk_assessment_members")),
    )
    op.create_index(
        op.f("ix_assessment_members_organization_id"), "assessment_members", ["organization_id"], unique=False
    )
    op.create_table(
        "day_tallies",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_day_tallies_assessment_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_day_tallies_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "assessment_id", "day", "channel", name=op.f("pk_day_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organization_forms",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_forms_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "form", name=op.f("pk_organization_forms")),
    )
    op.create_table(
        "responses",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'set_aside')", name=op.f("ck_responses_status")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_responses_assessment_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_responses_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_user_roles_role_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_roles")),
    )
    op.execute(
        sa.table(
            "assessments",
            *(sa.column(n) for n in ("id", "title", "standing", "questionnaire")),
            sa.column("opens_on", sa.Date),
        )
        .insert()
        .values(id=0, title="Между оценками", standing=True, opens_on=date(2018, 1, 1), questionnaire="")
    )
    op.bulk_insert(
        sa.table("roles", sa.column("id"), sa.column("name")),
        [
            {"id": 1, "name": "operator"},
            {"id": 2, "name": "council"},
            {"id": 3, "name": "authority"},
            {"id": 4, "name": "organization"},
        ],
    )


def downgrade() -> None:
    op.drop_table("user_roles")
    op.drop_table("responses")
    op.drop_table("organization_forms")
    op.drop_table("day_tallies")
    op.drop_index(op.f("ix_assessment_members_organization_id"), table_name="assessment_members")
    op.drop_table("assessment_members")
    op.drop_table("answer_tallies")
    op.drop_table("users")
    op.drop_table("roles")
    op.drop_table("passing_keys")
    op.drop_index(op.f("ix_organizations_match_key"), table_name="organizations")
    op.drop_index(op.f("ix_organizations_inn"), table_name="organizations")
    op.drop_table("organizations")
    op.drop_index(op.f("ix_journal_at"), table_name="journal")
    op.drop_table("journal")
    op.drop_table("assessments")
