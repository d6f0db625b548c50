"""Credentials."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "credential",
        sa.Column("platform", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("credential")
