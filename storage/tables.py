"""The tables."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text
from sqlmodel import Field, SQLModel


class TurnRow(SQLModel, table=True):
    """A turn, its state and, once there is one, its reply (both as JSON)."""

    __tablename__ = "turn"
    __table_args__ = (Index("ix_turn_state_at", "state", "at"),)

    id: str = Field(primary_key=True)
    platform: str
    channel: str
    viewer: str = Field(index=True)
    state: str
    at: float
    moved_at: float
    why: str = ""
    turn: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reply: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class ChatRow(SQLModel, table=True):
    """A line of chat, personal data masked. Kept for 30 days."""

    __tablename__ = "chat"
    __table_args__ = (Index("ix_chat_channel_at", "channel", "at"),)

    id: str = Field(primary_key=True)
    platform: str
    channel: str
    viewer: str = Field(index=True)
    kind: str
    at: float = Field(index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    amount: int = 0


TURN: Table = SQLModel.metadata.tables["turn"]
CHAT: Table = SQLModel.metadata.tables["chat"]
