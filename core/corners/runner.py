"""Breaks the silence of channels, and opens and closes their corners, whenever the clock tells."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final, Protocol, runtime_checkable

from core.channels.channel import Channel
from core.channels.known import Channels
from core.channels.settings import ChannelSettings, Mode
from core.corners.idle import Silence
from core.corners.lines import Lines, Script
from core.corners.programme import follow
from core.corners.slot import Following, Kind, Slot, Step, words
from core.english.notices import worded
from core.events import Event, Viewer
from core.labels import Platform
from core.ports import Clock, Topic
from core.replies import Notice, Reply
from core.stores import Turns
from core.turns import UNASKED, Reason, Turn

log = logging.getLogger(__name__)

# Seconds: between two stories of a radio corner, and of silence in any open corner.
BETWEEN: Final = 20.0
IN_CORNER: Final = 120.0
# Where nobody tells whether a stream is live, it is while somebody wrote within so many seconds.
SEEN_WITHIN: Final = 3_600.0
# Seconds in which nothing is said again: longer than a broadcast.
BROADCAST: Final = 24 * 3_600.0
REMEMBERED: Final = 500
MINUTE: Final = 60.0

Key = tuple[Platform, str]


class Stories(Protocol):
    """Stories that wait to be read aloud."""

    async def next(self, platform: Platform, channel: str) -> bool:
        """Have the next one read in that channel; False when none waits."""


class Aired(Protocol):
    """What was said unasked, as it is stored."""

    async def since(self, platform: Platform, channel: str, at: float) -> list[Script]:
        """From `at` on (Unix seconds), oldest first."""


@runtime_checkable
class Broadcasting(Protocol):
    """A platform that tells whether a stream is live."""

    def live(self, channel: str) -> bool | None:
        """None where that is not known."""


class Runner:
    """One process does it for each channel, the one that answers there.

    Wired up later: `ours(home)` tells whether this process answers there, `watched` whether a
    channel's overlay is shown anywhere, `tell` says a line of the service's own, `show` draws on
    an overlay, `give_way` ends what is being said unasked after its sentence, `silence(viewer id)`
    at once, `stories` is what airs them.
    """

    def __init__(
        self,
        channels: Channels,
        turns: Turns,
        topic: Topic[Turn],
        aired: Aired,
        lines: Lines,
        following: Following,
        platforms: Mapping[str, object],
        clock: Clock,
    ) -> None:
        """`platforms` are asked whether a stream is live, where they can tell."""
        self._channels = channels
        self._turns = turns
        self._topic = topic
        self._aired = aired
        self._lines = lines
        self._following = following
        self._platforms = platforms
        self._clock = clock
        self._looking = False
        self._silences: dict[Key, Silence] = {}
        self._said: OrderedDict[Key, list[tuple[float, Script]]] = OrderedDict()
        self.ours: Callable[[str], bool] = lambda _: True
        self.watched: Callable[[Platform, str], bool] = lambda *_: False
        self.tell: Callable[[Notice], object] = lambda _: None
        self.show: Callable[[Platform, str, dict[str, object]], object] = lambda *_: None
        self.give_way: Callable[[Platform, str], object] = lambda *_: None
        self.silence: Callable[[str], object] = lambda _: None
        self.stories: Stories | None = None

    # What happens in channels; none of it waits

    def heard(self, event: Event, now: float) -> None:
        """Somebody wrote, or gave something."""
        silence = self._silence(event.platform, event.channel, now)
        if silence.tries and now < silence.since:
            self.give_way(event.platform, event.channel)
        silence.wrote(now)

    def disclosed(self, platform: Platform, channel: str) -> None:
        """Somebody disclosed a crisis there."""
        now = self._clock()
        self._silence(platform, channel, now).crisis(now)
        self.silence(_nobody(platform, channel))

    def said(self, reply: Reply) -> None:
        """An answer was said, or shown where chat gets nothing."""
        if not reply.unasked:
            now = self._clock()
            self._silence(reply.platform, reply.channel, now).spoke(now, reply.speech)

    def _silence(self, platform: Platform, channel: str, now: float) -> Silence:
        key = (platform, channel)
        found = self._silences.get(key)
        if found is None:
            found = self._silences[key] = Silence(now)
        return found

    # What the clock brings

    async def tick(self) -> None:
        """Look at every channel that is ours, and do what is due; not while the last look goes
        on."""
        if self._looking:
            return
        self._looking = True
        try:
            await self._look_around(self._clock())
        finally:
            self._looking = False

    async def _look_around(self, now: float) -> None:
        for key in self._channels.deciding(_wanted):  # nobody may have written there yet
            self._channels.of(*key)
        for channel in self._channels:
            part = "/" in channel.key  # its whole has the programme
            if part or not self.ours(channel.home) or not _wanted(channel.settings):
                continue
            try:
                await self._look(channel, now)
            except Exception:  # one channel's trouble must not keep the others silent
                log.exception("idle talk failed", extra={"platform": channel.platform})

    async def _look(self, channel: Channel, now: float) -> None:
        silence = self._silence(channel.platform, channel.key, now)
        on = silence.calm(now) and self._on(channel, silence, now)
        for slot in channel.settings.programme:
            await self._follow(channel, slot, now, on)
        wanted = channel.settings.idle or bool(channel.settings.corner)
        if wanted and on and _free(channel, now):
            await self._break(channel, silence, now)

    def _on(self, channel: Channel, silence: Silence, now: float) -> bool:
        """Whether anything may be said unasked: somebody watches, and nobody wants silence."""
        resting = channel.quiet or channel.paused or channel.settings.mode is Mode.OFF
        if resting or not self.watched(channel.platform, channel.key):
            return False
        platform = self._platforms.get(channel.platform)
        live = platform.live(channel.key) if isinstance(platform, Broadcasting) else None
        if live is None:
            return silence.wrote_at is not None and now - silence.wrote_at < SEEN_WITHIN
        return live

    async def _follow(self, channel: Channel, slot: Slot, now: float, on: bool) -> None:
        """What is due of one slot of the programme."""
        done = await follow(self._channels, channel, slot, now, on, self._following)
        if done is None:
            return
        if done is Step.OPEN:
            self._silence(channel.platform, channel.key, now).tries = 0
        if on:
            self._announce(channel, words(slot, done))

    def _announce(self, channel: Channel, text: str) -> None:
        self.tell(Notice(channel.platform, channel.key, None, None, text))
        told = worded(text, channel.settings.language)
        self.show(channel.platform, channel.key, {"type": "notice", "text": told})

    # Silence

    async def _break(self, channel: Channel, silence: Silence, now: float) -> None:
        """Say something where it has been quiet for long enough."""
        settings = channel.settings
        radio = settings.corner == Kind.RADIO and now - silence.since >= BETWEEN
        if radio and await self._story(channel):
            silence.since = now
            return
        after = settings.idle_after * MINUTE
        if settings.corner:
            after = min(after, IN_CORNER)
        if not silence.due(now, after):
            return
        if settings.speaks and await self._story(channel):
            silence.aired(now, "")
        elif settings.speaks or settings.idle_in_chat:
            await self._air(channel, silence, now)

    async def _story(self, channel: Channel) -> bool:
        """Whether one that waited is read from now on."""
        return self.stories is not None and await self.stories.next(channel.platform, channel.key)

    async def _air(self, channel: Channel, silence: Silence, now: float) -> None:
        where = (channel.platform, channel.key)
        said = await self._heard_lately(where, now)
        settings = channel.settings
        film = settings.corner == Kind.FILMS and silence.tries == 0
        script = self._lines.next(settings.personas, settings.tone, now, said, film) or (
            self._lines.next(settings.personas, settings.tone, now, said) if film else None
        )
        if script is None:  # all was said
            return
        turn = unasked(channel, script, now)
        self._said[where].append((now, script))
        silence.aired(now, " ".join(part.text for part in script))
        if turn in await self._turns.accept([turn]):
            channel.in_flight[turn.id] = turn
            await self._topic.put(turn)

    async def _heard_lately(self, where: Key, now: float) -> list[Script]:
        """What was said unasked in this broadcast, before a restart too."""
        if where not in self._said:
            stored = await self._aired.since(*where, now - BROADCAST)
            self._said[where] = [(now, script) for script in stored]
            if len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
        self._said.move_to_end(where)
        self._said[where] = [one for one in self._said[where] if now - one[0] < BROADCAST]
        return [script for _, script in self._said[where]]


def unasked(channel: Channel, script: Script, now: float) -> Turn:
    """A turn that nobody asked for, at `now` (Unix seconds). Two processes that think that a
    channel is theirs make the same one within a minute."""
    nobody = _nobody(channel.platform, channel.key)
    return Turn(
        id=f"{nobody}:{int(now // MINUTE)}",
        platform=channel.platform,
        channel=channel.key,
        viewer=Viewer(nobody, ""),
        text="",
        event_ids=(),
        reason=Reason.IDLE,
        score=0.0,
        at=now,
        persona=script[0].persona,
        script=script,
        in_chat=channel.settings.idle_in_chat,
        home=channel.home,
    )


def _nobody(platform: Platform, channel: str) -> str:
    """In the place of a viewer's id."""
    return f"{UNASKED}{platform}:{channel}"


def _wanted(settings: ChannelSettings) -> bool:
    return settings.idle or bool(settings.corner) or bool(settings.programme)


def _free(channel: Channel, now: float) -> bool:
    """Whether nobody is being answered, waits, writes on, or votes."""
    gate, poll = channel.gate, channel.poll
    waits = len(gate) > 0 or gate.next_ripe_at is not None or bool(channel.in_flight)
    return not waits and (poll is None or not poll.open(now))
