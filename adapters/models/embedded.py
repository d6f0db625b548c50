"""The embedded responder: answers from a persona's hand-written bank, with no model."""

from collections.abc import Iterator

from core.bank import Line
from core.errors import ModelError
from core.korean import bigrams, fill, slots
from core.pipeline.brief import Brief, Draft

CHAT_ROOM = 84
SPEECH_ROOM = 140
# Overlap below this says nothing about what a line is about.
TELLING = 3
OPENED = ("angle.", "situation.", "emotion.", "ask.")


class EmbeddedResponder:
    """Picks a line that was not said lately and lets it pick up what the viewer told."""

    name = "embedded"

    async def respond(self, brief: Brief) -> Draft:
        """Raises ModelError when the persona's bank has nothing that fits."""
        line = self._fresh(brief)
        if line is None:
            return self._again(brief)
        chat, speech = fill(line.chat, brief.slots), fill(line.speech, brief.slots)
        for echo in _echoes(brief):
            # Heard or read, not both: who does both hears a detail turned over twice.
            if len(echo) + len(speech) < SPEECH_ROOM:
                speech = f"{echo} {speech}"
                break
            if len(echo) + len(chat) < CHAT_ROOM:
                chat = f"{echo} {chat}"
                break
        return Draft(chat, speech, line.chat, self.name)

    def _fresh(self, brief: Brief) -> Line | None:
        """A line that was not said lately, of the first key that has one."""
        said = frozenset(brief.said)
        for key in brief.keys:
            lines = [line for line in _lines(brief, key) if line.chat not in said]
            if lines:
                return _best(brief, lines)
        return None

    def _again(self, brief: Brief) -> Draft:
        """All was said lately: the line that is longest ago, begun in another way."""
        lines = [line for key in brief.keys for line in _lines(brief, key)]
        if not lines:
            raise ModelError(f"{brief.persona.slug}: no line for {', '.join(brief.keys)}")
        last = {source: at for at, source in enumerate(brief.said, 1)}
        line = min(lines, key=lambda line: last.get(line.chat, 0))
        openers = [f"{opener} " for opener in _openers(brief)]
        opener = min(openers, key=lambda words: last.get(f"{words}{line.chat}", 0), default="")
        return Draft(
            opener + fill(line.chat, brief.slots),
            opener + fill(line.speech, brief.slots),
            f"{opener}{line.chat}",
            self.name,
        )


def _lines(brief: Brief, key: str) -> list[Line]:
    """The lines under `key` whose slots can be filled."""
    known = brief.slots.keys()
    return [line for line in brief.bank.find(key) if slots(line.chat + line.speech) <= known]


def _best(brief: Brief, lines: list[Line]) -> Line:
    """The line that takes up the viewer's own words; the seed decides between equals."""
    words = bigrams(brief.text)
    start = brief.seed % len(lines)
    return max(lines[start:] + lines[:start], key=lambda line: shared(words, line))


def _openers(brief: Brief) -> Iterator[str]:
    """Ways to begin a line that was heard before: a word on the feeling, or the viewer's name."""
    if brief.keys[0].startswith(OPENED):
        for line in brief.bank.find(f"opener.{brief.reading.emotion}"):
            yield fill(line.chat, brief.slots)
    yield fill(brief.persona.calls[brief.manner], brief.slots) + ","


def _echoes(brief: Brief) -> Iterator[str]:
    """Sentences about what the viewer told in a worry, most telling first; the line of a finer
    case takes up the story itself."""
    if not brief.keys[0].startswith("situation."):
        return
    for kind in brief.echoes:
        lines = _lines(brief, f"echo.{kind}")
        if lines:
            yield fill(lines[brief.seed % len(lines)].chat, brief.slots)


def shared(words: set[str], line: Line) -> int:
    """How many of a viewer's bigrams a line takes up, from TELLING on; else 0."""
    count = len(words & bigrams(f"{line.chat} {line.speech}"))
    return count if count >= TELLING else 0
