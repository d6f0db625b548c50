"""What a process that died left unfinished, settled at the next start."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from core.donations import GIVEN_UP, Donations
from core.meter import SILENT, Drop, Meter
from core.mouth import Mouth
from core.ports import Topic
from core.replies import Reply
from core.stores import Turns
from core.turns import State, Turn

log = logging.getLogger(__name__)

FRESH = 600.0
DIED = "died while saying"


async def recover(
    turns: Turns,
    donations: Donations,
    mouth: Mouth,
    topic: Topic[Turn],
    replies: Topic[Reply],
    now: float,
    meter: Meter = SILENT,
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Settle unfinished turns, and take up again gifts that have no turn yet; returned is what
    puts the turns back on their way, to be run beside those who take them: topics are bounded.

    What was accepted is answered again and what was answered is said, while it is fresh
    or a donation's thanks. What was being said when the process died may have been said:
    its platform is asked, and where none can tell it is `unknown` and never said again.
    """
    # All is read and settled before anything new is taken, or that would be settled as well.
    again: list[Turn | Reply] = []
    covered: set[str] = set()
    for turn, state, reply in await turns.unfinished(now - GIVEN_UP):
        log.info("recovered", extra={"turn": turn.id, "state": state})
        if turn.support is not None and not turn.aloud:
            covered.update(turn.event_ids)
        fresh = turn.support is not None or now - turn.at <= FRESH
        if state is State.SAYING and reply is not None:
            await mouth.doubt(reply, turn, DIED)
        elif state is State.SAYING:
            await donations.doubted(turn.event_ids if turn.support else ())
            await turns.move(turn.id, State.UNKNOWN, DIED)
            meter.turn(turn.platform, State.UNKNOWN)
        elif not fresh:
            await turns.move(turn.id, State.DROPPED, "too old after a restart")
            meter.turn(turn.platform, State.DROPPED)
            meter.dropped(Drop.OLD)
        elif state is State.ANSWERED and reply is not None:
            again.append(reply)
        else:
            again.append(turn)
    await donations.resume(covered)
    return partial(_resume, again, topic, replies)


async def _resume(again: Sequence[Turn | Reply], topic: Topic[Turn], replies: Topic[Reply]) -> None:
    for item in again:
        if isinstance(item, Turn):
            await topic.put(item)
        else:
            await replies.put(item)
