"""Viewers and memories of commands that keep nothing when they end."""

from collections.abc import Collection

from core.viewers.choice import Decision, ViewerChoice
from core.viewers.recollection import Recollection


class MemoryViewers:
    """A dictionary; every account by itself."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, bool]] = {}

    async def choice(self, viewer: str) -> ViewerChoice:
        return ViewerChoice(**self._held.get(viewer, {}))

    async def decide(self, viewer: str, what: Decision, on: bool) -> None:
        self._held.setdefault(viewer, {})[what] = on

    async def forget(self, viewers: Collection[str]) -> None:
        for viewer in viewers:
            self._held.pop(viewer, None)


class NoMemories:
    """Personas remember nothing between dialogues."""

    async def of(self, viewers: Collection[str], since: float) -> list[Recollection]:
        return []

    async def add(self, told: Recollection, accounts: Collection[str], most: int) -> None:
        return None

    async def drop(self, viewers: Collection[str], persona: str, turn: str) -> bool:
        return False

    async def forget(self, viewers: Collection[str]) -> None:
        return None
