"""What the conduit is subscribed to, channel by channel, and kept so."""

import asyncio
import contextlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from twitchio.eventsub import SubscriptionType

from adapters.supervise import backoff
from adapters.twitch import frames
from adapters.twitch.helix import Helix
from adapters.twitch.parse import BITS, CHAT, REDEMPTION
from adapters.twitch.problems import PENDING, REVOKED, deaf, missing
from core.errors import PlatformError, RateLimited, SendRejected

log = logging.getLogger(__name__)

# A permission comes back when a person gives it: chat's is looked for most often.
REFUSED = 4
OTHERS_AGAIN = 300.0


class Key(NamedTuple):
    channel: str
    kind: str


@dataclass(slots=True)
class Standing:
    """How one subscription stands: it does, or Twitch's reason why not, and when it is tried
    again, in seconds of the event loop."""

    stands: bool = False
    refused: str = ""
    failures: int = 0
    due: float = 0.0


class Subscriptions:
    """Every channel's. What one channel refuses costs that channel alone."""

    def __init__(self, helix: Helix) -> None:
        self._helix = helix
        self._conduit = ""
        self._standing: dict[Key, Standing] = {}
        self._changed = asyncio.Event()
        self._asked = False
        # When Twitch is asked what stands, in seconds of the event loop.
        self._look = 0.0
        # Set while Twitch holds nothing that nobody wants.
        self._clean = asyncio.Event()

    @property
    def hears(self) -> bool:
        """Whether any channel's chat is heard, everything having been asked for once."""
        return self._asked and any(
            s.stands for key, s in self._standing.items() if key.kind == CHAT
        )

    @property
    def problems(self) -> dict[str, str]:
        """What is not heard, by channel id."""
        found: dict[str, list[str]] = {}
        for channel in dict.fromkeys(key.channel for key in self._standing):
            down = {
                key.kind: standing
                for key, standing in self._standing.items()
                if key.channel == channel and not standing.stands
            }
            found[channel] = list(_explained(down))
        return {channel: " ".join(texts) for channel, texts in found.items() if texts}

    def told(self, kind: str, channel: str) -> bool:
        """Whether events of `kind` are told in `channel`."""
        standing = self._standing.get(Key(channel, kind))
        return standing is not None and standing.stands

    def begin(self, conduit: str, channels: Collection[str]) -> None:
        """Let `run` subscribe `conduit` to every channel, and end what it holds of others."""
        self._conduit = conduit
        self._standing = {}
        self._asked = False
        self.want(channels)

    def want(self, channels: Collection[str]) -> None:
        """These channels from now on, and no others."""
        # Chat of all channels first: it is what the bot lives on.
        before, keys = self._standing, [Key(c, kind) for kind in KINDS for c in channels]
        if self._clean.is_set() and keys == list(before):
            return
        self._standing = {key: before.get(key) or Standing() for key in keys}
        self._look = 0.0
        self._clean.clear()
        self._changed.set()

    async def clean(self) -> None:
        """Return when what nobody wants any more has ended."""
        await self._clean.wait()

    async def run(self) -> None:
        """Wait for `begin`, subscribe, and ask again for what does not stand, until cancelled."""
        clock = asyncio.get_running_loop().time
        await self._changed.wait()
        failures = 0
        while True:
            self._changed.clear()
            if self._look <= clock():
                self._look = inf
                failures = 0 if await self._compare() else failures + 1
                if failures:
                    self._look = min(self._look, clock() + backoff(failures))
            await self._ask()
            self._asked = True
            due = min([self._look, *(s.due for s in self._standing.values() if not s.stands)])
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(None if due == inf else due):
                    await self._changed.wait()

    def end(self) -> None:
        """Nothing is heard any more."""
        self._standing = {}
        self._clean.clear()
        self._changed.clear()

    def revoked(self, subscription: frames.Subscription) -> None:
        """Twitch took a subscription back."""
        status = subscription.status or "revoked"
        log.error("subscription revoked", extra={"kind": subscription.type, "status": status})
        condition = subscription.condition or frames.Condition()
        channel = condition.broadcaster_user_id or condition.to_broadcaster_user_id
        for key, standing in self._standing.items():
            # Without a condition it may be any channel's: one that stands answers with 409.
            if key.kind == subscription.type and channel in (None, key.channel):
                self._refuse(key, standing, status)
        self._changed.set()

    async def _compare(self) -> bool:
        """Mark what stands already, and end what nobody wants any more; whether that was done."""
        wanted = self._standing
        try:
            for row in await self._helix.subscriptions(self._conduit):
                if not row.enabled:
                    continue
                key = self._key(row.kind, row.condition)
                if key is None:
                    await self._helix.unsubscribe(row.id)
                else:
                    self._standing[key].stands = True
        except PlatformError as error:  # then everything is asked for, which is harmless
            log.warning("subscriptions not compared", extra={"why": str(error)})
            return False
        if wanted is self._standing:
            self._clean.set()
        return True

    def _key(self, kind: str, condition: dict[str, str]) -> Key | None:
        for key in self._standing:
            if key.kind == kind and self._condition(key) == condition:
                return key
        return None

    def _condition(self, key: Key) -> dict[str, str]:
        about = {"channel": key.channel, "bot": self._helix.bot_id}
        return {name: about[value] for name, value in KINDS[key.kind].items()}

    async def _ask(self) -> None:
        """Subscribe to what is due, unless something else is wanted meanwhile."""
        clock = asyncio.get_running_loop().time
        wanted = self._standing
        for key, standing in wanted.items():
            if wanted is not self._standing:
                return
            if standing.stands or standing.due > clock():
                continue
            kind = SubscriptionType(key.kind)
            try:
                await self._helix.subscribe(self._conduit, kind, "1", self._condition(key))
            except SendRejected as error:
                self._refuse(key, standing, error.reason)
            except PlatformError as error:
                log.warning("not subscribed", extra={"kind": key.kind, "why": str(error)})
                standing.failures += 1
                standing.due = clock() + backoff(standing.failures)
                if isinstance(error, RateLimited):  # for all of them
                    await asyncio.sleep(error.retry_after)
                    await self._free(key.channel)
            else:
                if key.kind == CHAT and standing.refused:
                    self._welcome_back(key.channel)
                standing.stands, standing.refused, standing.failures = True, "", 0

    async def _free(self, channel: str) -> None:
        """End what other conduits hold of a channel that is ours: processes that died left it,
        and Twitch takes only three of a kind."""
        try:
            ours = {row.id for row in await self._helix.subscriptions(self._conduit)}
            for row in await self._helix.about(channel):
                if row.id not in ours:
                    await self._helix.unsubscribe(row.id)
        except PlatformError as error:
            log.warning("subscriptions not compared", extra={"why": str(error)})

    def _refuse(self, key: Key, standing: Standing, why: str) -> None:
        level = logging.ERROR if key.kind == CHAT else logging.INFO
        about = {"channel": key.channel, "kind": key.kind, "why": why}
        log.log(level, "no permission for", extra=about)
        standing.stands = False
        if standing.refused not in REVOKED:  # what Twitch says when asked again is less exact
            standing.refused = why
        standing.failures += 1
        wait = backoff(standing.failures + REFUSED) if key.kind == CHAT else OTHERS_AGAIN
        standing.due = asyncio.get_running_loop().time() + wait

    def _welcome_back(self, channel: str) -> None:
        """Who gives one permission gives the others, too."""
        for key, standing in self._standing.items():
            if key.channel == channel and key.kind != CHAT:
                standing.due = 0.0
        self._changed.set()


def _explained(down: dict[str, Standing]) -> list[str]:
    texts = []
    chat = down.pop(CHAT, None)
    if chat is not None:
        texts.append(deaf(chat.refused) if chat.refused else PENDING)
    refused = {kind: standing for kind, standing in down.items() if standing.refused}
    if refused:
        texts.append(missing(refused, next(iter(refused.values())).refused))
    if chat is None and len(refused) < len(down):
        texts.append(PENDING)
    return texts


_CHANNEL = {"broadcaster_user_id": "channel"}
KINDS: dict[str, dict[str, str]] = {
    CHAT: _CHANNEL | {"user_id": "bot"},
    "channel.cheer": _CHANNEL,
    BITS: _CHANNEL,
    "channel.subscribe": _CHANNEL,
    "channel.subscription.gift": _CHANNEL,
    "channel.subscription.message": _CHANNEL,
    REDEMPTION: _CHANNEL,
    "channel.raid": {"to_broadcaster_user_id": "channel"},
}
