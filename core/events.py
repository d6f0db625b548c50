"""What arrives from outside, as one tagged union of frozen structs."""

from msgspec import Struct

from core.labels import Platform, Role


class Viewer(Struct, frozen=True):
    """Somebody in chat. `id` is the platform's and is what counts; `name` is only shown."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()


class Emote(Struct, frozen=True):
    """A picture in a line: its name as typed, and where it may be loaded from (core.show.emotes)."""

    name: str
    url: str


class Event(Struct, frozen=True, kw_only=True, tag=True):
    """Anything that happened in a channel.

    `id` derives from the platform's event id, so a redelivered event has the same one.
    `at` is Unix time in seconds, `text` what the viewer wrote, if anything, without its
    `emotes`.
    """

    id: str
    platform: Platform
    channel: str
    viewer: Viewer
    at: float
    text: str = ""
    emotes: tuple[Emote, ...] = ()


class ChatMessage(Event, frozen=True, kw_only=True):
    """A line of chat; `private` when only its writer and the bot can read it."""

    # The viewer whose line this one replies to, where the platform says so.
    reply_to: str | None = None
    private: bool = False


class Donation(Event, frozen=True, kw_only=True):
    """Money with words. `shown` is the amount as people say it there: "5,000원", "100비트".
    `video`: the stream plays one with it."""

    amount: int
    shown: str
    video: bool = False


class Subscription(Event, frozen=True, kw_only=True):
    """`tier` is the platform's, from 1."""

    months: int
    gifted: int = 0
    tier: int = 1


class Raid(Event, frozen=True, kw_only=True):
    viewers: int


class Redemption(Event, frozen=True, kw_only=True):
    reward: str


class Command(Event, frozen=True, kw_only=True):
    """A slash command, with the token its answer must carry back."""

    name: str
    arguments: dict[str, str]
    token: str


AnyEvent = ChatMessage | Donation | Subscription | Raid | Redemption | Command
