"""A yes that counts: from somebody who has just read to what."""

import re
from collections import OrderedDict
from typing import Final

from core.ports import Clock

YES: Final = re.compile(r"(?:네|예|넵|넹|응|ㅇㅇ|yes|y|ok)[\s.,!~요]*")
ASKED: Final = 2_000


class Asked:
    """Who was asked what; the oldest questions give way."""

    def __init__(self, clock: Clock, lives: float) -> None:
        """A question may be answered for `lives` seconds."""
        self._clock = clock
        self._lives = lives
        self._asked: OrderedDict[tuple[str, str], float] = OrderedDict()

    def ask(self, viewer: str, what: str) -> None:
        """`viewer` has just been asked `what`."""
        self._asked[viewer, what] = self._clock()
        self._asked.move_to_end((viewer, what))
        if len(self._asked) > ASKED:
            self._asked.popitem(last=False)

    def take(self, viewer: str, what: str) -> bool:
        """Whether `viewer` was asked `what` just before; counts once."""
        asked = self._asked.pop((viewer, what), float("-inf"))
        return self._clock() - asked < self._lives
