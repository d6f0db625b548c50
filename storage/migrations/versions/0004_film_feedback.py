"""What viewers think of films."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "film_feedback",
        sa.Column("viewer", sa.String, primary_key=True),
        sa.Column("film", sa.String, primary_key=True),
        sa.Column("verdict", sa.String, nullable=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("shown_at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("film_feedback")
