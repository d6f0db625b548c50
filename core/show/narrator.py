"""Decides what of a reply is shown and said aloud on its channel's overlay."""

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection
from typing import Any

from core.channels.channel import Channel
from core.channels.known import Channels
from core.channels.settings import Announcer
from core.channels.words import ChannelWords
from core.events import Event
from core.gifts.wishes import Wishes, aliases
from core.gifts.words import gift_of
from core.labels import Platform
from core.meter import SILENT, Meter, Stage
from core.ports import Clock, Personas, Speech
from core.replies import Receipt, Reply
from core.show.alerts import Alerts
from core.show.screen import Screen
from core.show.speaker import Speaker
from core.show.taking import Takings
from core.show.telling import Telling

log = logging.getLogger(__name__)

Key = tuple[Platform, str]

# Seconds without a sound or a picture after a disclosure.
CALM_FOR = 20.0
# Gifts that are known to be skipped.
SKIPPED = 200
# Answers that are spoken while they are written, at a time; and of which it is known that they
# were told.
UNWRITTEN, TOLD = 100, 2_000
# When an answer that is whole began.
OVER = float("inf")


class Narrator:
    """Sorts what happens into one speaker a channel; a crisis answer never reaches them."""

    def __init__(
        self,
        screen: Screen,
        speech: Speech,
        personas: Personas,
        words: ChannelWords,
        channels: Channels,
        held: Callable[[str], bool],
        clock: Clock = time.time,
        meter: Meter = SILENT,
        takings: Takings | None = None,
    ) -> None:
        """`held(viewer id)` tells who disclosed a crisis lately: nothing of theirs is spoken.
        `takings` says whose turn it is to be heard.

        Wired up later: `sounded` gets a turn's id and how many seconds after it was taken its
        first sound came, `over` each answer that was told to its end or stopped, and whether any
        of it was heard; `elsewhere` tells whether another process has a page that speaks there.
        """
        self._screen = screen
        # Another voice may be wired up for some platforms.
        self.speech_of: Callable[[Platform], Speech] = lambda _: speech
        self._personas = personas
        self._words = words
        self._channels = channels
        self._held = held
        self._speakers: dict[Key, Speaker] = {}
        self._fresh: asyncio.Queue[Speaker] = asyncio.Queue()
        wishes = Wishes(aliases(personas.values()))
        self._alerts = Alerts(screen, words, channels, wishes, held)
        self._clock = clock
        self._meter = meter
        self.takings = takings or Takings()
        self._unwritten: OrderedDict[str, Telling] = OrderedDict()
        # By turn, when the engine began whose answer is told.
        self._told: OrderedDict[str, float] = OrderedDict()
        # Gifts of which a manager wants nothing said.
        self._skipped: deque[str] = deque(maxlen=SKIPPED)
        self.sounded: Callable[[str, float], object] = lambda *_: None
        self.over: Callable[[Reply, bool], object] = lambda *_: None
        self.elsewhere: Callable[[Platform, str], bool] = lambda *_: False

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                speaker = await self._fresh.get()
                tasks.create_task(speaker.run(), name="overlay: speak")

    def hear(self, reply: Reply) -> None:
        """A sentence (`speech`) of an answer that is still being written; never waits."""
        if self._told_otherwise(reply):
            return
        telling = self._unwritten.get(reply.turn_id)
        if telling is None:
            if not self._spoken(reply) or self._uncertain(reply):
                return
            telling = self._unwritten[reply.turn_id] = Telling(reply, whole=False)
            if len(self._unwritten) > UNWRITTEN:
                self._unwritten.popitem(last=False)[1].stop()
            self._tell(reply, telling, reply.begun)
        telling.add(reply.speech)

    def take(self, reply: Reply) -> None:
        """An answer that is whole; never waits."""
        other, telling = self._told_otherwise(reply), self._unwritten.pop(reply.turn_id, None)
        if telling is not None:
            self._told[reply.turn_id] = OVER
            return telling.end(reply) if self._spoken(reply) and not other else telling.stop()
        if other:
            return
        if not self._spoken(reply):
            where = (reply.platform, reply.channel)
            if self.watched(*where) or not self.elsewhere(*where):
                self.over(reply, False)
        elif self._uncertain(reply):
            self._channels.of(reply.platform, reply.channel).hold(reply)
        else:
            self._tell(reply, Telling(reply), OVER)

    def _told_otherwise(self, reply: Reply) -> bool:
        """Whether what another engine wrote to the same turn, before it died, is told already, or
        all of this: nothing is said aloud twice."""
        return self._told.get(reply.turn_id, reply.begun) != reply.begun

    def _tell(self, reply: Reply, telling: Telling, begun: float) -> None:
        self._speaker(self._channels.of(reply.platform, reply.channel)).put(telling)
        self._was_told(reply.turn_id, begun)

    def _was_told(self, turn_id: str, begun: float) -> None:
        self._told[turn_id] = begun
        if len(self._told) > TOLD:
            self._told.popitem(last=False)

    def _spoken(self, reply: Reply) -> bool:
        """Whether anything of `reply` is for the overlay."""
        # What answers a slash command or a private message is for its asker alone.
        private = reply.private or reply.token is not None
        if any(gift_of(id) in self._skipped for id in reply.in_reply_to):
            return False
        if private or reply.crisis or self._held(reply.viewer.id) or reply.persona is None:
            return False
        settings = self._channels.settings(reply.platform, reply.channel)
        if not settings.speaks or (reply.paid and settings.announcer is Announcer.CHANNEL):
            return False
        return self._screen.watched(reply.platform, reply.channel)

    def _uncertain(self, reply: Reply) -> bool:
        """Whether a manager must look at the question first."""
        words = self._words(reply.platform, reply.channel)
        return not reply.paid and words.judge(reply.question).held

    def release(self, channel: Channel, reply: Reply) -> None:
        """Speak what a manager let pass."""
        self._speaker(channel).put(Telling(reply), approved=True)

    def _speaker(self, channel: Channel) -> Speaker:
        key = (channel.platform, channel.key)
        speaker = self._speakers.get(key)
        if speaker is None:
            speaker = self._speakers[key] = Speaker(
                channel, self._screen, self.speech_of(channel.platform), self._personas, self._words,
                self.takings.of(channel), self._sounded, self._over,
            )  # fmt: skip
            self._fresh.put_nowait(speaker)
        return speaker

    def _over(self, reply: Reply, heard: bool) -> None:
        self.over(reply, heard)

    def _sounded(self, reply: Reply) -> None:
        if reply.begun:
            seconds = round(self._clock() - reply.begun, 3)
            log.info("first audio", extra={"turn": reply.turn_id, "seconds": seconds})
            self._meter.took(Stage.SOUNDED, seconds)
            self.sounded(reply.turn_id, seconds)

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None:
        """Draw on a channel's overlay."""
        self._screen.show(platform, channel, event)

    def watched(self, platform: Platform, channel: str) -> bool:
        """Whether answers are seen and heard on any page of that channel."""
        return self._screen.watched(platform, channel)

    def now(self, platform: Platform, channel: str) -> Reply | None:
        """What is being said on that channel's overlay."""
        speaker = self._speakers.get((platform, channel))
        return speaker.now if speaker else None

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

    def rest(self, channel: Channel) -> None:
        """A channel was paused or silenced, or goes on."""
        if channel.quiet:
            self.hush(channel)

    def hush(self, channel: Channel) -> None:
        """Silence in one channel now, and nothing of what waited there."""
        speaker = self._speakers.get((channel.platform, channel.key))
        if speaker is not None:
            speaker.clear()
        self._screen.stop(channel.platform, channel.key)

    def silence(self, viewer: str) -> None:
        """Nothing more of one viewer: neither what waits, nor what is being said or shown."""
        self._alerts.silence(viewer)
        for speaker in self._speakers.values():
            speaker.silence(viewer)
        for channel in self._channels:
            for reply in [r for r in channel.held.values() if r.viewer.id == viewer]:
                del channel.held[reply.turn_id]

    def calm(self, platform: Platform, channel: str) -> None:
        """Somebody disclosed a crisis there: nothing is shown or said for a while."""
        self._screen.calm(platform, channel, CALM_FOR)

    def give_way(self, platform: Platform, channel: str) -> None:
        """Nothing more of what is said unasked in a channel, after what is being said."""
        speaker = self._speakers.get((platform, channel))
        if speaker is not None:
            speaker.give_way()

    def corner(self, channel: Channel) -> tuple[bool | None, int]:
        """Whether the streamer speaks (None: nobody knows), and how many answers wait."""
        speaker = self._speakers.get((channel.platform, channel.key))
        return self.takings.of(channel).speaking, speaker.waiting if speaker else 0

    def allow(self, channel: Channel) -> bool:
        """Let the next answer be spoken, whoever is heard; False when none waits for that."""
        speaker = self._speakers.get((channel.platform, channel.key))
        return speaker is not None and speaker.take()

    def video_began(self, platform: Platform, channel: str, seconds: float | None) -> None:
        """Speak when a video is over: `seconds` from now, if anybody knows."""
        self.takings.of(self._channels.of(platform, channel)).video_began(seconds)

    def skip_gift(self, channel: Channel, gift: str) -> bool:
        """Say nothing more for one gift, now or later; or ("") for the first, False without one."""
        if gift:
            self._skipped.append(gift)
        speaker = self._speakers.get((channel.platform, channel.key))
        return (speaker is not None and speaker.skip_gift(gift)) or bool(gift)

    def video_ended(self, channel: Channel) -> bool:
        """Wait for a video no longer; False when none was playing."""
        return self.takings.of(channel).video_ended()

    def withdraw(self, turn_id: str) -> None:
        """Do not begin with one answer any more, even where it comes only now."""
        telling = self._unwritten.get(turn_id)
        if telling is None or not telling.plays:
            self._was_told(turn_id, OVER)
            self._unwritten.pop(turn_id, None)
        for channel in self._channels:
            channel.held.pop(turn_id, None)
        for speaker in self._speakers.values():
            speaker.withdraw(turn_id)

    def forget(self, viewers: Collection[str]) -> None:
        """Nothing more of these viewers, nor of what they gave."""
        for viewer in viewers:
            self.silence(viewer)
        self._alerts.forget(viewers)

    def alert(self, event: Event, keep: bool) -> None:
        """Show what somebody gave, once; `keep` it until a page is there to show it."""
        self._alerts.show(event, keep)

    def arrived(self) -> None:
        """A page is there: show it the alerts that waited for one."""
        self._alerts.arrived()
