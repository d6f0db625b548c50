"""Which turn thanks for a gift."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("donation", sa.Column("turn", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("donation") as table:
        table.drop_column("turn")
