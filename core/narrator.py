"""Decides what of a reply is shown and said aloud on the overlay, one after another."""

import asyncio
import logging
from collections import deque
from typing import Any, Protocol

from core.channel import Channel
from core.errors import SpeechError
from core.ports import Personas, Speech, Topic
from core.replies import Receipt, Reply
from core.safety.moderation import Moderation
from core.sound import Utterance
from core.speech_text import speakable

log = logging.getLogger(__name__)

# Unpaid answers waiting to be spoken; an older one gives way to a newer.
WAITING = 3
QUESTION_SHOWN = 80


class Screen(Protocol):
    """Where a stream's viewers see and hear the personas."""

    @property
    def watched(self) -> bool: ...

    def show(self, event: dict[str, Any]) -> None: ...

    async def play(self, event: dict[str, Any], utterance: Utterance) -> None: ...

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
    ) -> None:
        self._screen = screen
        self._speech = speech
        self._personas = personas
        self._moderation = moderation
        self._replies = replies
        self._channels = channels
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
            reply = delivery.item
            if not reply.crisis and reply.persona is not None and self._screen.watched:
                if reply.donation:
                    self._alert(reply)
                (self._paid if reply.donation else self._unpaid).append(reply)
                self._something.set()
            await delivery.ack()

    async def _narrate(self) -> None:
        while True:
            await self._something.wait()
            while self._paid or self._unpaid:
                reply = (self._paid or self._unpaid).popleft()
                if not self._quiet(reply):
                    await self._speak(reply)
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
            utterance = await self._speech.speak(speakable(reply.speech), persona.voice)
        except SpeechError as error:
            log.warning("not spoken", extra={"why": str(error)})
            self._screen.show(event | silent(reply.speech))
            return
        await self._screen.play(event, utterance)

    def _shown(self, words: str) -> str:
        return "" if self._moderation.abusive(words) else words[:QUESTION_SHOWN]


def silent(text: str) -> dict[str, Any]:
    """Captions at reading speed for a line without sound: ten letters a second."""
    seconds = max(2.0, len(text) / 10)
    return {
        "audio": None,
        "duration_s": seconds,
        "captions": [{"text": text, "start": 0.0, "end": seconds}],
    }
