"""Stories that are read aloud, and who likes them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("viewer", sa.String, nullable=False),
        sa.Column("pseudonym", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("of_age", sa.Boolean, nullable=False),
        sa.Column("follow_up", sa.Boolean, nullable=False),
        sa.Column("shorts", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("moved_at", sa.Float, nullable=False),
        sa.Column("airs", sa.Integer, nullable=False),
        sa.Column("reader", sa.String, nullable=False),
        sa.Column("read_at", sa.Float, nullable=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("sequel", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
    )
    op.create_index("ix_story_channel_state", "story", ["platform", "channel", "state"])
    op.create_index("ix_story_viewer", "story", ["viewer"])
    op.create_index("ix_story_code", "story", ["code"])
    op.create_table(
        "story_like",
        sa.Column("story", sa.String, primary_key=True),
        sa.Column("viewer", sa.String, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("ix_story_like_viewer", "story_like", ["viewer"])


def downgrade() -> None:
    op.drop_table("story_like")
    op.drop_table("story")
