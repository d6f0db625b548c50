"""One channel's voice on the overlay: answers spoken one after another, donors' first."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import msgspec

from core.channels.channel import Channel
from core.channels.words import ChannelWords
from core.errors import SpeechError
from core.gifts.words import gift_of
from core.ports import Personas, Speech
from core.replies import Reply
from core.safety.moderation import Moderation
from core.show.film_cards import film_cards
from core.show.lengths import fitting
from core.show.line import LATE, Line
from core.show.screen import Screen
from core.show.sound import Caption, Utterance
from core.show.taking import Taking
from core.show.telling import Telling
from core.speech.text import speakable

log = logging.getLogger(__name__)

QUESTION_SHOWN = 80
# Captions without sound stay as long as they take to read.
LETTERS_A_SECOND = 10
SHORTEST = 2.0


class Speaker:
    """Speaks what it is given, in order, as the channel's settings allow."""

    def __init__(
        self,
        channel: Channel,
        screen: Screen,
        speech: Speech,
        personas: Personas,
        words: ChannelWords,
        taking: Taking,
        sounded: Callable[[Reply], object] = lambda _: None,
        over: Callable[[Reply, bool], object] = lambda *_: None,
    ) -> None:
        """`sounded` gets each answer whose first sound is about to be played, `over` each that
        was told to its end or stopped, and whether any of it was heard."""
        self._channel = channel
        self._screen = screen
        self._speech = speech
        self._personas = personas
        self._words_of = words
        self._sounded = sounded
        self._over = over
        self._taking = taking
        # Whether somebody else is being heard, for whom an answer waits; set when that may be over.
        self._blocked = False
        self._stirred = asyncio.Event()
        taking.changed = self._stirred.set
        self._now: Telling | None = None
        self._line = Line(channel, taking.now, lambda telling: over(telling.reply, False))
        # Turns whose question a manager let pass.
        self._approved: set[str] = set()
        self._something = asyncio.Event()

    def put(self, telling: Telling, approved: bool = False) -> None:
        """Queue an answer; never waits. `approved`: its question may be shown as it is."""
        if approved:
            self._approved.add(telling.reply.turn_id)
        self._line.put(telling)
        self._something.set()
        self._stirred.set()

    def clear(self) -> None:
        """Forget what waits, and what is still to come of what is being said."""
        self._line.drop()
        if self._now is not None:
            self._now.stop()
        self._taking.passed()
        self._approved.clear()
        self._stirred.set()

    def silence(self, viewer: str) -> None:
        """Nothing more of one viewer: neither what waits nor what is being said."""
        self._line.drop(lambda telling: telling.reply.viewer.id == viewer)
        if self._now is not None and self._now.reply.viewer.id == viewer:
            self._now.stop()
            self._screen.interrupt(self._channel.platform, self._channel.key)
        self._stirred.set()

    def withdraw(self, turn_id: str) -> None:
        """Do not begin with one answer any more."""
        self._line.drop(lambda telling: telling.reply.turn_id == turn_id)
        if self._now is not None and self._now.reply.turn_id == turn_id and not self._now.plays:
            self._now.stop()
        self._stirred.set()

    def skip_gift(self, gift: str = "") -> bool:
        """Nothing more is said for one gift, or ("") for the first; False when nothing was to be."""
        for telling in filter(None, (self._now, *self._line)):
            reply = telling.reply
            theirs = not gift or gift in map(gift_of, reply.in_reply_to)
            if reply.paid and theirs and not telling.stopped:
                self._stop(telling)
                return True
        return False

    def _stop(self, telling: Telling) -> None:
        """Nothing more of one answer, wherever it is."""
        telling.stop()
        self._line.drop(lambda one: one is telling)
        if telling is self._now:
            self._screen.interrupt(self._channel.platform, self._channel.key)
        self._stirred.set()

    def give_way(self) -> None:
        """What nobody asked for ends with the line that is being said."""
        self._line.drop(lambda telling: telling.reply.unasked)
        if self._now is not None and self._now.reply.unasked:
            self._now.stop()
        self._stirred.set()

    @property
    def waiting(self) -> int:
        """How many answers are to be spoken yet, with one that was cut in on."""
        return len(self._line) + (self._now is not None and self._blocked)

    def take(self) -> bool:
        """Let the next answer be spoken, whoever is being heard; False when none waits for that."""
        waiting = self.waiting > 0
        if waiting:
            self._taking.allow()
        return waiting

    @property
    def now(self) -> Reply | None:
        """What is being said."""
        return None if self._now is None or self._now.stopped else self._now.reply

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            await self._something.wait()
            while await self._may_begin():
                self._now = self._line.next()
                await self._tell(self._now)
                if self._now.stopped or not self._now.plays:
                    # What was allowed was for this one, not for whoever comes next.
                    self._taking.passed()
                self._approved.discard(self._now.reply.turn_id)
                self._over(self._now.reply, self._now.heard)
                self._now = None
            self._something.clear()

    async def _may_begin(self) -> bool:
        """Wait until the next answer may be spoken; False when there is none any more."""
        while self._line:
            if not self._channel.settings.speaks:
                self.clear()
                break
            seconds = self._taking.wait()
            if seconds <= 0:
                return True
            await self._wait(min(seconds, self._line.drop_late()))
        self._taking.passed()
        return False

    async def _goes_on(self, telling: Telling) -> bool:
        """Wait until more of an answer that has begun may be spoken; False when nothing may."""
        began = self._taking.now()
        while not self._silenced(telling):
            seconds = self._taking.wait(begun=True)
            if seconds <= 0:
                self._taking.passed()
                return True
            left = began + self._line.patience(telling) - self._taking.now()
            if left > 0:
                await self._wait(min(seconds, left))
            else:
                telling.stop()
        return False

    async def _wait(self, seconds: float) -> None:
        """For something to change, at most that long."""
        self._stirred.clear()
        self._blocked = True
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, LATE)):
                    await self._stirred.wait()
        finally:
            self._blocked = False

    async def _tell(self, telling: Telling) -> None:
        """Piece after piece, while none stops them."""
        number = 0
        async for reply in telling.pieces():
            await self._say(telling, reply, number)
            number += 1

    def _silenced(self, telling: Telling) -> bool:
        """Whether nothing more of `telling` may be said; looked at again after every wait."""
        channel = self._channel
        if channel.quiet or channel.paused or not channel.settings.speaks:
            telling.stop()
        return telling.stopped

    async def _say(self, telling: Telling, reply: Reply, number: int) -> None:
        """Say the piece `number` of an answer, `reply`."""
        if self._silenced(telling):
            return
        assert reply.persona is not None
        question = self._question(reply)
        event = {
            "type": "speak",
            "persona": reply.persona,
            "text": reply.speech,
            "emotion": reply.emotion,
            "question": question or None,
            "emotes": msgspec.to_builtins(reply.emotes),
            "viewer": self._words.name(reply.viewer.name),
        }
        text = reply.speech if number else self._read_aloud(reply, question)
        sound, label = await self._sound(reply, text)
        part = fitting(telling, sound)
        if part is not sound and not reply.parts:
            telling.end_here()
        if part is None:
            return
        # Whoever may cut in is let in after each sentence.
        parts = part.sentences() if self._taking.listened else [part]
        for part in parts:
            if not await self._goes_on(telling):
                return
            if reply.films and part is parts[0]:
                pet = self._channel.settings.pet
                self._screen.show(self._channel.platform, self._channel.key, film_cards(reply, pet))
            heard = event if part is sound else event | {"text": part.text}
            await self._play(telling, reply, heard, part, label)

    async def _play(
        self, telling: Telling, reply: Reply, event: dict[str, Any], sound: Utterance, label: str
    ) -> None:
        timing = {
            "id": f"speak:{reply.turn_id}" + (f":{telling.plays}" if telling.plays else ""),
            "voice": label,
            "duration_s": sound.duration,
            "captions": msgspec.to_builtins(sound.captions),
        }
        if sound.wav and not telling.plays:
            self._sounded(reply)
        telling.plays += 1
        telling.seconds += sound.duration if sound.wav else 0.0
        telling.heard |= await self._screen.play(
            self._channel.platform, self._channel.key, event | timing, sound.wav or None,
            sound.duration,
        )  # fmt: skip

    @property
    def _words(self) -> Moderation:
        """Moderation with the words of the channel's own."""
        return self._words_of(self._channel.platform, self._channel.key)

    async def _sound(self, reply: Reply, text: str) -> tuple[Utterance, str]:
        """The sound of `text` and the voice's label; without a voice the captions alone."""
        assert reply.persona is not None
        if self._channel.settings.speech:
            try:
                spoken = await self._speech.speak(
                    speakable(text), self._personas[reply.persona].voice
                )
            except SpeechError as error:
                log.warning("not spoken", extra={"why": str(error)})
            else:
                return spoken, self._speech.label
        seconds = max(SHORTEST, len(text) / LETTERS_A_SECOND)
        return Utterance(b"", seconds, (Caption(text, 0.0, seconds),)), ""

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
