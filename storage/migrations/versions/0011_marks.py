"""Moments that were marked, and who is left out of the best ones."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("viewer", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
    )
    op.create_index("ix_mark_channel_at", "mark", ["platform", "channel", "at"])
    op.create_index("ix_mark_viewer", "mark", ["viewer"])


def downgrade() -> None:
    op.drop_table("mark")
