"""Lines on their way to Discord: within its limits, each at most once."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from adapters.discord.asks import Asks
from adapters.discord.rest import Payload, Rest
from adapters.ratelimit import Limiter
from core.errors import Disconnected, PlatformError, RateLimited, SendRejected, SendUnknown
from core.ports import Clock

log = logging.getLogger(__name__)

SENDS, PER_SECONDS, RESERVED = 5, 5.0, 2
# Seconds in which attempts begin; with the last one's deadline less than the ten that whoever
# has a line said waits for it.
BUDGET = 6.5
# Before reading back: what is on its way must have arrived.
GRACE = 1.0
AGAIN_AFTER = 0.5
ECHOES = 200


class Outbound:
    """What the adapter says; `rest` is there while it is logged in."""

    def __init__(self, asks: Asks, clock: Clock) -> None:
        self._asks = asks
        self._clock = clock
        self._limiters: dict[str, Limiter] = {}
        # Nonces of the bot's own lines that the gateway told: proof that they were said.
        self._echoes: deque[str] = deque(maxlen=ECHOES)
        self.rest: Rest | None = None

    def online(self) -> Rest:
        """Raises Disconnected."""
        if self.rest is None:
            raise Disconnected("not logged in to Discord")
        return self.rest

    def echo(self, nonce: str) -> None:
        """The gateway told one of our lines."""
        self._echoes.append(nonce)

    async def post(self, channel: str, message: Payload, nonce: str, urgent: bool = False) -> None:
        """Say `message` in a channel; raises as core.ports.Adapter.say does."""
        limiter = self._limiter(channel)

        async def send() -> None:
            rest = self.online()  # before the limiter, which counts what it lets through
            await limiter.wait(urgent)
            await rest.post(channel, message, nonce, urgent)

        async def arrived() -> bool:
            return await self._arrived(channel, nonce)

        await _insist(send, arrived)

    async def direct(self, viewer: str, message: Payload, nonce: str, urgent: bool = False) -> None:
        """As `post`, in the private messages of a viewer, by id."""
        channel = await self.online().direct_channel(viewer.removeprefix("discord:"))
        await self.post(channel, message, nonce, urgent)

    def delay(self, channel: str, urgent: bool) -> float:
        """Seconds until `channel` takes one more message."""
        return self._limiter(channel).delay(urgent)

    def _limiter(self, channel: str) -> Limiter:
        return self._limiters.setdefault(
            channel, Limiter(SENDS, PER_SECONDS, RESERVED, self._clock)
        )

    async def put(self, token: str, message: Payload) -> None:
        """Put `message` where an interaction is answered; raises as `post` does."""
        if not await self._asks.ready(token):
            raise SendRejected("the command was not acknowledged in time")

        async def send() -> None:
            await self.online().answer(token, message)

        async def arrived() -> bool:
            return False  # putting the same answer in the same place again is harmless

        await _insist(send, arrived)

    async def _arrived(self, channel: str, nonce: str) -> bool:
        """Whether a line whose outcome is unknown was said. A no is not final: what is still
        on its way cannot be said twice either, because a repetition has the same nonce."""
        if nonce in self._echoes:
            return True
        await asyncio.sleep(GRACE)
        if nonce in self._echoes:
            return True
        try:
            return nonce in await self.online().nonces(channel)
        except PlatformError as error:
            log.info("not read back", extra={"error": type(error).__name__})
            return False


async def _insist(
    send: Callable[[], Awaitable[None]], arrived: Callable[[], Awaitable[bool]]
) -> None:
    """Try until `send` succeeds or has `arrived`, or the budget is spent. Only for what Discord
    does not repeat.

    Raises what the last attempt raised, or SendUnknown if an earlier one may have arrived.
    """
    now = asyncio.get_running_loop().time
    ends = now() + BUDGET
    doubt: SendUnknown | None = None
    while True:
        try:
            await send()
            return
        except PlatformError as error:
            if isinstance(error, SendUnknown):
                if await arrived():
                    return
                doubt = error
            wait = _patience(error)
            if wait is None or now() + wait > ends:
                raise doubt or error from None
        await asyncio.sleep(wait)


def _patience(error: PlatformError) -> float | None:
    """Seconds to wait before the next attempt; None when there must be none."""
    match error:
        case RateLimited(retry_after=seconds):
            return seconds
        case SendUnknown():
            return AGAIN_AFTER
        case Disconnected():
            return AGAIN_AFTER
    return None


def nonce(about: str) -> str:
    """The same short mark for the same line, also after a restart; Discord allows 25 characters."""
    return hashlib.blake2b(about.encode(), digest_size=12).hexdigest()
