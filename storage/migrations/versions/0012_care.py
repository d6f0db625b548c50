"""Who disclosed a crisis in the last half hour."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "care",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("told", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("care")
