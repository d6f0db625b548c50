"""The demo's viewers: a script played at a believable pace, again and again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from zlib import crc32

import yaml

from core.events import Viewer

SCRIPT = Path(__file__).parent / "data" / "audience.yaml"
BETWEEN = 12.0
JITTER = 0.3

Enter = Callable[[Viewer, str, int | None], Awaitable[None] | None]


class Audience:
    """Says each line of the script; `enter(viewer, text, won)` is the door to where it is said."""

    def __init__(self, enter: Enter, pace: float = 1.0, seed: int = 7) -> None:
        """`pace` 2 plays twice as fast."""
        self._enter = enter
        self._pace = pace
        self._random = random.Random(seed)
        self._script = yaml.safe_load(SCRIPT.read_text("utf-8"))

    async def run(self) -> None:
        """Play until cancelled."""
        while True:
            for line in self._script:
                jitter = 1 + self._random.uniform(-JITTER, JITTER)
                await asyncio.sleep(line["after"] * jitter / self._pace)
                who = Viewer(f"simulated:{crc32(line['who'].encode()):08x}", line["who"])
                waiting = self._enter(who, line["text"], line.get("won"))
                if waiting is not None:
                    await waiting
            await asyncio.sleep(BETWEEN / self._pace)
