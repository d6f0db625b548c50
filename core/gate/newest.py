"""What is kept of the viewers heard of last."""

from collections import OrderedDict
from typing import TypeVar

from core.gate.names import NEIGHBOURS

V = TypeVar("V")


class Newest(OrderedDict[str, V]):
    """By viewer id; beyond NEIGHBOURS the oldest gives way."""

    def put(self, viewer: str, value: V) -> None:
        """Keep `value` as the newest."""
        self[viewer] = value
        self.move_to_end(viewer)
        if len(self) > NEIGHBOURS:
            self.popitem(last=False)
