"""The embedded responder: answers from a persona's hand-written bank, with no model."""

import re

from core.bank import Line
from core.errors import ModelError
from core.korean import fill, slots
from core.pipeline.brief import Brief, Draft

_HANGUL = re.compile(r"[가-힣]{2}")

CHAT_ROOM = 84
# Overlap below this says nothing about what a line is about.
TELLING = 3
SPEECH_ROOM = 140


class EmbeddedResponder:
    """Picks a line that was not said lately and lets it pick up a told duration."""

    name = "embedded"

    async def respond(self, brief: Brief) -> Draft:
        """Raises ModelError when the persona's bank has nothing that fits."""
        line = self._pick(brief)
        chat, speech = fill(line.chat, brief.slots), fill(line.speech, brief.slots)
        echo = self._echo(brief)
        if echo and len(echo) + len(chat) < CHAT_ROOM:
            chat = f"{echo} {chat}"
        if echo and len(echo) + len(speech) < SPEECH_ROOM:
            speech = f"{echo} {speech}"
        return Draft(chat, speech, line.chat, self.name)

    def _pick(self, brief: Brief) -> Line:
        held = [line for key in brief.keys for line in brief.persona.bank.find(key)]
        lines = [line for line in held if slots(line.chat + line.speech) <= brief.slots.keys()]
        if not lines:
            raise ModelError(f"{brief.persona.slug}: no line for {', '.join(brief.keys)}")
        last = {source: at for at, source in enumerate(brief.said, 1)}
        oldest = min(last.get(line.chat, 0) for line in lines)
        fresh = [line for line in lines if last.get(line.chat, 0) == oldest]
        # The line that takes up the viewer's own words; the seed decides between equals.
        words = bigrams(brief.text)
        start = brief.seed % len(fresh)
        return max(fresh[start:] + fresh[:start], key=lambda line: shared(words, line))

    def _echo(self, brief: Brief) -> str:
        """A sentence about how long it has been, where the viewer said so in a worry."""
        if not brief.scale or not brief.keys[0].startswith("situation."):
            return ""
        lines = brief.persona.bank.find(f"echo.{brief.scale}")
        return fill(lines[brief.seed % len(lines)].chat, brief.slots) if lines else ""


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Hangul letters in `text`, within words."""
    return {text[i : i + 2] for i in range(len(text) - 1) if _HANGUL.fullmatch(text, i, i + 2)}


def shared(words: set[str], line: Line) -> int:
    """How many of a viewer's bigrams a line takes up, from TELLING on; else 0."""
    count = len(words & bigrams(f"{line.chat} {line.speech}"))
    return count if count >= TELLING else 0
