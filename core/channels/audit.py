"""Who did what in a channel, for its streamer to read; never a word of anybody's."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from core.channels.guilds import Actor, Place
from core.errands import Errand
from core.labels import Platform
from core.ports import Clock

log = logging.getLogger(__name__)

PAGE = 50
LONGEST = 80


class Entry(Struct, frozen=True, kw_only=True):
    """`what` is a deed, `about` a name, a setting's key or the like; `viewer` the id of the one
    whom it concerned, if anybody."""

    id: str
    platform: Platform
    channel: str
    at: float
    who: str
    name: str
    what: str
    about: str = ""
    viewer: str = ""


class AuditStore(Protocol):
    """Append only."""

    async def add(self, entry: Entry) -> None: ...

    async def page(self, platform: Platform, channel: str, before: float, most: int) -> list[Entry]:
        """A channel's entries from before that (Unix seconds), newest first."""


class Audit:
    """Notes deeds behind the back of those who do them: nobody waits for that."""

    def __init__(
        self, store: AuditStore, errand: Callable[[Errand], object], id: Callable[[], str],
        clock: Clock,
    ) -> None:  # fmt: skip
        """`errand` runs what must wait for the database; `id` makes a new one."""
        self._store = store
        self._errand = errand
        self._id = id
        self._clock = clock

    def note(
        self, actor: Actor, place: Place, what: str, about: str = "", viewer: str = ""
    ) -> None:
        """`actor` did that; never waits."""
        entry = Entry(
            id=self._id(), platform=place.platform, channel=place.channel, at=self._clock(),
            who=actor.id, name=actor.name[:LONGEST], what=what, about=about[:LONGEST],
            viewer=viewer[:LONGEST],
        )  # fmt: skip
        self._errand(lambda: self._store.add(entry))

    async def page(self, place: Place, before: float | None = None) -> Sequence[Entry]:
        """The last PAGE entries of a channel from before that, newest first."""
        latest = before if before is not None else self._clock() + 1.0
        return await self._store.page(place.platform, place.channel, latest, PAGE)
