"""One line said on its platform, and how that went."""

import asyncio
import logging

from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
from core.ports import Adapter
from core.replies import Reply
from core.turns import State, fresh_for

log = logging.getLogger(__name__)

# Long enough to wait for the outbound limiter; adapters bound each request themselves.
SEND_DEADLINE = 60.0
TRIES = 3
RETRY_AFTER = 1.0


def late(reply: Reply, now: float) -> bool:
    """Whether it comes too late to be an answer; where nobody knows how old it is, never."""
    return reply.heard > 0 and now - reply.heard > fresh_for(reply.unasked, reply.promised)


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
        log.info("no answer to what was said", extra={"error": type(error).__name__})
        return State.UNKNOWN, type(error).__name__
    except Exception as error:  # nothing a platform does may end the loop that speaks to it
        log.exception("not said")
        return State.DROPPED, type(error).__name__
    return State.SAID, ""
