"""What the graph's nodes hand to one another."""

from collections.abc import Callable
from typing import TypedDict

from core.persona import Persona
from core.pipeline.brief import Brief, Draft
from core.pipeline.dialogue import Dialogue
from core.pipeline.meaning import Meaning
from core.replies import FilmCard, Part, Reply
from core.turns import Turn
from core.understanding.reading import Reading


class Talk(TypedDict, total=False):
    """`turn` and `hear` go in; each node adds its part; `reply` comes out."""

    turn: Turn
    hear: Callable[[Reply], object]
    reading: Reading
    dialogue: Dialogue
    persona: Persona
    means: Meaning
    brief: Brief
    draft: Draft
    films: tuple[FilmCard, ...]
    parts: tuple[Part, ...]
    reply: Reply
