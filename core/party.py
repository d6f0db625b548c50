"""Whom the product talks with: one viewer in one channel, before everybody or alone."""

from typing import NamedTuple

from core.events import ChatMessage, Command, Event
from core.labels import Platform
from core.turns import Reason, Turn

# Between a viewer's id and what is kept apart from all else of theirs.
APART = "#"


class Party(NamedTuple):
    """What is said to one party another never hears of, be it the same viewer in private."""

    platform: Platform
    channel: str
    viewer: str
    private: bool


def party(about: Event | Turn) -> Party:
    """Who sent an event, or whom a turn answers."""
    viewer = about.viewer.id
    if isinstance(about, Event):
        unseen = private(about)
    else:
        unseen = about.private or about.token is not None
        if about.reason is Reason.STORY:  # its teller is nobody that chat knows
            viewer = f"{viewer}{APART}{about.id}"
    return Party(about.platform, about.channel, viewer, unseen)


def private(event: Event) -> bool:
    """Whether only its writer sees a persona's answer to `event`."""
    return isinstance(event, Command) or (isinstance(event, ChatMessage) and event.private)


def alone(event: ChatMessage | Command) -> bool:
    """Whether only its writer sees the service's own answer to `event`: a slash command's, one
    in private messages, and a notice in the room."""
    return private(event) or event.platform is Platform.ROOM
