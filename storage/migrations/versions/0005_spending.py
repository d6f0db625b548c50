"""What models cost, by day, and what each turn came to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("scope", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("tokens_in", sa.BigInteger, nullable=False),
        sa.Column("tokens_out", sa.BigInteger, nullable=False),
        sa.Column("microwon", sa.BigInteger, nullable=False),
    )
    with op.batch_alter_table("turn") as turn:
        turn.add_column(sa.Column("model", sa.String, nullable=False, server_default=""))
        for name in ("tokens_in", "tokens_out"):
            turn.add_column(sa.Column(name, sa.Integer, nullable=False, server_default="0"))
        turn.add_column(sa.Column("microwon", sa.BigInteger, nullable=False, server_default="0"))
        turn.add_column(sa.Column("first_audio", sa.Float, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("turn") as turn:
        for name in ("first_audio", "microwon", "tokens_out", "tokens_in", "model"):
            turn.drop_column(name)
    op.drop_table("spending")
