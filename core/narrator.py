"""Decides what of a reply is shown and said aloud on its channel's overlay."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Any, Protocol

import msgspec

from core import emotes
from core.channel import Channel
from core.channel_settings import Announcer
from core.channel_words import ChannelWords
from core.channels import Channels
from core.events import Event
from core.gifts import given
from core.labels import Platform
from core.meter import SILENT, Meter, Stage
from core.ports import Clock, Personas, Speech, Topic
from core.replies import Receipt, Reply
from core.speaker import QUESTION_SHOWN, Speaker
from core.telling import Telling

log = logging.getLogger(__name__)

Key = tuple[Platform, str]

# Alerts that wait for a page; the oldest gives way.
ALERTS_KEPT = 50
# Answers that are spoken while they are written, at a time.
UNWRITTEN = 100


class Screen(Protocol):
    """Where a stream's viewers see and hear the personas; a page shows one channel, or all."""

    def watched(self, platform: Platform, channel: str) -> bool: ...

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None: ...

    async def play(
        self,
        platform: Platform,
        channel: str,
        event: dict[str, Any],
        wav: bytes | None,
        seconds: float,
    ) -> None: ...

    def stop(self, platform: Platform, channel: str) -> None: ...


class Narrator:
    """Sorts what happens into one speaker a channel; a crisis answer never reaches them."""

    def __init__(
        self,
        screen: Screen,
        speech: Speech,
        personas: Personas,
        words: ChannelWords,
        replies: Topic[Reply],
        channels: Channels,
        held: Callable[[str], bool],
        clock: Clock = time.time,
        meter: Meter = SILENT,
    ) -> None:
        """`held(viewer id)` tells who disclosed a crisis lately: nothing of theirs is spoken.

        Wired up later: `sounded` gets a turn's id and how many seconds after it was taken its
        first sound came.
        """
        self._screen = screen
        self._speech = speech
        self._personas = personas
        self._words = words
        self._replies = replies
        self._channels = channels
        self._held = held
        self._speakers: dict[Key, Speaker] = {}
        self._fresh: asyncio.Queue[Speaker] = asyncio.Queue()
        # By a gift's id: who gave it, and what is shown.
        self._kept: dict[Key, OrderedDict[str, tuple[str, dict[str, Any]]]] = {}
        self._clock = clock
        self._meter = meter
        self._unwritten: OrderedDict[str, Telling] = OrderedDict()
        self.sounded: Callable[[str, float], object] = lambda *_: None

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._collect(), name="overlay: collect")
            while True:
                speaker = await self._fresh.get()
                tasks.create_task(speaker.run(), name="overlay: speak")

    async def _collect(self) -> None:
        async for delivery in self._replies.listen("overlay"):
            self._take(delivery.item)
            await delivery.ack()

    def hear(self, reply: Reply) -> None:
        """A sentence (`speech`) of an answer that is still being written; never waits."""
        telling = self._unwritten.get(reply.turn_id)
        if telling is None:
            if not self._spoken(reply) or self._uncertain(reply):
                return
            telling = self._unwritten[reply.turn_id] = Telling(reply, whole=False)
            if len(self._unwritten) > UNWRITTEN:
                self._unwritten.popitem(last=False)[1].stop()
            self._speaker(self._channels.of(reply.platform, reply.channel)).put(telling)
        telling.add(reply.speech)

    def _take(self, reply: Reply) -> None:
        telling = self._unwritten.pop(reply.turn_id, None)
        if telling is not None:
            return telling.end(reply) if self._spoken(reply) else telling.stop()
        if not self._spoken(reply):
            return
        channel = self._channels.of(reply.platform, reply.channel)
        if self._uncertain(reply):
            channel.hold(reply)
        else:
            self._speaker(channel).put(Telling(reply))

    def _spoken(self, reply: Reply) -> bool:
        """Whether anything of `reply` is for the overlay."""
        # What answers a slash command or a private message is for its asker alone.
        private = reply.private or reply.token is not None
        if private or reply.crisis or self._held(reply.viewer.id) or reply.persona is None:
            return False
        settings = self._channels.settings(reply.platform, reply.channel)
        if _paid(reply) and settings.announcer is Announcer.CHANNEL:
            return False
        return self._screen.watched(reply.platform, reply.channel)

    def _uncertain(self, reply: Reply) -> bool:
        """Whether a manager must look at the question first."""
        words = self._words(reply.platform, reply.channel)
        return not _paid(reply) and words.judge(reply.question).held

    def release(self, channel: Channel, reply: Reply) -> None:
        """Speak what a manager let pass."""
        self._speaker(channel).put(Telling(reply), approved=True)

    def _speaker(self, channel: Channel) -> Speaker:
        key = (channel.platform, channel.key)
        speaker = self._speakers.get(key)
        if speaker is None:
            speaker = self._speakers[key] = Speaker(
                channel, self._screen, self._speech, self._personas, self._words, self._sounded
            )
            self._fresh.put_nowait(speaker)
        return speaker

    def _sounded(self, reply: Reply) -> None:
        if reply.begun:
            seconds = round(self._clock() - reply.begun, 3)
            log.info("first audio", extra={"turn": reply.turn_id, "seconds": seconds})
            self._meter.took(Stage.SOUNDED, seconds)
            self.sounded(reply.turn_id, seconds)

    def promise(self, receipt: Receipt) -> None:
        """Show a receipt."""
        self._screen.show(
            receipt.platform,
            receipt.channel,
            {
                "type": "receipt",
                "viewer": self._words(receipt.platform, receipt.channel).name(receipt.viewer.name),
                "position": receipt.position,
                "eta_s": receipt.eta_s,
            },
        )

    def hush(self, channel: Channel) -> None:
        """Silence in one channel now, and nothing of what waited there."""
        speaker = self._speakers.get((channel.platform, channel.key))
        if speaker is not None:
            speaker.clear()
        self._screen.stop(channel.platform, channel.key)

    def silence(self, viewer: str) -> None:
        """Nothing more of one viewer: neither what waits nor what is being said."""
        for speaker in self._speakers.values():
            speaker.silence(viewer)
        for channel in self._channels:
            for reply in [r for r in channel.held.values() if r.viewer.id == viewer]:
                del channel.held[reply.turn_id]

    def forget(self, viewers: Collection[str]) -> None:
        """Nothing more of these viewers, nor of what they gave."""
        for viewer in viewers:
            self.silence(viewer)
        for kept in self._kept.values():
            for id in [id for id, (giver, _) in kept.items() if giver in viewers]:
                del kept[id]

    def alert(self, event: Event, keep: bool) -> None:
        """Show what somebody gave, once; words that are not fit to be shown are left out, the
        amount never. `keep` it until a page is there to show it."""
        key = (event.platform, event.channel)
        if self._held(event.viewer.id):
            return
        words = self._words(*key)
        alert = {
            "type": "donation",
            "id": f"{ALERT}{event.id}",
            "donor": words.name(event.viewer.name),
            "amount": given(event),
            "text": event.text[:QUESTION_SHOWN] if words.judge(event.text).shown else "",
            "emotes": msgspec.to_builtins(emotes.kept(event.emotes)),
        }
        if self._screen.watched(*key):
            self._screen.show(*key, alert)
        elif keep:
            kept = self._kept.setdefault(key, OrderedDict())
            kept[event.id] = (event.viewer.id, alert)
            if len(kept) > ALERTS_KEPT:
                kept.popitem(last=False)

    def arrived(self) -> None:
        """A page is there: show it the alerts that waited for one."""
        for key in [key for key in self._kept if self._screen.watched(*key)]:
            for _, alert in self._kept.pop(key).values():
                self._screen.show(*key, alert)


def _paid(reply: Reply) -> bool:
    return bool(reply.acknowledges) or reply.aloud


# What an alert's id begins with, before the gift's own.
ALERT = "donation:"
