"""Settings, links, linked accounts, codes and donations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "channel_setting",
        sa.Column("platform", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "guild_setting",
        sa.Column("guild", sa.String, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "link",
        sa.Column("platform", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("guild", sa.String, nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "identity",
        sa.Column("viewer", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "code",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "donation",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("viewer", sa.String, nullable=False, index=True),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("moved_at", sa.Float, nullable=False),
        sa.Column("plain", sa.Boolean, nullable=False),
        sa.Column("event", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_donation_channel_at", "donation", ["platform", "channel", "at"])
    op.create_index("ix_donation_state", "donation", ["state"])


def downgrade() -> None:
    for table in ("donation", "code", "identity", "link", "guild_setting", "channel_setting"):
        op.drop_table(table)
