"""What a process that died left unfinished, settled at the next start."""

import logging

from core.ports import Topic, Turns
from core.replies import Reply
from core.turns import State, Turn

log = logging.getLogger(__name__)

FRESH = 600.0
GIVEN_UP = 86_400.0


async def recover(turns: Turns, topic: Topic[Turn], replies: Topic[Reply], now: float) -> None:
    """Put unfinished turns back on their way.

    What was accepted is answered again and what was answered is said, while it is fresh
    or a donation's thanks. What was being said when the process died may have been said:
    it is `unknown` and never said again.
    """
    for turn, state, reply in await turns.unfinished(now - GIVEN_UP):
        fresh = turn.support is not None or now - turn.at <= FRESH
        if state is State.SAYING:
            await turns.move(turn.id, State.UNKNOWN, "died while saying")
        elif not fresh:
            await turns.move(turn.id, State.DROPPED, "too old after a restart")
        elif state is State.ANSWERED and reply is not None:
            await replies.put(reply)
        else:
            await topic.put(turn)
        log.info("recovered", extra={"turn": turn.id, "state": state})
