"""A persona: who answers, and how they sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.bank import Bank
from core.labels import Emotion, Situation


class Register(StrEnum):
    """The system of sentence endings a persona keeps to."""

    HAEYO = "haeyo"  # 해요체
    HAPSYO = "hapsyo"  # 합니다체
    HAGE = "hage"  # 하게체
    HAE = "hae"  # 해체


class Manner(StrEnum):
    """How a persona speaks to somebody."""

    OWN = "own"
    POLITE = "polite"  # 존댓말, of those who speak 반말 by themselves
    ENGLISH = "english"


POLITE = frozenset({Register.HAEYO, Register.HAPSYO})


@dataclass(frozen=True, slots=True)
class Voice:
    """How a persona sounds: words a minute, pitch 0 to 99.

    `who` is its slug. For voices of their own: `name`, as they are called there, and `shift`, by
    how much the pitch was asked to differ from theirs.
    """

    speed: int
    pitch: int
    who: str = ""
    name: str = ""
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A viewer's line and what the persona would say to it."""

    viewer: str
    reply: str
    situation: Situation | None = None
    emotion: Emotion = Emotion.NEUTRAL


@dataclass(frozen=True, slots=True)
class Card:
    """What a character card says of a persona, names filled in: another person's text."""

    description: str
    personality: str
    scenario: str
    system_prompt: str
    post_history_instructions: str


@dataclass(frozen=True, slots=True)
class Persona:
    """`calls` is how a viewer is addressed, a slot text such as `{name:아/야}`; `banks` has every
    manner: a persona that is polite by itself has one bank for both.

    A `card` stands for `order` to `refuses`, which may be empty then. `guest`: not one of the
    packaged four; where somebody comes from is no part of who they are.
    """

    slug: str
    name: str
    aliases: tuple[str, ...]
    tagline: str
    colour: str
    register: Register
    address: str
    calls: Mapping[Manner, str]
    order: str
    why: str
    values: tuple[str, ...]
    blind_spot: str
    humour: tuple[str, ...]
    refuses: tuple[str, ...]
    forbidden: tuple[str, ...]
    favourite_films: tuple[str, ...]
    sees: Mapping[str, str]
    voice: Voice
    examples: tuple[Example, ...]
    banks: Mapping[Manner, Bank]
    card: Card | None = None
    # Said unasked, in its own manner: remarks by season or time of day; what it and another
    # persona, by slug, say to each other in turn, it first.
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exchanges: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    guest: bool = field(default=False, compare=False)

    @property
    def bank(self) -> Bank:
        """What it says in its own manner."""
        return self.banks[Manner.OWN]

    def name_in(self, manner: Manner) -> str:
        """How others call it when `manner` is spoken: English sentences take its Latin name."""
        return self.slug.title() if manner is Manner.ENGLISH else self.name

    def register_in(self, manner: Manner) -> Register:
        """The endings it keeps to when it speaks in `manner`."""
        own = self.register in POLITE or manner is not Manner.POLITE
        return self.register if own else Register.HAEYO
