"""A persona: who answers, and how they sound."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.bank import Bank


class Register(StrEnum):
    """The system of sentence endings a persona keeps to."""

    HAEYO = "haeyo"  # 해요체
    HAPSYO = "hapsyo"  # 합니다체
    HAGE = "hage"  # 하게체
    HAE = "hae"  # 해체


@dataclass(frozen=True, slots=True)
class Voice:
    """How the demo's voice sounds: words a minute, pitch 0 to 99."""

    speed: int
    pitch: int


@dataclass(frozen=True, slots=True)
class Example:
    """A viewer's line and what the persona would say to it."""

    viewer: str
    reply: str


@dataclass(frozen=True, slots=True)
class Persona:
    slug: str
    name: str
    aliases: tuple[str, ...]
    tagline: str
    colour: str
    register: Register
    address: str
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
    bank: Bank
