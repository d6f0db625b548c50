"""Says replies on their platforms, each at most once."""

import asyncio
import logging
from collections.abc import Iterable

from core.channel import Channel
from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
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
    """Says replies on their platform, each at most once."""

    def __init__(
        self,
        turns: Turns,
        replies: Topic[Reply],
        outlets: dict[str, Adapter],
        channels: dict[tuple[str, str], Channel],
    ) -> None:
        self._turns = turns
        self._replies = replies
        self._outlets = outlets
        self._channels = channels

    async def run(self, platforms: Iterable[str]) -> None:
        """Run until cancelled; one platform's slow sends do not hold up another's."""
        async with asyncio.TaskGroup() as tasks:
            for platform in platforms:
                tasks.create_task(self._speak(platform), name=f"say on {platform}")

    async def _speak(self, platform: str) -> None:
        async for delivery in self._replies.listen(platform):
            reply = delivery.item
            if reply.platform == platform:
                # A stop waits until the outcome is written.
                await whole(self._say(reply))
            await delivery.ack()

    async def _say(self, reply: Reply) -> None:
        """Intent first, then the line, then how it went."""
        channel = self._channels.get((reply.platform, reply.channel))
        try:
            await self._turns.move(reply.turn_id, State.SAYING)
            state, why = await said(self._outlets[reply.platform], reply)
            await self._turns.move(reply.turn_id, state, why)
        except Exception:  # the database failed: the row stays as it is and start-up settles it
            log.exception("turn state not written", extra={"turn": reply.turn_id})
        finally:
            if channel is not None:
                channel.done(reply.turn_id)


async def said(outlet: Adapter, reply: Reply) -> tuple[State, str]:
    """Say `reply`; the state its turn is in after that, and why.

    What was certainly not said is tried again, TRIES times in all.
    """
    for attempt in range(1, TRIES + 1):
        try:
            async with asyncio.timeout(SEND_DEADLINE):
                await outlet.say(reply)
        except (RateLimited, Disconnected) as error:
            why = type(error).__name__
            log.info("not said yet", extra={"error": why, "attempt": attempt})
            if attempt < TRIES:
                await asyncio.sleep(min(getattr(error, "retry_after", RETRY_AFTER), SEND_DEADLINE))
        except SendRejected as error:
            log.warning("refused by the platform", extra={"reason": error.reason})
            return State.DROPPED, error.reason
        except (SendUnknown, TimeoutError) as error:
            log.warning("not known whether it was said", extra={"error": type(error).__name__})
            return State.UNKNOWN, type(error).__name__
        except Exception as error:  # nothing a platform does may end the loop that speaks to it
            log.exception("not said")
            return State.DROPPED, type(error).__name__
        else:
            return State.SAID, ""
    return State.DROPPED, why
