"""How late the event loop is: what blocks it delays everybody."""

import asyncio
from collections import deque

from core.meter import SILENT, Meter

TICK = 0.1
# The worst of so many seconds counts.
LOOKS_BACK = 5.0


class Lag:
    """Measured by waking up on time, or not."""

    def __init__(self, meter: Meter = SILENT) -> None:
        self._meter = meter
        self._late: deque[float] = deque(maxlen=round(LOOKS_BACK / TICK))
        self._due: float | None = None

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._due = loop.time() + TICK
            await asyncio.sleep(TICK)
            late = max(0.0, loop.time() - self._due)
            self._late.append(late)
            self._meter.lagged(late)

    @property
    def seconds(self) -> float:
        """The worst lately, this very moment included; 0 before it runs."""
        if self._due is None:
            return 0.0
        now = asyncio.get_running_loop().time() - self._due
        return max(now, 0.0, max(self._late, default=0.0))
