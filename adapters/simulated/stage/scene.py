"""One platform as the stage's page sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from zlib import crc32

from msgspec import Raw

from core.events import Viewer

# Shows an event on every page, in place of an earlier one with its platform and id.
Show = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the page can speak as; `label` says who that is on the platform."""

    id: str
    name: str
    label: str

    def told(self) -> dict[str, str]:
        """What the page knows."""
        return {"id": self.id, "name": self.name, "label": self.label}


class Scene(Protocol):
    """What people do there goes to the platform; what happens there is shown."""

    @property
    def listening(self) -> bool:
        """Whether the bot hears what is written there."""

    def told(self) -> dict[str, Any]:
        """What the page needs to know about the platform."""

    async def act(self, deed: Raw) -> None:
        """Do what somebody did on the page. Raises msgspec.DecodeError when that is no deed."""

    async def enter(self, viewer: Viewer, text: str, won: int | None) -> None:
        """A scripted viewer writes, or donates where that is possible."""


def number(viewer: Viewer) -> int:
    """A number for a scripted viewer, the same each time."""
    return crc32(viewer.id.encode())
