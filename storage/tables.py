"""The tables."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text
from sqlmodel import Field, SQLModel

# SQLite's INTEGER is as wide.
Amount = BigInteger().with_variant(Integer(), "sqlite")


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
    # What wrote the answer, what that came to, and seconds from taking the turn to its first sound.
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    microwon: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    first_audio: float | None = None


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
    amount: int = Field(default=0, sa_column=Column(Amount, nullable=False))


class ChannelSettingRow(SQLModel, table=True):
    """What a streamer decided for one channel, as JSON."""

    __tablename__ = "channel_setting"

    platform: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class GuildSettingRow(SQLModel, table=True):
    """What a Discord guild decided, as JSON."""

    __tablename__ = "guild_setting"

    guild: str = Field(primary_key=True)
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LinkRow(SQLModel, table=True):
    """A stream and the one guild that controls it."""

    __tablename__ = "link"

    platform: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    guild: str = Field(index=True)
    name: str
    at: float


class IdentityRow(SQLModel, table=True):
    """An account of somebody who linked several."""

    __tablename__ = "identity"

    viewer: str = Field(primary_key=True)
    person: str = Field(index=True)
    at: float


class CodeRow(SQLModel, table=True):
    """A single-use code, by its hash."""

    __tablename__ = "code"

    key: str = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    expires_at: float


class DonationRow(SQLModel, table=True):
    """What somebody gave, and whether that was acknowledged. `event` is JSON; in a `plain` one
    no words are kept."""

    __tablename__ = "donation"
    __table_args__ = (
        Index("ix_donation_channel_at", "platform", "channel", "at"),
        Index("ix_donation_state", "state"),
        Index("ix_donation_words", "words"),
    )

    id: str = Field(primary_key=True)
    platform: str
    channel: str
    viewer: str = Field(index=True)
    amount: int = Field(sa_column=Column(Amount, nullable=False))
    at: float
    state: str
    moved_at: float
    plain: bool
    event: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # The turn that thanks for it, once there is one.
    turn: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    # What a manager said to its words, where one is asked.
    words: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))


class FilmFeedbackRow(SQLModel, table=True):
    """What an account thinks of a film, and when it was recommended to it last."""

    __tablename__ = "film_feedback"

    viewer: str = Field(primary_key=True)
    film: str = Field(primary_key=True)
    verdict: str | None = None
    at: float
    shown_at: float


class SpendingRow(SQLModel, table=True):
    """What an account's day has come to, with what calls on their way hold."""

    __tablename__ = "spending"

    day: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    tokens_in: int = Field(sa_column=Column(BigInteger, nullable=False))
    tokens_out: int = Field(sa_column=Column(BigInteger, nullable=False))
    microwon: int = Field(sa_column=Column(BigInteger, nullable=False))


class ViewerChoiceRow(SQLModel, table=True):
    """One thing an account decided about itself."""

    __tablename__ = "viewer_choice"

    viewer: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    decided: bool
    at: float


class MemoryRow(SQLModel, table=True):
    """What an account told a persona in a turn, by kind; no word of it. Kept for 180 days."""

    __tablename__ = "memory"

    turn: str = Field(primary_key=True)
    persona: str = Field(primary_key=True)
    viewer: str = Field(index=True)
    situation: str | None = None
    emotion: str
    at: float
    partner: str
    duration: str


class ForgottenRow(SQLModel, table=True):
    """The hash of an account that asked to be forgotten, so that no backup from before brings it
    back. Kept for 30 days, as backups are."""

    __tablename__ = "forgotten"

    account: str = Field(primary_key=True)
    at: float


class InviteRow(SQLModel, table=True):
    """Somebody's invitation to a channel's studio, by the hash of its secret."""

    __tablename__ = "invite"
    __table_args__ = (Index("ix_invite_channel", "platform", "channel"),)

    id: str = Field(primary_key=True)
    secret: str = Field(unique=True)
    platform: str
    channel: str
    name: str
    level: int
    by: str
    guild: str
    made_at: float
    until: float
    seen_at: float
    revoked_at: float


class AuditRow(SQLModel, table=True):
    """What a manager did in a channel, and to whom; no words. Kept for 90 days."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_channel_at", "platform", "channel", "at"),)

    id: str = Field(primary_key=True)
    platform: str
    channel: str
    at: float = Field(index=True)
    who: str = Field(index=True)
    name: str
    what: str
    about: str
    viewer: str = Field(index=True)


class StoryRow(SQLModel, table=True):
    """What somebody told to be read aloud, personal data masked. Kept for 180 days."""

    __tablename__ = "story"
    __table_args__ = (Index("ix_story_channel_state", "platform", "channel", "state"),)

    id: str = Field(primary_key=True)
    platform: str
    channel: str
    viewer: str = Field(index=True)
    pseudonym: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    of_age: bool
    follow_up: bool
    shorts: bool
    state: str
    at: float
    moved_at: float
    airs: int
    reader: str
    read_at: float
    asked_at: float
    why: str = Field(sa_column=Column(Text, nullable=False))
    sequel: str
    # The hash of what a teller without an account comes back with; "" for others.
    code: str = Field(index=True)


class StoryLikeRow(SQLModel, table=True):
    """An account that likes a story."""

    __tablename__ = "story_like"

    story: str = Field(primary_key=True)
    viewer: str = Field(primary_key=True, index=True)
    at: float


class MarkRow(SQLModel, table=True):
    """A moment that somebody marked, or a viewer of whom none is picked. Kept for 30 days."""

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_channel_at", "platform", "channel", "at"),)

    id: str = Field(primary_key=True)
    platform: str
    channel: str
    at: float
    viewer: str = Field(index=True)
    kind: str
    title: str


TURN: Table = SQLModel.metadata.tables["turn"]
CHAT: Table = SQLModel.metadata.tables["chat"]
CHANNEL_SETTING: Table = SQLModel.metadata.tables["channel_setting"]
GUILD_SETTING: Table = SQLModel.metadata.tables["guild_setting"]
LINK: Table = SQLModel.metadata.tables["link"]
IDENTITY: Table = SQLModel.metadata.tables["identity"]
CODE: Table = SQLModel.metadata.tables["code"]
DONATION: Table = SQLModel.metadata.tables["donation"]
FILM_FEEDBACK: Table = SQLModel.metadata.tables["film_feedback"]
SPENDING: Table = SQLModel.metadata.tables["spending"]
VIEWER_CHOICE: Table = SQLModel.metadata.tables["viewer_choice"]
MEMORY: Table = SQLModel.metadata.tables["memory"]
FORGOTTEN: Table = SQLModel.metadata.tables["forgotten"]
INVITE: Table = SQLModel.metadata.tables["invite"]
AUDIT: Table = SQLModel.metadata.tables["audit"]
STORY: Table = SQLModel.metadata.tables["story"]
STORY_LIKE: Table = SQLModel.metadata.tables["story_like"]
MARK: Table = SQLModel.metadata.tables["mark"]
