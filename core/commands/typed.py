"""A command that somebody typed, and what it acts on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from core.channels.channel import Channel
from core.channels.guilds import Actor, Place
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.settings import Level
from core.events import ChatMessage, Command
from core.gate.candidate import Candidate
from core.gifts.donations import Donations
from core.labels import Role
from core.pipeline.film_corner import FilmCorner
from core.ports import Personas
from core.replies import Notice, Receipt
from core.stores import Marks
from core.stories.box import Box
from core.turns import Passed
from core.viewers.privacy import Privacy

Note = Callable[[Actor, Place, str, str, str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Few:
    """What commands that work alone act on: no channels, no stores, no rights. `guide` is the
    address of the viewers' help page, "" where there is none that they could open."""

    personas: Personas
    corner: FilmCorner
    guide: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Few):
    """What all commands act on besides their channel."""

    channels: Channels
    linking: Linking
    donations: Donations
    privacy: Privacy
    stories: Box
    marks: Marks
    # Notes what waited and is answered by nobody.
    unanswered: Callable[[Sequence[Candidate], Passed], object]


@dataclass(frozen=True, slots=True)
class Alone:
    """A command as somebody typed it where only a few services are: `words` follow its name."""

    event: ChatMessage | Command
    words: str
    channel: Channel
    services: Few
    now: float

    def unanswered(self, lines: Sequence[Candidate], why: Passed) -> None:
        """These waited, and are answered by nobody. Alone, nothing else knows of them."""


@dataclass(frozen=True, slots=True)
class Typed(Alone):
    """A command as somebody typed it in a channel."""

    services: Services
    tell: Callable[[Receipt | Notice], object]
    # Counts a vote in the channel's poll.
    vote: Callable[[str], bool] = lambda _: False
    # Gets what a manager did: who, where, deed, about what, to whom.
    noted: Note = lambda *_: None

    def note(self, what: str, about: str = "", viewer: str = "") -> None:
        """Whoever typed it did that."""
        by = self.event.viewer
        actor = Actor(id=by.id, name=by.name, guild=None)
        self.noted(actor, Place(self.channel.platform, self.channel.key), what, about, viewer)

    def unanswered(self, lines: Sequence[Candidate], why: Passed) -> None:
        self.services.unanswered(lines, why)


Said = str | None


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """`run` acts and returns the line to say, None for silence, or what must be awaited for it.

    `shown` is in the help; `level` is who may use it; what is `owed` to everybody works where a
    channel is off and for whom it ignores too. Of one that `names` somebody else the words are not
    logged, since whoever that is may ask to be forgotten.
    """

    run: Callable[[Typed], Said | Awaitable[Said]]
    help: str
    level: Level = Level.EVERYONE
    shown: bool = False
    owed: bool = False
    names: bool = False


def level(event: ChatMessage | Command) -> Level:
    """What the writer of a line may decide in its channel."""
    if Role.BROADCASTER in event.viewer.roles:
        return Level.STREAMER
    return Level.MANAGER if Role.MANAGER in event.viewer.roles else Level.EVERYONE
