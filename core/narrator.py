"""Decides what of a reply is shown and said aloud on the overlay, one after another."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from core.channel import Channel
from core.errors import SpeechError
from core.ports import Personas, Speech, Topic
from core.replies import Receipt, Reply
from core.safety.moderation import Moderation
from core.sound import Caption
from core.speech_text import speakable

log = logging.getLogger(__name__)

# Unpaid answers waiting to be spoken; an older one gives way to a newer.
WAITING = 3
PAID_WAITING = 50
QUESTION_SHOWN = 80
# Captions without sound stay as long as they take to read.
LETTERS_A_SECOND = 10
SHORTEST = 2.0


class Screen(Protocol):
    """Where a stream's viewers see and hear the personas."""

    @property
    def watched(self) -> bool: ...

    def show(self, event: dict[str, Any]) -> None: ...

    async def play(self, event: dict[str, Any], wav: bytes | None, seconds: float) -> None: ...

    def stop(self) -> None: ...


class Narrator:
    """Speaks replies in order, donors' first; a crisis answer never reaches it."""

    def __init__(
        self,
        screen: Screen,
        speech: Speech,
        personas: Personas,
        moderation: Moderation,
        replies: Topic[Reply],
        channels: dict[tuple[str, str], Channel],
        held: Callable[[str], bool],
    ) -> None:
        """`held(viewer id)` tells who disclosed a crisis lately: nothing of theirs is spoken."""
        self._screen = screen
        self._speech = speech
        self._personas = personas
        self._moderation = moderation
        self._replies = replies
        self._channels = channels
        self._held = held
        self._now: Reply | None = None
        self._paid: deque[Reply] = deque()
        self._unpaid: deque[Reply] = deque(maxlen=WAITING)
        self._something = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._collect(), name="overlay: collect")
            tasks.create_task(self._narrate(), name="overlay: speak")

    async def _collect(self) -> None:
        async for delivery in self._replies.listen("overlay"):
            self._take(delivery.item)
            await delivery.ack()

    def _take(self, reply: Reply) -> None:
        # What answers a slash command is for its asker alone.
        private = reply.crisis or reply.token is not None or self._held(reply.viewer.id)
        if private or not self._screen.watched:
            return
        if reply.donation:
            self._alert(reply)
        if reply.persona is None:
            return
        if reply.donation and len(self._paid) < PAID_WAITING:
            self._paid.append(reply)
        else:
            self._unpaid.append(reply)
        self._something.set()

    async def _narrate(self) -> None:
        while True:
            await self._something.wait()
            while self._paid or self._unpaid:
                self._now = (self._paid or self._unpaid).popleft()
                if not self._quiet(self._now):
                    await self._speak(self._now)
                self._now = None
            self._something.clear()

    def _quiet(self, reply: Reply) -> bool:
        channel = self._channels.get((reply.platform, reply.channel))
        return channel is not None and (channel.quiet or channel.paused)

    def promise(self, receipt: Receipt) -> None:
        """Show a receipt."""
        self._screen.show(
            {
                "type": "receipt",
                "viewer": self._moderation.name(receipt.viewer.name),
                "position": receipt.position,
                "eta_s": receipt.eta_s,
            }
        )

    def hush(self) -> None:
        """Silence now, and nothing of what waited."""
        self._paid.clear()
        self._unpaid.clear()
        self._screen.stop()

    def silence(self, viewer: str) -> None:
        """Nothing more of one viewer: neither what waits nor what is being said."""
        for line in (self._paid, self._unpaid):
            for reply in [reply for reply in line if reply.viewer.id == viewer]:
                line.remove(reply)
        if self._now is not None and self._now.viewer.id == viewer:
            self._screen.stop()

    def _alert(self, reply: Reply) -> None:
        """The donation alert; abusive words are left out, the amount never."""
        self._screen.show(
            {
                "type": "donation",
                "id": f"donation:{reply.turn_id}",
                "donor": self._moderation.name(reply.viewer.name),
                "amount": reply.donation,
                "text": self._shown(reply.question),
            }
        )

    async def _speak(self, reply: Reply) -> None:
        assert reply.persona is not None
        persona = self._personas[reply.persona]
        event = {
            "type": "speak",
            "id": f"speak:{reply.turn_id}",
            "persona": reply.persona,
            "text": reply.speech,
            "emotion": reply.emotion,
            "question": self._shown(reply.question) or None,
            "viewer": self._moderation.name(reply.viewer.name),
            "voice": self._speech.label,
        }
        if reply.films:
            films = [{"title": f.title, "year": f.year, "why": f.why} for f in reply.films]
            self._screen.show({"type": "films", "persona": reply.persona, "films": films})
        try:
            spoken = await self._speech.speak(speakable(reply.speech), persona.voice)
        except SpeechError as error:
            log.warning("not spoken", extra={"why": str(error)})
            seconds = max(SHORTEST, len(reply.speech) / LETTERS_A_SECOND)
            captions: tuple[Caption, ...] = (Caption(reply.speech, 0.0, seconds),)
            wav = None
        else:
            seconds, captions, wav = spoken.duration, spoken.captions, spoken.wav
        timing = {"duration_s": seconds, "captions": msgspec.to_builtins(captions)}
        await self._screen.play(event | timing, wav, seconds)

    def _shown(self, words: str) -> str:
        return "" if self._moderation.abusive(words) else words[:QUESTION_SHOWN]
