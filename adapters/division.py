"""Which parts of a platform this process serves, as it is told while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection


class Division:
    """Everything, until told otherwise."""

    def __init__(self) -> None:
        self._units: frozenset[str] | None = None
        self._changed = asyncio.Event()
        self.slot = 0

    @property
    def divided(self) -> bool:
        """Whether others may serve a part."""
        return self._units is not None

    def serve(self, units: Collection[str] | None, slot: int = 0) -> None:
        """These only from now on; None: all."""
        self._units = None if units is None else frozenset(units)
        self.slot = slot
        self.wake()

    def serves(self, unit: str) -> bool:
        return self._units is None or unit in self._units

    def wake(self) -> None:
        """Something changed on which the conditions of `until` and `during` hang."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return when `condition` holds, looked at whenever something changes."""
        while not condition():
            await self._changed.wait()

    async def during(
        self, condition: Callable[[], bool], work: Callable[[], Awaitable[None]]
    ) -> None:
        """Do `work` while `condition` holds: cancelled when it does no longer, begun anew when
        it does again. Returns, or raises, when `work` does so by itself."""

        async def doing() -> None:
            await work()

        while True:
            await self.until(condition)
            working = asyncio.create_task(doing())
            ending = asyncio.create_task(self.until(lambda: not condition()))
            try:
                await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    return working.result()
            finally:
                working.cancel()
                ending.cancel()
                await asyncio.wait({working, ending})
