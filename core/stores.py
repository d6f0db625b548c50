"""What is kept: every durable store, as the core sees it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from core.channels.guilds import GuildSettings, Link, Place
from core.channels.settings import ChannelSettings
from core.events import Event
from core.gifts.gift import Gift, GiftState, WordState
from core.gifts.ranking import Rank
from core.labels import Platform
from core.movies.opinion import Opinion, Verdict
from core.movies.synced import Plan, Progress, Shelf, Synced
from core.replies import Reply
from core.reports.mark import Mark
from core.safety.aftercare import Disclosed
from core.stories.story import Liked, Story, StoryState
from core.turns import State, Turn
from core.viewers.choice import Decision, ViewerChoice
from core.viewers.recollection import Recollection

# Deliveries of one item before it is given up.
TRIES = 3


class Turns(Protocol):
    """The durable state of every turn."""

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store new turns in one transaction; returns those that were not known before. A gift
        has one turn that thanks for it: later ones are returned without it, or not at all."""

    async def passed(self, turns: Sequence[Turn], why: str) -> None:
        """Store new turns that nobody answers."""

    async def answered(self, turn_id: str, reply: Reply) -> bool:
        """Store the reply of an accepted turn; False when it has another already or needs none."""

    async def move(self, turn_id: str, state: State, why: str = "") -> bool:
        """Move a turn to `state`; False, and nothing changed, when it is not where it may move
        there from (core.turns.BEFORE): another process was faster."""

    async def look(self, turn_id: str) -> tuple[State | None, Reply | None]:
        """Where a turn is, and its reply; None where there is none."""

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
        What was received before that is to be checked from now on."""

    async def checks(self, platform: Platform, channel: str, most: int) -> list[Gift]: ...

    async def latest(self, platform: Platform, channel: str, most: int) -> list[Gift]:
        """A channel's gifts, newest first."""

    async def ranking(
        self, platform: Platform, channel: str, since: float, until: float, most: int
    ) -> list[Rank]:
        """Donors by what they gave in that time, most first."""

    async def anonymous(self, platform: Platform, channel: str, since: float, until: float) -> int:
        """What donors without a name gave in that time, in won."""

    async def ask(self, ids: Collection[str]) -> None:
        """The words of these gifts wait for a manager from now on, where they were free."""

    async def words(self, since: float) -> list[Gift]:
        """Gifts from `since` on (Unix seconds) whose words wait for a manager, or were let pass
        and have no turn."""

    async def decide(self, id: str, before: WordState, words: WordState) -> bool:
        """What a manager decided about a gift's words, where they are as `before` and have no
        turn; whether that counts."""

    async def hide(self, viewers: Collection[str]) -> None:
        """Nothing of what waits or was let pass of these viewers' words is shown."""

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

    async def channel(self, platform: Platform, channel: str) -> ChannelSettings | None:
        """What was decided in one channel; None when nothing was."""

    async def save_channel(
        self, platform: Platform, channel: str, settings: ChannelSettings
    ) -> None: ...

    async def guilds(self) -> dict[str, GuildSettings]: ...

    async def guild(self, guild: str) -> GuildSettings | None:
        """What was decided in one guild; None when nothing was."""

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
        """Store one, once a turn, where one of `accounts` consents now; of all of them and that
        persona `most` are kept."""

    async def drop(self, viewers: Collection[str], persona: str, turn: str) -> bool:
        """Delete one; False when these accounts have no such."""

    async def forget(self, viewers: Collection[str]) -> None: ...


class CareStore(Protocol):
    """Who disclosed a crisis lately."""

    async def keep(self, told: Disclosed) -> None:
        """Store it in place of what that person told before."""

    async def drop(self, person: str) -> None: ...


class Marks(Protocol):
    """Moments that were marked."""

    async def add(self, mark: Mark) -> None:
        """Store it; where it is stored already, it is from now."""


class StoryStore(Protocol):
    """Stories and who likes them; each change is a compare-and-set."""

    async def add(self, story: Story, code: str = "") -> None:
        """Store a new one; `code` is the hash of what its teller comes back with."""

    async def get(self, id: str) -> Story | None: ...

    async def coded(self, code: str) -> Story | None: ...

    async def of(self, viewers: Collection[str]) -> list[Story]:
        """All of these accounts, newest first."""

    async def listed(
        self, platform: Platform, channel: str, states: Collection[StoryState], most: int
    ) -> list[Story]:
        """A channel's stories in these states, in the order in which they came there."""

    async def on_air(self) -> list[Story]:
        """Stories everywhere that are being read or reacted to."""

    async def last_read(
        self, platform: Platform, channel: str, since: float, viewers: Collection[str] = ()
    ) -> Story | None:
        """The story that was read last there, from `since` on, of these viewers where named."""

    async def to_ask(self, before: float, most: int) -> list[Story]:
        """Stories read before a time whose tellers want to be asked and were not yet."""

    async def move(
        self,
        id: str,
        before: Collection[StoryState],
        state: StoryState,
        as_of: float | None = None,
        **values: object,
    ) -> Story | None:
        """Move to `state`, with other values; None where it is in none of the states `before`,
        or has moved since `as_of`."""

    async def asked(self, id: str, at: float, before: float = 0.0) -> Story | None:
        """Note when its teller was asked; None when somebody else noted another time."""

    async def followed(self, id: str, turn: str) -> None:
        """Its teller told on in this turn."""

    async def revoke(self, id: str, what: str) -> None:
        """Its teller allows `what`, "follow_up" or "shorts", no more."""

    async def like(self, id: str, viewer: str, accounts: Collection[str]) -> bool:
        """Count a like once a person, whichever of the `accounts` it comes from."""

    async def liked(self, stories: Sequence[Story]) -> list[Liked]: ...

    async def best(self, platform: Platform, channel: str, most: int) -> list[Liked]:
        """What was read there, most liked first; only what anybody liked."""

    async def open(self, platform: Platform, channel: str, viewers: Collection[str] = ()) -> int:
        """How many wait there to be approved or read, of these viewers where named."""

    async def open_of_web(self, platform: Platform, channel: str) -> int:
        """How many of those are of tellers without an account."""
