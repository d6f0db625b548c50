"""Says replies on their platforms, each at most once."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from core.channel import Channel
from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
from core.outbox import Outbox
from core.ports import Adapter, Topic, Turns
from core.replies import Reply
from core.turns import State
from core.whole import whole

log = logging.getLogger(__name__)

# Long enough to wait for the outbound limiter; adapters bound each request themselves.
SEND_DEADLINE = 60.0
TRIES = 3
RETRY_AFTER = 1.0


class Mouth:
    """Writes its intent, says the line, writes how it went; one loop a channel."""

    def __init__(
        self,
        turns: Turns,
        replies: Topic[Reply],
        outlets: dict[str, Adapter],
        channels: dict[tuple[str, str], Channel],
        held: Callable[[str], bool],
    ) -> None:
        """`held(viewer id)` tells who disclosed a crisis lately: nothing else is said to them."""
        self._turns = turns
        self._replies = replies
        self._outlets = outlets
        self._channels = channels
        self._held = held
        self._outbox: Outbox[Reply] = Outbox(self._say)

    async def run(self, platforms: Iterable[str]) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._outbox.run(), name="say")
            for platform in platforms:
                tasks.create_task(self._collect(platform), name=f"collect {platform}")

    async def _collect(self, platform: str) -> None:
        async for delivery in self._replies.listen(platform):
            if delivery.item.platform == platform:
                self._outbox.put(delivery.item)
            await delivery.ack()

    async def _say(self, reply: Reply) -> None:
        try:
            if self._held(reply.viewer.id) and not reply.donation:
                await self._turns.move(reply.turn_id, State.DROPPED, "crisis")
                return
            for attempt in range(1, TRIES + 1):
                # A stop waits until the outcome of an attempt is written, not for the next one.
                again = await whole(self._attempt(reply, last=attempt == TRIES))
                if again is None:
                    return
                await asyncio.sleep(again)
        except Exception:  # the database failed: the row stays as it is and start-up settles it
            log.exception("turn state not written", extra={"turn": reply.turn_id})
        finally:
            channel = self._channels.get((reply.platform, reply.channel))
            if channel is not None:
                channel.done(reply.turn_id)

    async def _attempt(self, reply: Reply, last: bool) -> float | None:
        """Try once; seconds to wait before the next try, None when it is settled."""
        await self._turns.move(reply.turn_id, State.SAYING)
        try:
            state, why = await said(self._outlets[reply.platform], reply)
        except (RateLimited, Disconnected) as error:
            if not last:
                await self._turns.move(reply.turn_id, State.ANSWERED, type(error).__name__)
                return float(getattr(error, "retry_after", RETRY_AFTER))
            state, why = State.DROPPED, type(error).__name__
        await self._turns.move(reply.turn_id, state, why)
        return None


async def said_at_once(outlet: Adapter, reply: Reply) -> None:
    """Say a crisis answer, tried TRIES times as long as it was certainly not said."""
    for attempt in range(1, TRIES + 1):
        try:
            await said(outlet, reply)
            return
        except (RateLimited, Disconnected) as error:
            log.warning("crisis answer not said yet", extra={"attempt": attempt})
            await asyncio.sleep(float(getattr(error, "retry_after", RETRY_AFTER)))


async def said(outlet: Adapter, reply: Reply) -> tuple[State, str]:
    """Say `reply`; the state its turn is in after that, and why.

    Raises RateLimited or Disconnected when it was certainly not said and may be tried again.
    """
    try:
        async with asyncio.timeout(SEND_DEADLINE):
            await outlet.say(reply)
    except (RateLimited, Disconnected):
        raise
    except SendRejected as error:
        log.warning("refused by the platform", extra={"reason": error.reason})
        return State.DROPPED, error.reason
    except (SendUnknown, TimeoutError) as error:
        log.warning("not known whether it was said", extra={"error": type(error).__name__})
        return State.UNKNOWN, type(error).__name__
    except Exception as error:  # nothing a platform does may end the loop that speaks to it
        log.exception("not said")
        return State.DROPPED, type(error).__name__
    return State.SAID, ""
