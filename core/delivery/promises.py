"""Who was promised an answer, when it does not come: they are told, or it is kept for later."""

from collections.abc import Callable

from core.channels.known import Channels
from core.replies import Notice, Reply
from core.stores import Turns
from core.turns import Turn
from core.whole import at_the_end

TOO_LATE = "오늘은 순서가 못 왔어요."
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
        text = TOO_LATE + STORY_BOX if settings.stories else TOO_LATE
        self._tell(Notice(late.platform, late.channel, late.viewer, lines[0], text))

    async def keep(self) -> None:
        """Store who still waits, at the end: the next process answers them."""
        owed = [turn for channel in self._channels for turn in channel.owed]
        await at_the_end(self._turns.accept(owed), promises=len(owed))
