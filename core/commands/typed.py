"""A command that somebody typed, and what it acts on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.channel import Channel
from core.channel_settings import Level
from core.channels import Channels
from core.donations import Donations
from core.events import ChatMessage, Command
from core.labels import Role
from core.linking import Linking
from core.pipeline.film_corner import FilmCorner
from core.ports import Personas
from core.privacy import Privacy
from core.replies import Notice


@dataclass(frozen=True, slots=True)
class Services:
    """What commands act on besides their channel."""

    personas: Personas
    channels: Channels
    linking: Linking
    donations: Donations
    corner: FilmCorner
    privacy: Privacy


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it: `words` are what follows its name."""

    event: ChatMessage | Command
    words: str
    channel: Channel
    services: Services
    now: float
    tell: Callable[[Notice], object]
    # Counts a vote in the channel's poll.
    vote: Callable[[str], bool] = lambda _: False


Said = str | None


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """`run` acts and returns the line to say, None for silence, or what must be awaited for it.

    `shown` is in the help; `level` is who may use it; what is `owed` to everybody works where a
    channel is off and for whom it ignores too.
    """

    run: Callable[[Typed], Said | Awaitable[Said]]
    help: str
    level: Level = Level.EVERYONE
    shown: bool = False
    owed: bool = False


def level(event: ChatMessage | Command) -> Level:
    """What the writer of a line may decide in its channel."""
    if Role.BROADCASTER in event.viewer.roles:
        return Level.STREAMER
    return Level.MANAGER if Role.MANAGER in event.viewer.roles else Level.EVERYONE
