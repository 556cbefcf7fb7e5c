"""What inspections find, what the council approves, and by which methodology a round is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNTIL_NOW = "317n.1"
"""The methodology of rounds that were opened before there was a choice."""


def upgrade() -> None:
    op.add_column(
        "assessments", sa.Column("methodology", sa.String(length=40), nullable=False, server_default=sa.text("''"))
    )
    assessments = sa.table("assessments", sa.column("standing", sa.Boolean), sa.column("methodology", sa.String))
    op.execute(assessments.update().where(sa.not_(assessments.c.standing)).values(methodology=UNTIL_NOW))
    op.create_table(
        "inspection_marks",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=4), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("marked_by", sa.String(length=255), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN ('1', '0.5', '0', 'n/a')", name=op.f("ck_inspection_marks_value")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_inspection_marks_assessment_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_inspection_marks_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "assessment_id", "item", name=op.f("pk_inspection_marks")),
    )
    op.create_index(op.f("ix_inspection_marks_assessment_id"), "inspection_marks", ["assessment_id"], unique=False)
    op.create_table(
        "inspection_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_inspection_photos_assessment_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_inspection_photos_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_photos")),
        sa.UniqueConstraint(
            "organization_id",
            "assessment_id",
            "item",
            "digest",
            name=op.f("uq_inspection_photos_organization_id_assessment_id_item_digest"),
        ),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("methodology", sa.String(length=40), nullable=False),
        sa.Column("definitions", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.Column("minutes_name", sa.String(length=200), nullable=False),
        sa.Column("approved_by", sa.String(length=255), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_decisions_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("assessment_id", "version", name=op.f("uq_decisions_assessment_id_version")),
    )
    op.create_table(
        "results",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=600), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=True),
        sa.Column("municipality", sa.String(length=200), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_results_decision_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_results_organization_id")),
        sa.PrimaryKeyConstraint("decision_id", "organization_id", name=op.f("pk_results")),
    )
    op.create_index(op.f("ix_results_organization_id"), "results", ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_results_organization_id"), table_name="results")
    op.drop_table("results")
    op.drop_table("decisions")
    op.drop_table("inspection_photos")
    op.drop_index(op.f("ix_inspection_marks_assessment_id"), table_name="inspection_marks")
    op.drop_table("inspection_marks")
    op.drop_column("assessments", "methodology")
