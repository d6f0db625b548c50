"""Words of gifts that wait for a manager."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("donation", sa.Column("words", sa.String, nullable=False, server_default=""))
    op.create_index("ix_donation_words", "donation", ["words"])


def downgrade() -> None:
    op.drop_index("ix_donation_words", "donation")
    with op.batch_alter_table("donation") as table:
        table.drop_column("words")
