"""Says lines in one streamer's name, each at most once and never more than Chzzk bears."""

import asyncio
from collections.abc import Callable, Iterable

from adapters.chzzk.api import OpenApi
from adapters.chzzk.echoes import Echoes
from adapters.ratelimit import Limiter
from core.errors import Disconnected, PlatformError, RateLimited, SendUnknown
from core.ports import Clock

# Ours: Chzzk publishes none.
SENDS, PER_SECONDS, RESERVED = 10, 10.0, 1
TRIES = 3
AGAIN_AFTER = 0.3
ECHO_WITHIN = 2.0


class Outlet:
    """One account's way into its own chat: `chats/send` names no channel."""

    def __init__(
        self, api: OpenApi, echoes: Echoes, listening: Callable[[], bool], clock: Clock
    ) -> None:
        """`listening` tells whether echoes would be heard."""
        self._api = api
        self._echoes = echoes
        self._listening = listening
        self._clock = clock
        self._limiter = Limiter(SENDS, PER_SECONDS, RESERVED, clock)
        self._closed_until = 0.0

    def resume(self, said: Iterable[float]) -> None:
        """Count the lines that were said here before a restart, at these times."""
        self._limiter.resume(said)

    def delay(self, urgent: bool) -> float:
        """Seconds until one more line may be sent."""
        now = asyncio.get_running_loop().time()
        return max(0.0, self._closed_until - now, self._limiter.delay(urgent))

    async def send(self, line: str, urgent: bool, patience: float) -> None:
        """Send `line`, beginning within `patience` seconds. Raises RateLimited otherwise, and
        the other errors that `Adapter.say` names."""
        now = asyncio.get_running_loop().time
        latest = now() + patience
        pause = 0.0
        for attempt in range(1, TRIES + 1):
            pause = max(pause, self._closed_until - now(), self._limiter.delay(urgent))
            if now() + pause > latest:
                raise RateLimited(pause)
            await asyncio.sleep(pause)
            pause = 0.0
            try:
                async with self._limiter.slot(urgent):
                    await self._send_once(line)
            except RateLimited as error:
                # Said to one line, it holds for the lines after it.
                self._closed_until = now() + error.retry_after
                if attempt == TRIES:
                    raise
            except Disconnected:
                if attempt == TRIES:
                    raise
                pause = AGAIN_AFTER
            else:
                return

    async def _send_once(self, line: str) -> None:
        """Send `line`; when Chzzk's answer is lost, its echo on the live socket answers too."""
        said = self._echoes.say(line, self._clock())
        try:
            await self._api.say(line)
        except SendUnknown:
            if not self._listening() or not await said.comes_back(ECHO_WITHIN):
                raise
        except PlatformError:
            self._echoes.unsay(said)
            raise
