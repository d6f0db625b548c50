"""Who asked to be forgotten, by hash, and amounts of any size."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

AMOUNTS = ("chat", "donation")


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    _widen(sa.BigInteger())


def downgrade() -> None:
    _widen(sa.Integer())
    op.drop_table("forgotten")


def _widen(to: sa.types.TypeEngine[int]) -> None:
    """SQLite's integers have one width."""
    if op.get_bind().dialect.name != "sqlite":
        for table in AMOUNTS:
            op.alter_column(table, "amount", type_=to)
