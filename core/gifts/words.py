"""Words that came with a gift, where thanks are another turn's matter."""

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from core.events import Event

E = TypeVar("E", bound=Event)

# What their id begins with, before the gift's own.
WORDS = "words:"


def words_of(gift: E) -> E:
    """The words of `gift`, with an id of their own."""
    return replace(gift, id=f"{WORDS}{gift.id}")


def gift_of(id: str) -> str:
    """The id of the gift that an event, or its words, belong to."""
    return id.removeprefix(WORDS)


def gifts_of(events: Iterable[Event]) -> list[str]:
    """The ids of the gifts whose words are among `events`."""
    return [gift_of(event.id) for event in events if event.id.startswith(WORDS)]
