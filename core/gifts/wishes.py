"""What a donor chooses besides words: who reads and thanks, and an effect on the overlay."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.persona import Persona

# "[온유]" or "@온유", and whatever is called "!하트": only where a message begins or ends, so that
# what is left of it is one piece, which triage has read.
_TAG = re.compile(r"\s*(?:\[\s*([^\]\s]{1,16})\s*\]|@(\S{1,16})(?=\s|\Z))\s*")
_FIRST = re.compile(r"\s*!(\S{1,16})(?=\s|\Z)\s*")
_LAST = re.compile(r"(?:\A|\s)!(\S{1,16})\s*\Z")
_CALLED = re.compile(r"(?<=.)(?:이?[야아]|님|씨|쌤)\Z")


class Wish(Struct, frozen=True):
    """`text` is what is left to be shown and read; `persona` a slug, `effect` one of EFFECTS'
    values or ""; `tags` the choices alone, as they were typed."""

    text: str
    persona: str | None = None
    effect: str = ""
    tags: str = ""


class Wishes:
    """Finds what donors chose; what it does not know stays text."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` gives the slug for each persona's name."""
        self._names = names

    def of(self, text: str) -> Wish:
        persona, effect, tags = None, "", []
        while True:
            tag, first = _TAG.match(text), _FIRST.match(text)
            if persona is None and tag and (slug := self._slug(tag[1] or tag[2])):
                persona, found = slug, tag
            elif not effect and first and first[1] in EFFECTS:
                effect, found = EFFECTS[first[1]], first
            else:
                break
            tags.append(found[0].strip())
            text = text[found.end() :]
        last = _LAST.search(text) if not effect else None
        if last and last[1] in EFFECTS:
            effect, text = EFFECTS[last[1]], text[: last.start()]
            tags.append(last[0].strip())
        return Wish(text.strip(), persona, effect, " ".join(tags))

    def _slug(self, name: str) -> str | None:
        return self._names.get(name) or self._names.get(_CALLED.sub("", name))


def aliases(personas: Iterable[Persona]) -> dict[str, str]:
    """The slug for each name by which a persona may be chosen."""
    return {alias: persona.slug for persona in personas for alias in persona.aliases}


# What a page may draw, by what a donor types after "!".
EFFECTS = {
    "하트": "heart",
    "폭죽": "fireworks",
    "박수": "applause",
    "눈": "snow",
    "꽃": "petals",
    "별": "stars",
    "heart": "heart",
    "fireworks": "fireworks",
    "applause": "applause",
    "snow": "snow",
    "petals": "petals",
    "stars": "stars",
}
