"""What is kept of a channel's time, as a report reads it."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from core.gifts.gift import Gift
from core.labels import Platform
from core.replies import Reply
from core.reports.mark import Mark
from core.spending.spent import Spent
from core.stories.story import Story
from core.turns import State, Turn

# Seconds without anything after which the next is of another stream.
GAP: Final = 2 * 3_600.0


class KeptTurn(Struct, frozen=True, kw_only=True):
    """A turn's row; `first_audio` in seconds, None where nothing was spoken."""

    turn: Turn
    state: State
    why: str
    moved_at: float
    reply: Reply | None
    model: str = ""
    spent: Spent = Spent()
    first_audio: float | None = None


class Kept(Struct, frozen=True, kw_only=True):
    """Whatever is kept of a channel from `since` to `until` (Unix seconds). `lines` of chat were
    heard; `saved`: how many of its viewers saved which film, by id. `stories` were read then;
    `votes` are how many voted for each part of an answer, by its turn's id; `left_out` are the
    accounts, of any channel, of which nothing is picked."""

    platform: Platform
    channel: str
    name: str
    since: float
    until: float
    turns: Sequence[KeptTurn] = ()
    gifts: Sequence[Gift] = ()
    lines: int = 0
    saved: Mapping[str, int] = {}
    marks: Sequence[Mark] = ()
    stories: Sequence[Story] = ()
    votes: Mapping[str, tuple[int, ...]] = {}
    left_out: frozenset[str] = frozenset()
