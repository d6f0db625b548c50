"""What was said between a viewer and the personas lately, in bounded memory."""

from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass, field

from core.labels import Emotion
from core.movies.wish import FilmWish
from core.party import APART, Party
from core.persona import Manner

EXCHANGES = 6
DIALOGUES = 5_000
SAID = 400
# Seconds of silence after which it is another dialogue, with the persona of the last one.
OVER = 1_800.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What films were asked for, so that "다른 거" means more of the same."""

    text: str
    wish: FilmWish
    emotion: Emotion


@dataclass(slots=True)
class Dialogue:
    """One viewer's dialogue in one channel.

    `talks` counts what was told of oneself; a film is offered once (`offered`) and never once
    it is `closed`; `open` means that the last answer asked whether films are wanted, and
    `favourite` that it asked for a film the viewer liked.
    """

    persona: str | None = None
    exchanges: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=EXCHANGES))
    at: float = 0.0
    talks: int = 0
    emotion: Emotion = Emotion.NEUTRAL
    offered: bool = False
    closed: bool = False
    open: bool = False
    favourite: bool = False
    asked_favourite: bool = False
    asked: Asked | None = None
    manner: Manner = Manner.OWN
    # When it began, and whether an answer took up what was told before that.
    began: float = 0.0
    recalled: bool = False


class Dialogues:
    """The dialogues of all channels; the longest silent are forgotten first."""

    def __init__(self) -> None:
        self._of: OrderedDict[Party, Dialogue] = OrderedDict()
        self._said: OrderedDict[str, deque[str]] = OrderedDict()
        self._spoke: dict[str, list[str]] = {}

    def of(self, party: Party, now: float) -> Dialogue:
        """The party's dialogue, new if there was none or that one is over."""
        dialogue = self.find(party, now) or Dialogue(began=now)
        last = self._of.get(party)
        if last is not None:
            dialogue.persona = last.persona
        dialogue.at = max(dialogue.at, now)
        self.put(party, dialogue)
        return dialogue

    def put(self, party: Party, dialogue: Dialogue) -> None:
        """`dialogue` is the party's."""
        self._of[party] = dialogue
        self._of.move_to_end(party)
        if len(self._of) > DIALOGUES:
            self._of.popitem(last=False)

    def find(self, party: Party, now: float) -> Dialogue | None:
        """The dialogue that goes on with a party, if any."""
        last = self._of.get(party)
        return last if last is not None and now - last.at < OVER else None

    def forget(self, viewers: Collection[str]) -> None:
        """Nothing was said with these viewers."""
        for party in [p for p in self._of if p.viewer.partition(APART)[0] in viewers]:
            del self._of[party]

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
