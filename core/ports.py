"""Every boundary between the core and what surrounds it."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from core.channel_settings import ChannelSettings
from core.events import Event
from core.gifts import Gift, GiftState, Rank
from core.guilds import GuildSettings, Link, Place
from core.labels import Platform
from core.movies.opinion import Opinion, Verdict
from core.movies.synced import Plan, Progress, Shelf, Synced
from core.persona import Persona, Voice
from core.pipeline.brief import Brief, Draft
from core.recollection import Recollection
from core.replies import Notice, Receipt, Reply
from core.sound import Utterance
from core.turns import State, Turn
from core.understanding.reading import Prediction
from core.viewer_choice import Decision, ViewerChoice

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

Clock = Callable[[], float]
# Takes an event and returns at once; False when its words must not be shown again.
Hear = Callable[[Event], bool]


class Adapter(Protocol):
    """One chat platform."""

    @property
    def platform(self) -> str: ...

    @property
    def connected(self) -> bool:
        """Whether it hears now."""

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong and how to mend it, by channel or part, worded for streamers."""

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled, handing each event to `hear`, which returns at once.

        Raises AuthExpired when a person must act; everything else is retried inside.
        """

    async def say(self, reply: Reply) -> None:
        """Say `reply` in its channel.

        Raises SendRejected (never will be), RateLimited or Disconnected (not said, may
        be tried again), SendUnknown (may have been said: never again).
        """

    async def receipt(self, receipt: Receipt) -> None:
        """Tell a viewer that the turn is queued, where the platform shows that."""

    async def notify(self, notice: Notice) -> None:
        """Say a line of the service itself."""


class Memory(Protocol):
    """A platform that can tell afterwards what was said there."""

    async def was_said(self, reply: Reply) -> bool | None:
        """Whether `reply` is to be seen there; None when that cannot be known.

        Raises PlatformError when it cannot be asked now.
        """


class Delivery(Protocol[T_co]):
    """One item taken from a topic; acknowledged after its work is done."""

    @property
    def item(self) -> T_co: ...

    async def ack(self) -> None: ...


class Topic(Protocol, Generic[T]):
    """A stream of work, read by groups; each group sees every item once."""

    async def put(self, item: T) -> None: ...

    def listen(self, group: str) -> AsyncIterator[Delivery[T]]: ...


class Turns(Protocol):
    """The durable state of every turn."""

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store new turns in one transaction; returns those that were not known before."""

    async def answered(self, turn_id: str, reply: Reply) -> None: ...

    async def move(self, turn_id: str, state: State, why: str = "") -> None: ...

    async def unfinished(self, since: float) -> list[tuple[Turn, State, Reply | None]]:
        """Turns accepted after `since` (Unix seconds) that are not said, unknown or dropped."""


class DonationStore(Protocol):
    """What was given, and whether it was acknowledged."""

    async def add(self, gifts: Sequence[Gift]) -> set[str]:
        """Store `gifts` in one transaction; the ids that were not known before."""

    async def get(self, id: str) -> Gift | None: ...

    async def move(self, ids: Collection[str], state: GiftState) -> list[Gift]:
        """Move gifts to `state` where they may go there; those that did."""

    async def unacknowledged(self, since: float) -> list[Gift]:
        """Gifts from `since` on (Unix seconds) that are received or to be checked, oldest first.

        What was received before that is to be checked from now on.
        """

    async def checks(self, platform: Platform, channel: str, most: int) -> list[Gift]: ...

    async def ranking(
        self, platform: Platform, channel: str, since: float, until: float, most: int
    ) -> list[Rank]:
        """Donors by what they gave in that time, most first."""

    async def forget(self, viewers: Collection[str]) -> None:
        """Amounts and ids stay; who gave them, and their words, do not."""


class ChatLog(Protocol):
    """What was said in chat, written behind."""

    def append(self, event: Event) -> None:
        """Remember `event`; never waits. The oldest unwritten are dropped when full."""

    async def flush(self) -> None: ...


class SettingsStore(Protocol):
    """What streamers decided, by channel and by guild."""

    async def channels(self) -> dict[tuple[Platform, str], ChannelSettings]: ...

    async def save_channel(
        self, platform: Platform, channel: str, settings: ChannelSettings
    ) -> None: ...

    async def guilds(self) -> dict[str, GuildSettings]: ...

    async def save_guild(self, guild: str, settings: GuildSettings) -> None: ...


class Links(Protocol):
    """Which guild controls which stream."""

    async def all(self) -> list[Link]: ...

    async def put(self, link: Link) -> None:
        """Store `link`; one that its stream had to another guild ends."""

    async def drop(self, place: Place) -> None: ...


class Identities(Protocol):
    """Accounts that are one person."""

    async def all(self) -> dict[str, str]:
        """Viewer id → person id."""

    async def link(self, person: str, viewers: Sequence[str], at: float) -> None: ...

    async def unlink(self, viewers: Sequence[str]) -> None: ...


class CodeStore(Protocol):
    """Single-use codes, by hash."""

    async def issue(self, key: str, data: bytes, expires_at: float, now: float) -> bool:
        """Store a code and drop others for the same `data`; False when `key` is taken."""

    async def put(self, key: str, data: bytes, expires_at: float) -> None:
        """Store `data` under `key`, whatever was there."""

    async def take(self, key: str, now: float) -> bytes | None:
        """What `key` stands for, removed; None when there is none or it expired."""


class FilmStore(Protocol):
    """Synced films. What is kept stays whole until a newer sync is complete."""

    def shelf(self) -> Shelf | None:
        """The last complete sync; None when there was none. Raises ConfigError for a broken file."""

    def progress(self) -> Progress | None:
        """The sync that was begun and not completed, None without one."""

    def begin(self, plan: Plan, fetched: Mapping[int, Synced]) -> None:
        """Start anew, with these films fetched already."""

    def add(self, tmdb_id: int, film: Synced | None) -> None:
        """One film of the plan more; what was added survives a killed process."""

    def complete(self, shelf: Shelf) -> None:
        """Put `shelf` in place of the last one, at once, and forget the progress."""


class OpinionStore(Protocol):
    """What accounts think of films, by ids."""

    async def of(self, viewers: Sequence[str], since: float) -> list[Opinion]:
        """Every verdict of these accounts, and what was shown to them from `since` on."""

    async def judge(self, viewer: str, films: Sequence[str], verdict: Verdict, at: float) -> None:
        """Store a verdict in place of the one before; SEEN takes back nothing that is FIRM."""

    async def unsave(self, viewers: Sequence[str], films: Sequence[str]) -> int:
        """Films that are saved by these accounts are so no more; how many films were."""

    async def shown(self, viewer: str, films: Sequence[str], at: float) -> None: ...


class Viewers(Protocol):
    """What viewers decided about themselves."""

    async def choice(self, viewer: str) -> ViewerChoice:
        """What `viewer`, by id, decided; the default where nothing was."""

    async def decide(self, viewer: str, what: Decision, on: bool) -> None:
        """Store one decision, for all accounts of that person."""

    async def forget(self, viewers: Collection[str]) -> None:
        """These accounts decided nothing."""


class Recollections(Protocol):
    """What personas were told, by account, without words."""

    async def of(self, viewers: Collection[str], since: float) -> list[Recollection]:
        """All of these accounts from `since` on (Unix seconds), newest first."""

    async def add(self, told: Recollection, accounts: Collection[str], most: int) -> None:
        """Store one, once a turn; of all `accounts` and that persona `most` are kept."""

    async def drop(self, viewers: Collection[str], persona: str, turn: str) -> bool:
        """Delete one; False when these accounts have no such."""

    async def forget(self, viewers: Collection[str]) -> None: ...


class Classifier(Protocol):
    """Intent, emotion and love situation of short texts."""

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order. Blocks for about 0.1 ms a text."""


class Responder(Protocol):
    """Writes a persona's counsel or small talk."""

    @property
    def name(self) -> str: ...

    async def respond(self, brief: Brief) -> Draft:
        """The answer, slots filled. Raises ModelError when none can be had in time."""


class Speech(Protocol):
    """A voice. `label` is shown beside the speaker's name; empty for a voice of one's own."""

    @property
    def label(self) -> str: ...

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """`text` as sound with the times of its sentences. Raises SpeechError."""


Personas = dict[str, Persona]
