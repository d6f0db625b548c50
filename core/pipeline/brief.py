"""What a responder is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.persona import Persona
from core.understanding.reading import Reading


@dataclass(frozen=True, slots=True)
class Brief:
    """`keys` name the bank's sections that answer this, best first.

    `slots` fill the bank's lines, `scale` is the kind of a told duration ("" for none),
    `said` holds the sources of lines said lately, oldest
    first, not to be repeated, `history` (viewer's words, reply) pairs,
    oldest first; equal `seed` and brief give an equal answer.
    """

    persona: Persona
    text: str
    reading: Reading
    keys: tuple[str, ...]
    slots: Mapping[str, str]
    scale: str
    said: tuple[str, ...]
    history: tuple[tuple[str, str], ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked; `source` tells later whether it was said before."""

    chat: str
    speech: str
    source: str
    model: str
