"""What is kept: every durable store, as the core sees it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from core.channel_settings import ChannelSettings
from core.events import Event
from core.gifts import Gift, GiftState, Rank
from core.guilds import GuildSettings, Link, Place
from core.labels import Platform
from core.movies.opinion import Opinion, Verdict
from core.movies.synced import Plan, Progress, Shelf, Synced
from core.recollection import Recollection
from core.replies import Reply
from core.turns import State, Turn
from core.viewer_choice import Decision, ViewerChoice

# Deliveries of one item before it is given up.
TRIES = 3


class Turns(Protocol):
    """The durable state of every turn."""

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store new turns in one transaction; returns those that were not known before."""

    async def answered(self, turn_id: str, reply: Reply) -> bool:
        """Store the reply of an accepted turn; False, and nothing changed, when it has another
        answer already or needs none. The same reply may be stored again."""

    async def move(self, turn_id: str, state: State, why: str = "") -> bool:
        """Move a turn to `state`; False, and nothing changed, when it is not where it may move
        there from (core.turns.BEFORE): another process was faster."""

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
