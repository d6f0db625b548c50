"""Who was promised an answer, when it does not come: they are told, or it is kept for later."""

import logging
from collections.abc import Callable

from core.channels.known import Channels
from core.replies import Notice, Reply
from core.stores import Turns
from core.turns import Turn
from core.whole import at_most

log = logging.getLogger(__name__)

TOO_LATE = "오늘은 순서가 못 왔어요."
KEPT_WITHIN = 3.0
STORY_BOX = " 사연함에 남길까요? `!사연`이라고 적어 주세요."


class Promises:
    """Kept over a stop, or taken back aloud."""

    def __init__(
        self,
        channels: Channels,
        turns: Turns,
        held: Callable[[str], bool],
        tell: Callable[[Notice], object],
    ) -> None:
        """`held(viewer id)` tells who disclosed a crisis lately, `tell` says a line of the
        service's own."""
        self._channels = channels
        self._turns = turns
        self._held = held
        self._tell = tell

    def broken(self, late: Turn | Reply) -> None:
        """It comes too late to be an answer. Who asked in private is not named in public."""
        lines = late.event_ids if isinstance(late, Turn) else late.in_reply_to
        if not (late.promised and lines) or late.private or self._held(late.viewer.id):
            return
        settings = self._channels.settings(late.platform, late.channel)
        text = TOO_LATE + STORY_BOX * settings.stories
        self._tell(Notice(late.platform, late.channel, late.viewer, lines[0], text))

    async def keep(self) -> None:
        """Store who still waits, at the end: the next process answers them. A stop waits for the
        database KEPT_WITHIN at most."""
        owed = [turn for channel in self._channels for turn in channel.owed]
        try:
            kept = await at_most(KEPT_WITHIN, self._turns.accept(owed))
        except Exception:  # the database is away, and a stop does not wait for it
            log.exception("promises not kept", extra={"turns": len(owed)})
            return
        if not kept:
            log.warning("promises left at the stop", extra={"turns": len(owed)})
