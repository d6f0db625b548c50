"""Remembers which event ids were seen."""


class Dedupe:
    """Holds at least the last `size` ids, at most twice as many.

    Two generations: when the younger is full it becomes the older and the older is
    forgotten, so no id costs more than a dictionary look-up.
    """

    __slots__ = ("_old", "_size", "_young")

    def __init__(self, size: int = 20_000) -> None:
        self._size = size
        self._young: set[str] = set()
        self._old: set[str] = set()

    def seen(self, key: str) -> bool:
        """Whether `key` came before; remembers it."""
        if key in self._young or key in self._old:
            return True
        self._young.add(key)
        if len(self._young) >= self._size:
            self._old, self._young = self._young, set()
        return False
