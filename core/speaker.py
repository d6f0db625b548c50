"""One channel's voice on the overlay: answers spoken one after another, donors' first."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from core.channel import Channel
from core.channel_words import ChannelWords
from core.errors import SpeechError
from core.ports import Personas, Speech
from core.replies import Reply
from core.safety.moderation import Moderation
from core.sound import Caption
from core.speech_text import speakable
from core.telling import Telling

if TYPE_CHECKING:
    from core.narrator import Screen

log = logging.getLogger(__name__)

# Unpaid answers waiting to be spoken; an older one gives way to a newer.
WAITING = 3
PAID_WAITING = 50
QUESTION_SHOWN = 80
# Captions without sound stay as long as they take to read.
LETTERS_A_SECOND = 10
SHORTEST = 2.0


class Speaker:
    """Speaks what it is given, in order, as the channel's settings allow."""

    def __init__(
        self,
        channel: Channel,
        screen: "Screen",
        speech: Speech,
        personas: Personas,
        words: ChannelWords,
        sounded: Callable[[Reply], object] = lambda _: None,
    ) -> None:
        """`sounded` gets each answer whose first sound is about to be played."""
        self._channel = channel
        self._screen = screen
        self._speech = speech
        self._personas = personas
        self._words_of = words
        self._sounded = sounded
        self._now: Telling | None = None
        self._paid: deque[Telling] = deque()
        self._unpaid: deque[Telling] = deque(maxlen=WAITING)
        # Turns whose question a manager let pass.
        self._approved: set[str] = set()
        self._something = asyncio.Event()

    def put(self, telling: Telling, approved: bool = False) -> None:
        """Queue an answer; never waits. `approved`: its question may be shown as it is."""
        reply = telling.reply
        if approved:
            self._approved.add(reply.turn_id)
        paid = reply.acknowledges or reply.aloud
        if paid and len(self._paid) < PAID_WAITING:
            self._paid.append(telling)
        else:
            self._unpaid.append(telling)
        self._something.set()

    def clear(self) -> None:
        """Forget what waits, and what is still to come of what is being said."""
        for telling in (*self._paid, *self._unpaid, *filter(None, [self._now])):
            telling.stop()
        self._paid.clear()
        self._unpaid.clear()
        self._approved.clear()

    def silence(self, viewer: str) -> None:
        """Nothing more of one viewer: neither what waits nor what is being said."""
        for line in (self._paid, self._unpaid):
            for telling in [telling for telling in line if telling.reply.viewer.id == viewer]:
                line.remove(telling)
                telling.stop()
        if self._now is not None and self._now.reply.viewer.id == viewer:
            self._now.stop()
            self._screen.stop(self._channel.platform, self._channel.key)

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            await self._something.wait()
            while self._paid or self._unpaid:
                self._now = (self._paid or self._unpaid).popleft()
                await self._tell(self._now)
                self._approved.discard(self._now.reply.turn_id)
                self._now = None
            self._something.clear()

    async def _tell(self, telling: Telling) -> None:
        """Piece after piece, while none stops them."""
        number = 0
        async for reply in telling.pieces():
            await self._say(telling, reply, number)
            number += 1

    def _silenced(self, telling: Telling) -> bool:
        """Whether nothing more of `telling` may be said; looked at again after every wait."""
        if self._channel.quiet or self._channel.paused:
            telling.stop()
        return telling.stopped

    async def _say(self, telling: Telling, reply: Reply, number: int) -> None:
        """Say the piece `number` of an answer, `reply`."""
        if self._silenced(telling):
            return
        assert reply.persona is not None
        key = (self._channel.platform, self._channel.key)
        question = self._question(reply)
        event = {
            "type": "speak",
            "id": f"speak:{reply.turn_id}" + (f":{number}" if number else ""),
            "persona": reply.persona,
            "text": reply.speech,
            "emotion": reply.emotion,
            "question": question or None,
            "emotes": msgspec.to_builtins(reply.emotes),
            "viewer": self._words.name(reply.viewer.name),
            "voice": self._speech.label if self._channel.settings.speech else "",
        }
        text = reply.speech if number else self._read_aloud(reply, question)
        wav, seconds, captions = await self._sound(reply, text)
        if self._silenced(telling):
            return
        if reply.films:
            films = [
                {"title": f.title, "year": f.year, "why": f.why}
                | ({"poster": f.poster, "credit": f.credit} if f.poster else {})
                for f in reply.films
            ]
            self._screen.show(*key, {"type": "films", "persona": reply.persona, "films": films})
        timing = {"duration_s": seconds, "captions": msgspec.to_builtins(captions)}
        if wav is not None and not number:
            self._sounded(reply)
        await self._screen.play(*key, event | timing, wav, seconds)

    @property
    def _words(self) -> Moderation:
        """Moderation with the words of the channel's own."""
        return self._words_of(self._channel.platform, self._channel.key)

    async def _sound(
        self, reply: Reply, text: str
    ) -> tuple[bytes | None, float, tuple[Caption, ...]]:
        """The sound of `text`, its length in seconds and its captions; without a voice the
        captions alone."""
        assert reply.persona is not None
        if self._channel.settings.speech:
            try:
                spoken = await self._speech.speak(
                    speakable(text), self._personas[reply.persona].voice
                )
            except SpeechError as error:
                log.warning("not spoken", extra={"why": str(error)})
            else:
                return spoken.wav, spoken.duration, spoken.captions
        seconds = max(SHORTEST, len(text) / LETTERS_A_SECOND)
        return None, seconds, (Caption(text, 0.0, seconds),)

    def _read_aloud(self, reply: Reply, words: str) -> str:
        """What is said: a donor's words before the answer, where the streamer wants that."""
        settings = self._channel.settings
        if words and settings.read_donations and reply.won and reply.won >= settings.read_from:
            return f"{self._words.name(reply.viewer.name)}님의 한마디. {words}. {reply.speech}"
        return reply.speech

    def _question(self, reply: Reply) -> str:
        """The viewer's words where they may be shown; "" otherwise."""
        fit = reply.turn_id in self._approved or self._words.judge(reply.question).shown
        return reply.question[:QUESTION_SHOWN] if fit else ""
