"""What managers see and do in a channel that is going on, whichever process answers there."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

from msgspec import Struct

from core.channels.channel import Channel
from core.channels.ignored import pass_over
from core.channels.known import Channels
from core.channels.waiting import SKIPPED, Held, ToCheck, Waiting, excuse, to_check, waiting
from core.errors import BadInput
from core.events import Event
from core.fleet.newsroom import Newsroom
from core.gate.candidate import Candidate
from core.gifts.approval import Approval
from core.labels import Platform
from core.replies import Notice, Reply
from core.safety.alarms import Alarm
from core.turns import Passed

QUEUE, OVERLAY = "floor.queue", "floor.overlay"
# Seconds that a skipped line can be brought back: a page offers it for ten, from its answer on.
BACK_FOR = 11.0


class Deed(Struct, frozen=True, kw_only=True):
    """`do` is a key of DEEDS; `id` a line's, a turn's or a viewer's."""

    do: str
    platform: Platform
    channel: str
    id: str = ""
    on: bool = False


class Sight(Struct, frozen=True, kw_only=True):
    """How it is after a deed: `done` where there was something to do, with whose line it was
    (`name` and the id of that `viewer`)."""

    done: bool = False
    name: str | None = None
    viewer: str = ""
    alarms: tuple[Alarm, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    held: tuple[Held, ...] = ()
    words: tuple[ToCheck, ...] = ()
    paused: bool = False
    quiet: bool = False
    streamer_speaking: bool | None = None
    to_be_spoken: int = 0


class Speaking(Protocol):
    """Where answers are spoken."""

    def corner(self, channel: Channel) -> tuple[bool | None, int]:
        """Whether the streamer speaks (None: nobody knows), and how many answers wait."""

    def allow(self, channel: Channel) -> bool:
        """Let the next answer be spoken; False when none waits for that."""

    def skip_gift(self, channel: Channel, gift: str) -> bool:
        """Say nothing more for one gift, now or later; or ("") for the first, False without one."""

    def video_ended(self, channel: Channel) -> bool:
        """Wait for a video no longer; False when none was playing."""


class Floor:
    """Does it here where the channel is ours, and elsewhere has it done.

    Wired up later: `rest` is called when a channel was paused, silenced or goes on, `speak` lets
    the overlay say what was held, `speaking` is where that is, `approval` holds words of gifts back
    that `approved` may answer, `tell` says a line of the service's own, `wake` when a turn may be
    taken, `unanswered` notes what was passed over.
    """

    def __init__(
        self,
        channels: Channels,
        newsroom: Newsroom,
        ours: Callable[[str], bool],
        shows: bool,
        back_for: float = BACK_FOR,
    ) -> None:
        """`ours(home)` tells whether this process answers there; `shows` whether overlays are
        shown here, and so what is kept from them; what is skipped comes back for `back_for`
        seconds."""
        self._channels = channels
        self._newsroom = newsroom
        self._ours = ours
        self._shows = shows
        self._back_for = back_for
        # By the id of the line that was skipped.
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self.rest: Callable[[Channel], object] = lambda _: None
        self.speak: Callable[[Channel, Reply], object] = lambda *_: None
        self.tell: Callable[[Notice], object] = lambda _: None
        self.wake: Callable[[], object] = lambda: None
        self.speaking: Speaking | None = None
        self.approved: Callable[[Event], object] = lambda _: None
        self.approval: Approval | None = None
        self.unanswered: Callable[[Sequence[Candidate], Passed], object] = lambda *_: None
        newsroom.answer(QUEUE, Deed, self._asked)
        newsroom.answer(OVERLAY, Deed, self._asked)

    async def do(self, deed: Deed) -> Sight:
        """Raises BadInput, worded for people, where nobody answers."""
        if self._here(deed):
            return await self._do(deed)
        kind = OVERLAY if deed.do in HELD else QUEUE
        found: Sight | None = await self._newsroom.ask(kind, deed, Sight)
        if found is None:
            raise BadInput(NOBODY)
        return found

    async def _asked(self, deed: Deed) -> Sight | None:
        return await self._do(deed) if self._here(deed) else None

    def _here(self, deed: Deed) -> bool:
        if deed.do in HELD:
            return self._shows
        return self._ours(self._channels.home(deed.platform, deed.channel))

    async def _do(self, deed: Deed) -> Sight:
        channel = self._channels.of(deed.platform, deed.channel)
        done = DEEDS[deed.do](self, channel, deed)
        return done if isinstance(done, Sight) else await done

    def look(self, channel: Channel, deed: Deed) -> Sight:
        """The queue as it is."""
        lines = tuple(map(waiting, channel.gate.waiting()))
        return Sight(
            done=True,
            waiting=lines,
            paused=channel.paused,
            quiet=channel.quiet,
            alarms=tuple(channel.alarms.values()),
            words=tuple(map(to_check, self._words(channel))),
        )

    def _words(self, channel: Channel) -> list[Event]:
        """What came with gifts and may not be shown before somebody says so."""
        return self.approval.waiting(channel.platform, channel.key) if self.approval else []

    def answer_now(self, channel: Channel, deed: Deed) -> Sight:
        """Answer that waiting line, or the first, before all others and at once."""
        if channel.resting:
            return Sight(paused=True)
        found = next((c for c in channel.gate.waiting() if deed.id in ("", c.events[0].id)), None)
        if found is None:
            return Sight()
        channel.chosen = found.events[0].id
        self.wake()
        return Sight(done=True, name=found.viewer.name, viewer=found.viewer.id)

    def skip(self, channel: Channel, deed: Deed) -> Sight:
        """Drop one waiting line, or the next; one that may come back (`on`) is set aside, and
        whoever was promised an answer is told once it cannot."""
        skipped = channel.gate.aside.take(deed.id)
        if skipped is None:
            return Sight()
        id = skipped.events[0].id
        if deed.on:
            loop = asyncio.get_running_loop()
            self._timers[id] = loop.call_later(self._back_for, self._gone, channel, id)
        else:
            self._gone(channel, id)
        return Sight(done=True, name=skipped.viewer.name, viewer=skipped.viewer.id)

    def _gone(self, channel: Channel, id: str) -> None:
        self._timers.pop(id, None)
        skipped = channel.gate.aside.let_go(id)
        if skipped is None:
            return
        if skipped.promised:
            self.tell(excuse(skipped, SKIPPED))
        self.unanswered([skipped], Passed.SKIPPED)

    def unskip(self, channel: Channel, deed: Deed) -> Sight:
        """Queue a line again that was set aside."""
        back = channel.gate.aside.put_back(deed.id)
        if back is None:
            return Sight()
        self._timers.pop(deed.id).cancel()
        self.wake()
        return Sight(done=True, name=back.viewer.name, viewer=back.viewer.id)

    def pass_over(self, channel: Channel, deed: Deed) -> Sight:
        """Answer nothing that waits of the viewer `id`."""
        self.unanswered(pass_over(channel, deed.id, self.tell), Passed.IGNORED)
        return Sight(done=True)

    def pause(self, channel: Channel, deed: Deed) -> Sight:
        """Answer nothing until resumed; resuming also ends quiet."""
        channel.rest(paused=deed.on, quiet=channel.quiet and deed.on)
        self.rest(channel)
        return Sight(done=True)

    def quiet(self, channel: Channel, deed: Deed) -> Sight:
        """Silence at once, and drop what waits without a promise."""
        channel.rest(quiet=True)
        channel.gate.clear()
        self.rest(channel)
        return Sight(done=True)

    def held(self, channel: Channel, deed: Deed) -> Sight:
        """What was answered in chat only."""
        kept = (
            Held(id=reply.turn_id, name=reply.viewer.name, text=reply.question, answer=reply.chat)
            for reply in channel.held.values()
        )
        return Sight(done=True, held=tuple(kept))

    def release(self, channel: Channel, deed: Deed) -> Sight:
        """Show and speak what was held."""
        reply = channel.held.pop(deed.id, None)
        if reply is not None:
            self.speak(channel, reply)
        return Sight(done=reply is not None)

    def discard(self, channel: Channel, deed: Deed) -> Sight:
        """Never show what was held."""
        return Sight(done=channel.held.pop(deed.id, None) is not None)

    def corner(self, channel: Channel, deed: Deed) -> Sight:
        """Who is heard, and what waits for that."""
        if self.speaking is None:
            return Sight()
        speaks, waiting = self.speaking.corner(channel)
        return Sight(done=True, streamer_speaking=speaks, to_be_spoken=waiting)

    def take(self, channel: Channel, deed: Deed) -> Sight:
        """Let one answer be spoken, whoever is being heard."""
        return Sight(done=self.speaking is not None and self.speaking.allow(channel))

    def release_video(self, channel: Channel, deed: Deed) -> Sight:
        """Wait no longer for a video."""
        return Sight(done=self.speaking is not None and self.speaking.video_ended(channel))

    def skip_gift(self, channel: Channel, deed: Deed) -> Sight:
        """Say nothing more for one gift, or for the first."""
        speaking = self.speaking
        return Sight(done=speaking is not None and speaking.skip_gift(channel, deed.id))

    async def approve_gift(self, channel: Channel, deed: Deed) -> Sight:
        """Show and answer the words of one gift, or (not `on`) never."""
        if self.approval is None:
            return Sight()
        gift = await self.approval.take(channel.platform, channel.key, deed.id, deed.on)
        if gift is None:
            return Sight()
        if deed.on:
            self.approved(gift)
        return Sight(done=True, name=gift.viewer.name, viewer=gift.viewer.id)


# What is done where overlays are shown.
Do = Callable[[Floor, Channel, Deed], Sight | Awaitable[Sight]]
HELD: Final[Mapping[str, Do]] = {
    "held": Floor.held,
    "release": Floor.release,
    "discard": Floor.discard,
    "corner": Floor.corner,
    "take": Floor.take,
    "release_video": Floor.release_video,
    "skip_gift": Floor.skip_gift,
}
DEEDS: Final[Mapping[str, Do]] = {
    **HELD,
    "look": Floor.look,
    "answer_now": Floor.answer_now,
    "skip": Floor.skip,
    "unskip": Floor.unskip,
    "pass_over": Floor.pass_over,
    "pause": Floor.pause,
    "quiet": Floor.quiet,
    "approve_gift": Floor.approve_gift,
}
NOBODY = "그 방송을 맡은 프로그램이 지금 대답하지 않아요. 잠시 뒤에 다시 해 주세요."
