"""The name that a line begins with, taken off: "온유야 별로" says "별로"."""

import re
from collections.abc import Iterable


class Call:
    """Knows what viewers call the bot and its personas."""

    def __init__(self, names: Iterable[str]) -> None:
        words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        self._called = re.compile(
            rf"[\s@]*(?:{words})(?:님|씨|쌤)?(?:아|야|이야)?(?:[\s,.!~…ㅋㅎㅠㅜ]+|$)"
        )

    def without(self, text: str) -> str:
        """`text` without the names before it; whole when there is nothing else in it."""
        rest = text
        while called := self._called.match(rest):
            rest = rest[called.end() :]
        return rest or text
