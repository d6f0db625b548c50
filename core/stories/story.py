"""A story as it is kept: masked, under a pseudonym, with what its teller allowed."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct

from core.labels import Platform
from core.safety.masking import taken_out

# Characters; the longest is read aloud within a minute.
SHORTEST, LONGEST = 10, 600
LONGEST_PSEUDONYM = 12
# What the ids of tellers without an account begin with.
WEB = "web:"


class StoryState(StrEnum):
    """pending → approved → queued → read → answered; or refused or withdrawn before it is read.

    `queued`: it is about to be read. `answered`: the personas have reacted to it.
    """

    PENDING = "pending"
    APPROVED = "approved"
    QUEUED = "queued"
    READ = "read"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Consents(Struct, frozen=True):
    """What a teller said yes to: being 14 or older, without which nothing is kept; being asked
    in private, once, how it went on; being used in a short clip."""

    of_age: bool
    follow_up: bool = False
    shorts: bool = False


class Story(Struct, frozen=True, kw_only=True):
    """`viewer` is its teller's account, `web:…` for one without. `airs` counts how often it was
    taken to be read, `reader` is the persona that did; times are Unix seconds, 0.0 for never.
    `why` tells its teller why it was refused, `sequel` is the turn in which they told on."""

    id: str
    platform: Platform
    channel: str
    viewer: str
    pseudonym: str
    text: str
    consents: Consents
    at: float
    moved_at: float
    state: StoryState = StoryState.PENDING
    airs: int = 0
    reader: str = ""
    read_at: float = 0.0
    asked_at: float = 0.0
    why: str = ""
    sequel: str = ""

    @property
    def masked(self) -> list[tuple[int, int]]:
        """Where in `text` something personal was taken out: spans of what stands there instead."""
        return taken_out(self.text)

    @property
    def version(self) -> str:
        """Another one for other words: what a manager has read is what they decide on."""
        return sha256(f"{self.pseudonym}\n{self.text}".encode()).hexdigest()[:12]

    @property
    def reading(self) -> str:
        """Id of the turn that reads it."""
        return f"story:{self.id}:{self.airs}"

    @property
    def reactions(self) -> str:
        """Id of the turn in which all personas react to it."""
        return f"{self.reading}:together"


class Liked(Struct, frozen=True):
    """A story and how many people liked it."""

    story: Story
    likes: int


def shown(liked: Liked) -> Mapping[str, Any]:
    """As the studio has it: nothing of who told it."""
    story = liked.story
    return {
        "id": story.id,
        "pseudonym": story.pseudonym,
        "text": story.text,
        "version": story.version,
        "masked": [list(span) for span in story.masked],
        "state": story.state,
        "at": story.at,
        "likes": liked.likes,
        "consents": msgspec.to_builtins(story.consents),
    }


def whole(channel: str) -> str:
    """The channel that a part of it, as Discord's threads are, belongs to."""
    return channel.partition("/")[0]


# States that a manager or the teller may still change, and those of stories that were on air.
OPEN: Final = (StoryState.PENDING, StoryState.APPROVED)
AIRED: Final = (StoryState.READ, StoryState.ANSWERED)
