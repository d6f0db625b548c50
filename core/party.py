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
    if isinstance(about, Event):
        unseen = private(about)
    else:
        unseen = about.private or about.token is not None
    return Party(about.platform, about.channel, about.viewer.id, unseen)


def private(event: Event) -> bool:
    """Whether only its writer sees a persona's answer to `event`."""
    return isinstance(event, Command) or (isinstance(event, ChatMessage) and event.private)


def alone(event: ChatMessage | Command) -> bool:
    """Whether only its writer sees the service's own answer to `event`: a slash command's, one
    in private messages, and a notice in the room."""
    return private(event) or event.platform is Platform.ROOM
