"""What a persona says unasked: a question to chat, a word to another persona, a remark."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Final

from core.bank import Bank
from core.channels.settings import Tone
from core.korea import KOREA
from core.persona import POLITE, Manner, Persona
from core.ports import Personas
from core.replies import Part

Script = tuple[Part, ...]


class Lines:
    """Chooses, so that nothing is said twice and everybody has a turn."""

    def __init__(self, personas: Personas) -> None:
        self._personas = personas

    def next(
        self,
        among: Collection[str],
        tone: Tone,
        now: float,
        said: Sequence[Script],
        film: bool = False,
    ) -> Script | None:
        """What is said next, by personas `among` (empty: all), at `now` (Unix seconds) where
        `said` was before, oldest first; None when all was said. `film` opens a film corner."""
        here = [self._personas[slug] for slug in among or self._personas if slug in self._personas]
        if not here:
            return None
        spoken = {script[0].text for script in said}
        # The same time, place and past give the same line.
        chance = Random(f"{int(now)}/{len(said)}")
        first = len(said) % len(KINDS)
        kinds = (_opening,) if film else (*KINDS[first:], *KINDS[:first])
        for find in kinds:
            for persona in _silent_longest(here, said):
                manner = Manner.POLITE if tone is Tone.POLITE else Manner.OWN
                found = [s for s in find(persona, here, manner, now) if s[0].text not in spoken]
                if found:
                    return chance.choice(found)
        return None


def _silent_longest(here: list[Persona], said: Sequence[Script]) -> list[Persona]:
    last = {script[0].persona: at for at, script in enumerate(said)}
    return sorted(here, key=lambda persona: last.get(persona.slug, -1))


def _bank(persona: Persona, manner: Manner) -> Bank:
    return persona.banks[manner]


def _told(persona: Persona, text: str) -> Part:
    return Part(persona.slug, persona.name, text)


def _questions(persona: Persona, _: list[Persona], manner: Manner, __: float) -> Iterator[Script]:
    for line in _bank(persona, manner).find("idle.topic"):
        yield (_told(persona, line.speech),)


def _opening(persona: Persona, _: list[Persona], manner: Manner, __: float) -> Iterator[Script]:
    for line in _bank(persona, manner).find("idle.film"):
        yield (_told(persona, line.speech),)


def _remarks(persona: Persona, _: list[Persona], manner: Manner, now: float) -> Iterator[Script]:
    if _as_they_are(persona, manner):
        for key in occasions(now):
            for text in persona.remarks.get(key, ()):
                yield (_told(persona, text),)


def _exchanges(persona: Persona, here: list[Persona], manner: Manner, _: float) -> Iterator[Script]:
    for other in here:
        if other is persona:
            continue
        if _as_they_are(persona, manner) and _as_they_are(other, manner):
            for texts in persona.exchanges.get(other.slug, ()):
                yield tuple(
                    _told(other if number % 2 else persona, text)
                    for number, text in enumerate(texts)
                )
        else:
            for call in _bank(persona, manner).find(f"idle.call_{other.slug}"):
                for back in _bank(other, manner).find("idle.back"):
                    yield (_told(persona, call.speech), _told(other, back.speech))


def _as_they_are(persona: Persona, manner: Manner) -> bool:
    """Whether what it says in its own manner may be said in this one."""
    return manner is Manner.OWN or persona.register in POLITE


def occasions(now: float) -> tuple[str, ...]:
    """Keys of remarks that fit the time of day and of the year in Korea, `now` in Unix seconds."""
    there = datetime.fromtimestamp(now, KOREA)
    hour = next(key for until, key in HOURS if there.hour < until)
    return hour, SEASONS[there.month % 12 // 3]


# From midnight: until which hour it is what.
HOURS: Final = (
    (5, "dawn"), (11, "morning"), (17, "afternoon"), (21, "evening"), (24, "night"),
)  # fmt: skip
# December to February is winter, and so on.
SEASONS: Final = ("winter", "spring", "summer", "autumn")
Find = Callable[[Persona, list[Persona], Manner, float], Iterator[Script]]
KINDS: Final[tuple[Find, ...]] = (_questions, _exchanges, _questions, _remarks)
