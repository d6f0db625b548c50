"""Leases inside one process, which gets whatever it asks for."""

from collections.abc import Callable, Collection


class MemoryLeases:
    """Holds every name at once."""

    def __init__(self) -> None:
        self._mine: dict[str, int] = {}
        self._fence = 0
        self.changed: Callable[[], object] = lambda: None

    @property
    def mine(self) -> Collection[str]:
        return self._mine.keys()

    @property
    def granted(self) -> Collection[str]:
        return self._mine.keys()

    def ask(self, names: Collection[str]) -> None:
        before = set(self._mine)
        for name in before.difference(names):
            del self._mine[name]
        for name in names:
            if name not in before:
                self._fence += 1
                self._mine[name] = self._fence
        if before != set(names):
            self.changed()

    def fence(self, name: str) -> int | None:
        return self._mine.get(name)
