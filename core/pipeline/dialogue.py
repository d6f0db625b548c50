"""What was said between a viewer and the personas lately, in bounded memory."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from core.labels import Emotion

EXCHANGES = 6
DIALOGUES = 5_000
SAID = 400


@dataclass(slots=True)
class Dialogue:
    """One viewer's dialogue in one channel."""

    persona: str | None = None
    exchanges: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=EXCHANGES))
    counselled: int = 0
    emotion: Emotion = Emotion.NEUTRAL
    film_offered: bool = False
    films: tuple[str, ...] = ()


class Dialogues:
    """The dialogues of all channels; the longest silent are forgotten first."""

    def __init__(self) -> None:
        self._of: OrderedDict[tuple[str, str], Dialogue] = OrderedDict()
        self._said: OrderedDict[str, deque[str]] = OrderedDict()
        self._spoke: dict[str, list[str]] = {}

    def of(self, channel: str, viewer: str) -> Dialogue:
        """The viewer's dialogue in `channel`, new if there was none."""
        key = (channel, viewer)
        dialogue = self._of.pop(key, None) or Dialogue()
        self._of[key] = dialogue
        if len(self._of) > DIALOGUES:
            self._of.popitem(last=False)
        return dialogue

    def said(self, channel: str) -> tuple[str, ...]:
        """Sources of the lines said in `channel` lately, oldest first."""
        return tuple(self._said.get(channel, ()))

    def remember_said(self, channel: str, source: str) -> None:
        self._said.setdefault(channel, deque(maxlen=SAID)).append(source)

    def next_speaker(self, channel: str, slugs: tuple[str, ...]) -> str:
        """Whose turn it is among `slugs`: the one who has been silent longest."""
        order = self._spoke.setdefault(channel, [])
        order += [slug for slug in slugs if slug not in order]
        return next(slug for slug in order if slug in slugs)

    def spoke(self, channel: str, slug: str) -> None:
        """Put `slug` at the end of the order in `channel`."""
        order = self._spoke.get(channel)
        if order and slug in order:
            order.remove(slug)
            order.append(slug)
