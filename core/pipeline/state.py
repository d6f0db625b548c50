"""What the graph's nodes hand to one another."""

from typing import TypedDict

from core.persona import Persona
from core.pipeline.brief import Brief, Draft
from core.pipeline.dialogue import Dialogue
from core.pipeline.meaning import Meaning
from core.replies import FilmCard, Reply
from core.turns import Turn
from core.understanding.reading import Reading


class Talk(TypedDict, total=False):
    """`turn` goes in; each node adds its part; `reply` comes out."""

    turn: Turn
    reading: Reading
    dialogue: Dialogue
    persona: Persona
    means: Meaning
    brief: Brief
    draft: Draft
    films: tuple[FilmCard, ...]
    reply: Reply
