"""An answer as it is told aloud: at once, part by part, or sentence by sentence as it is written."""

import asyncio
from collections.abc import AsyncIterator

from msgspec.structs import replace

from core.replies import Reply

# Whoever writes ends within its deadline, or has died.
PATIENCE = 15.0


class Telling:
    """What was said of it is never said again, whatever comes afterwards."""

    def __init__(self, reply: Reply, whole: bool = True) -> None:
        """`reply` is all of it, or (not `whole`) tells who speaks to whom about what; then
        `add` brings its sentences and `end` the rest."""
        self.reply = reply
        self._pieces = _pieces(reply) if whole else []
        self._heard: list[str] = []
        self._over = whole
        # Stopped by somebody, while a piece of it may be on its way to the page.
        self.stopped = False
        # When it came to be spoken, how often it was played since, and for how many seconds.
        self.since = 0.0
        self.plays = 0
        self.seconds = 0.0
        # Whether any of it came to a page.
        self.heard = False
        self._more = asyncio.Event()

    def add(self, sentence: str) -> None:
        """The next sentence."""
        if self._over:
            return
        self._heard.append(sentence)
        self._pieces.append(replace(self.reply, speech=sentence))
        self._more.set()

    def end(self, reply: Reply) -> None:
        """The whole answer is there: what of it was not added yet is told too."""
        if self._over:
            return
        heard = " ".join(self._heard)
        rest = reply.speech.removeprefix(heard).strip() if reply.speech.startswith(heard) else ""
        if rest:
            self._pieces.append(replace(reply, speech=rest))
        self._over = True
        self._more.set()

    def end_here(self) -> None:
        """Nothing follows the piece that is being told."""
        self._pieces.clear()
        self._over = True
        self._more.set()

    def stop(self) -> None:
        """Nothing more of it."""
        self.stopped = True
        self.end_here()

    async def pieces(self) -> AsyncIterator[Reply]:
        """Each piece when it is there; its `speech` is what is told."""
        while True:
            while self._pieces:
                yield self._pieces.pop(0)
            if self._over:
                return
            self._more.clear()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._more.wait()
            except TimeoutError:
                self.stop()


def _pieces(reply: Reply) -> list[Reply]:
    own = [(part.persona, part.speaker, part.text) for part in reply.parts]
    return [
        replace(reply, persona=persona, speaker=speaker, speech=text)
        for persona, speaker, text in own
    ] or [reply]
