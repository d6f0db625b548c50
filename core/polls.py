"""The polls of all channels: opened when the answers are out, shown as they go, closed in time."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any

from core.channels.channel import Channel
from core.channels.known import Channels
from core.events import ChatMessage
from core.labels import Platform
from core.poll import OPEN_FOR, Poll
from core.ports import Clock
from core.replies import Notice, Reply
from core.viewers.people import People

TICK = 1.0


class Polls:
    """`show(platform, channel, event)` draws the vote bar, `tell` says the result in chat."""

    def __init__(
        self,
        channels: Channels,
        people: People,
        clock: Clock,
        tell: Callable[[Notice], object],
        show: Callable[[Platform, str, dict[str, Any]], object],
        tick: float = TICK,
    ) -> None:
        self._channels = channels
        self._person = people.of
        self._clock = clock
        self._tell = tell
        self._show = show
        self._tick_s = tick
        self._going: dict[str, tuple[Channel, Poll]] = {}
        self._shown: dict[str, tuple[list[int], int]] = {}
        self._opened = asyncio.Event()

    def said(self, reply: Reply) -> None:
        """A reply is out: one of several parts opens the vote on them."""
        if len(reply.parts) < 2 or reply.token is not None:
            return
        channel = self._channels.of(reply.platform, reply.channel)
        self._end(lambda at, _: at is channel)
        closes_at = self._clock() + OPEN_FOR
        # Of a story only its pseudonym is known, even if it was told in public.
        poll = Poll(reply.turn_id, reply.viewer, reply.parts, closes_at, nameless=reply.story)
        channel.poll = poll
        self._going[poll.id] = (channel, poll)
        self._opened.set()

    def vote(self, event: ChatMessage, channel: Channel, text: str, now: float) -> bool:
        """Count a line that is a vote in `channel`; never waits."""
        poll = channel.poll
        if poll is None or event.private:
            return False
        person = self._person(event.viewer.id)
        if person == self._person(poll.teller.id):
            return poll.choose(person, text, now)
        return poll.take(person, event.viewer.id, text, now)

    def silence(self, viewer: str) -> None:
        """Nothing more about the story of one viewer, by id."""
        self._end(lambda _, poll: poll.teller.id == viewer)

    def hush(self, channel: Channel) -> None:
        """Nothing more in `channel`."""
        self._end(lambda at, _: at is channel)

    def forget(self, viewers: Collection[str]) -> None:
        """No story and no vote of these viewers any more."""
        self._end(lambda _, poll: poll.teller.id in viewers)
        for _, poll in self._going.values():
            for viewer in viewers:
                poll.votes.pop(self._person(viewer), None)

    def _end(self, over: Callable[[Channel, Poll], bool]) -> None:
        """Take polls off the overlay and forget them, without a word."""
        for channel, poll in [going for going in self._going.values() if over(*going)]:
            gone = {"type": "poll", "id": f"poll:{poll.id}", "gone": True}
            self._show(channel.platform, channel.key, gone)
            self._forget(channel, poll)

    async def run(self) -> None:
        """Show and close polls until cancelled."""
        while True:
            await self._opened.wait()
            while self._going:
                self._tick(self._clock())
                await asyncio.sleep(self._tick_s)
            self._opened.clear()

    def _tick(self, now: float) -> None:
        for channel, poll in list(self._going.values()):
            if poll.open(now):
                self._draw(channel, poll, now)
            elif not poll.told:
                poll.told = True
                self._draw(channel, poll, now)
                self._say(channel, poll.result)
                if poll.chosen:
                    self._forget(channel, poll)
            elif poll.chosen:
                self._say(channel, poll.last_word)
                self._forget(channel, poll)
            elif now >= poll.ends_at:
                self._forget(channel, poll)

    def _draw(self, channel: Channel, poll: Poll, now: float) -> None:
        """The bar as it stands, whenever it has changed."""
        state = (poll.counts, poll.known if poll.told else 0)
        if self._shown.get(poll.id) == state and not poll.told:
            return
        self._shown[poll.id] = state
        counts = poll.counts
        choices = [
            {"persona": part.persona, "name": part.speaker, "votes": votes}
            for part, votes in zip(poll.parts, counts, strict=True)
        ]
        event = {
            "type": "poll",
            "id": f"poll:{poll.id}",
            "choices": choices,
            "seconds": max(0, round(poll.closes_at - now)),
            "closed": poll.told,
            "chosen": state[1],
        }
        self._show(channel.platform, channel.key, event)

    def _say(self, channel: Channel, text: str) -> None:
        """Say it in chat where the streamer lets us."""
        if not channel.settings.in_chat or channel.quiet or channel.paused:
            return
        self._tell(Notice(channel.platform, channel.key, None, None, text))

    def _forget(self, channel: Channel, poll: Poll) -> None:
        del self._going[poll.id]
        self._shown.pop(poll.id, None)
        if channel.poll is poll:
            channel.poll = None
