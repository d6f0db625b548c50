"""What viewers decided about themselves, and what personas remember of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "viewer_choice",
        sa.Column("viewer", sa.String, primary_key=True),
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("decided", sa.Boolean, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "memory",
        sa.Column("turn", sa.String, primary_key=True),
        sa.Column("persona", sa.String, primary_key=True),
        sa.Column("viewer", sa.String, nullable=False),
        sa.Column("situation", sa.String, nullable=True),
        sa.Column("emotion", sa.String, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("partner", sa.String, nullable=False),
        sa.Column("duration", sa.String, nullable=False),
    )
    op.create_index("ix_memory_viewer", "memory", ["viewer"])


def downgrade() -> None:
    op.drop_table("memory")
    op.drop_table("viewer_choice")
