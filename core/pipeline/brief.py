"""What a responder is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.bank import Bank
from core.persona import Manner, Persona
from core.pipeline.occasion import Occasion
from core.spending.spent import Spent
from core.understanding.reading import Reading


@dataclass(frozen=True, slots=True)
class Brief:
    """`keys` name the bank's sections that answer this, best first.

    `slots` fill the bank's lines; `echoes` are the keys of told details that an answer may pick
    up, most telling first. `said` holds the sources of lines said lately, oldest first, not to be
    repeated, `history` (viewer's words, reply) pairs, oldest first; equal `seed` and brief give
    an equal answer.
    """

    persona: Persona
    text: str
    reading: Reading
    keys: tuple[str, ...]
    slots: Mapping[str, str]
    echoes: tuple[str, ...]
    said: tuple[str, ...]
    history: tuple[tuple[str, str], ...]
    seed: int
    manner: Manner = Manner.OWN
    # Where several answer in turn: (name, what was said), oldest first; and be short.
    heard: tuple[tuple[str, str], ...] = ()
    short: bool = False
    # What this persona was told in dialogues before, in a few Korean words each, newest first;
    # never where others read the answer.
    memories: tuple[str, ...] = ()
    occasion: Occasion = Occasion()

    @property
    def bank(self) -> Bank:
        """The lines in the manner that the viewer is spoken to in."""
        return self.persona.banks[self.manner]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked; `source` tells later whether it was said before.

    `first` is how long its first sentence took, in seconds, where a model wrote it.
    """

    chat: str
    speech: str
    source: str
    model: str
    spent: Spent = Spent()
    first: float | None = None
