"""Invitations to the studio, and what was done there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "invite",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("secret", sa.String, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("platform", "channel", "name")),
        sa.Column("level", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("by", "guild")),
        *(
            sa.Column(name, sa.Float, nullable=False)
            for name in ("made_at", "until", "seen_at", "revoked_at")
        ),
    )
    op.create_index("ix_invite_channel", "invite", ["platform", "channel"])
    op.create_table(
        "audit",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("platform", "channel")),
        sa.Column("at", sa.Float, nullable=False),
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("who", "name", "what", "about", "viewer")
        ),
    )
    op.create_index("ix_audit_channel_at", "audit", ["platform", "channel", "at"])
    for column in ("at", "who", "viewer"):
        op.create_index(f"ix_audit_{column}", "audit", [column])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("invite")
