"""Names divided among processes, by leases in Redis."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from types import TracebackType
from typing import Self

from adapters.topics.redis_connection import FAULTS, Connection, Script
from core.ports import Clock

log = logging.getLogger(__name__)

# Seconds that a lease lives without its holder.
TTL = 6.0
# Of that, what the holder leaves unused: clocks do not run equally fast.
SAFE = 0.9
RETRY_AFTER = 0.25
CLOSE_WITHIN = 2.0


class Held(Collection[str]):
    """Names and their fences, empty once `until` has passed on the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._fences: dict[str, int] = {}
        self._until = float("-inf")

    def renew(self, fences: dict[str, int], until: float) -> None:
        self._fences, self._until = fences, until

    def keep(self, names: Collection[str]) -> None:
        """Drop all others."""
        self._fences = {name: fence for name, fence in self._fences.items() if name in names}

    @property
    def granted(self) -> Collection[str]:
        """Without a look at the clock."""
        return self._fences.keys()

    @property
    def fences(self) -> dict[str, int]:
        return self._fences if self._clock() < self._until else {}

    def __contains__(self, name: object) -> bool:
        return name in self.fences

    def __iter__(self) -> Iterator[str]:
        return iter(self.fences)

    def __len__(self) -> int:
        return len(self.fences)


class RedisLeases:
    """Open with `async with`; closing gives everything back.

    Every quarter of `ttl` seconds each process renews what it holds and takes or gives back what
    is fair: names of a process that died are another's within 1¼ `ttl`. What is given back is
    out of `mine` a quarter before another can have it.
    """

    def __init__(
        self,
        connection: Connection,
        name: str,
        ttl: float = TTL,
        clock: Clock = time.monotonic,
    ) -> None:
        """`clock` must never stand still or jump, whatever the time of day does."""
        self._connection = connection
        self._base = connection.key(name)
        self._script = Script("leases")
        self._owner = secrets.token_hex(8)
        self._ttl = ttl
        self._clock = clock
        self._round = clock()
        self._asked: frozenset[str] = frozenset()
        self._mine = Held(clock)
        # Out of `mine` already, given back the next time.
        self._leaving: set[str] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._told: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self.changed: Callable[[], object] = lambda: None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait({self._task})
        self._mine.renew({}, float("-inf"))
        with contextlib.suppress(*FAULTS):
            async with asyncio.timeout(CLOSE_WITHIN):
                await self._connection.run(self._script, self._base, "leave", self._owner)

    @property
    def mine(self) -> Collection[str]:
        return self._mine

    @property
    def granted(self) -> Collection[str]:
        # A process that stood still for so long does not know what has become another's.
        stood_still = self._clock() - self._round > self._ttl
        return () if stood_still else self._mine.granted

    def ask(self, names: Collection[str]) -> None:
        self._asked = frozenset(names)
        self._mine.keep(self._asked)
        self._tell()
        self._wake.set()

    def fence(self, name: str) -> int | None:
        return self._mine.fences.get(name)

    async def _run(self) -> None:
        faulty = False
        while True:
            pause = self._ttl / 4
            if self._clock() - self._round > self._ttl:  # it stood still: all may be another's
                self._mine.renew({}, float("-inf"))
                self._tell()
            self._round = self._clock()
            self._wake.clear()
            try:
                async with asyncio.timeout(pause):
                    await self._tend()
                faulty = False
            except FAULTS as error:
                if not faulty:
                    log.warning("leases not renewed", extra={"error": type(error).__name__})
                faulty = True
                pause = min(pause, RETRY_AFTER)
            except Exception:  # whatever it is, the next answer may be a better one
                log.exception("leases not renewed")
            self._tell()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def _tend(self) -> None:
        began, back = self._clock(), sorted(self._leaving)
        share, *pairs = await self._connection.run(
            self._script, self._base, "tend",
            self._owner, int(self._ttl * 1000), len(back), *back, *sorted(self._asked),
        )  # fmt: skip
        held = {
            name.decode(): int(fence) for name, fence in zip(pairs[::2], pairs[1::2], strict=True)
        }
        self._leaving = set(sorted(held)[share:])
        # What is asked for may have changed on the way.
        kept = self._asked - self._leaving
        mine = {name: fence for name, fence in held.items() if name in kept}
        self._mine.renew(mine, began + self._ttl * SAFE)

    def _tell(self) -> None:
        now = frozenset(self._mine), frozenset(self._mine.granted)
        if now != self._told:
            self._told = now
            log.info("leases changed", extra={"held": len(now[0])})
            try:
                self.changed()
            except Exception:  # the leases are not to be lost by it
                log.exception("change of leases not heard")
