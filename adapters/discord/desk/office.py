"""What panels work with: who visits, from where, and what can be asked and done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.channels.console import Console
from core.channels.guilds import Actor, Place
from core.channels.linking import Linking
from core.errors import BadInput
from core.viewers.privacy import Privacy


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A channel of a guild: may everybody read there, may the bot write there."""

    guild: str
    public: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Office:
    """`channel` looks up what Discord told about a channel by its id."""

    console: Console
    linking: Linking
    privacy: Privacy
    channel: Callable[[str], ChannelFacts | None]


@dataclass(frozen=True, slots=True)
class Visit:
    """One use of the desk, as Discord vouches for it.

    `missing` are permissions that the bot lacks `here`. `values` were chosen in a menu, `fields`
    written in a modal. `text` and `buttons` (custom ids) are what the bot's own message, on
    which somebody acted, held.
    """

    actor: Actor
    here: Place
    missing: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    buttons: frozenset[str] = frozenset()

    @property
    def choice(self) -> str:
        """The one value that was chosen. Raises BadInput."""
        if not self.values:
            raise BadInput("고른 것이 없어요.")
        return self.values[0]
