"""Whom the product talks with: one viewer in one channel, before everybody or alone."""

from typing import NamedTuple

from core.events import ChatMessage, Command, Event
from core.labels import Platform
from core.turns import Turn


class Party(NamedTuple):
    """What is said to one party another never hears of, be it the same viewer in private."""

    platform: Platform
    channel: str
    viewer: str
    private: bool


def party(about: Event | Turn) -> Party:
    """Who sent an event, or whom a turn answers."""
    private = isinstance(about, Command) if isinstance(about, Event) else about.token is not None
    return Party(about.platform, about.channel, about.viewer.id, private)


def alone(event: ChatMessage | Command) -> bool:
    """Whether only its writer sees the service's own answer to `event`: a slash command's, one
    in private messages, and a notice in the room."""
    return isinstance(event, Command) or event.private or event.platform is Platform.ROOM
