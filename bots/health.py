"""Whether the parts are well."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.console import PartState
from core.ports import Adapter
from storage.writable import writable

# Says "ok" or what is wrong; raises what it likes.
Check = Callable[[], Awaitable[str]]

OK = "ok"
WITHIN = 2.0
# Seconds that an answer is good for: whoever asks all the time asks the parts no more often.
FRESH = 1.0


def health(adapters: Mapping[str, Adapter]) -> list[PartState]:
    """Of each platform."""
    return [
        PartState(name, adapter.connected, adapter.problems) for name, adapter in adapters.items()
    ]


def checks(database: AsyncEngine, adapters: Mapping[str, Adapter]) -> dict[str, Check]:
    """What an answer needs: the database, and each platform."""
    return {"database": lambda: _stores(database)} | {
        name: _hears(adapter) for name, adapter in adapters.items()
    }


async def _stores(database: AsyncEngine) -> str:
    await writable(database)
    return OK


def _hears(adapter: Adapter) -> Check:
    async def check() -> str:
        return OK if adapter.connected else "not connected"

    return check


class Readiness:
    """Asks every part, all at once, each for at most WITHIN seconds."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._asking = asyncio.Lock()
        self._asked = float("-inf")
        self._states: dict[str, str] = {}

    async def parts(self) -> dict[str, str]:
        """The state of each part by its name: "ok", or what is wrong."""
        loop = asyncio.get_running_loop()
        async with self._asking:
            if loop.time() - self._asked > FRESH:
                states = await asyncio.gather(*map(_state, self._checks.values()))
                self._states = dict(zip(self._checks, states, strict=True))
                self._asked = loop.time()
        return self._states


async def _state(check: Check) -> str:
    try:
        async with asyncio.timeout(WITHIN):
            return await check()
    except Exception as error:  # whatever is wrong with a part, it is not ready
        return type(error).__name__
