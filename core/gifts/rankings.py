"""The rankings of channels, as of now."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from core.gifts.ranking import Ranking, placed
from core.korea import KOREA
from core.labels import Platform
from core.ports import Clock
from core.safety.moderation import Moderation
from core.stores import DonationStore

# So many more donors are looked up, since some may not be named.
HIDDEN = 5


class Rankings:
    """Wired up later: `held(viewer id)` tells who disclosed a crisis lately: they are not named."""

    def __init__(
        self,
        store: DonationStore,
        words: Callable[[Platform, str], Moderation],
        clock: Clock,
    ) -> None:
        """`words` tells what may be shown in a channel."""
        self._store = store
        self._words = words
        self._clock = clock
        self.held: Callable[[str], bool] = lambda _: False

    async def of(self, platform: Platform, channel: str, most: int, month: bool = False) -> Ranking:
        """Who gave most today, or this month, by the Korean calendar; names are fit to be shown."""
        since, until = _span(datetime.fromtimestamp(self._clock(), KOREA), month)
        found = await self._store.ranking(platform, channel, since, until, most + HIDDEN)
        name = self._words(platform, channel).name
        ranks = placed([rank for rank in found if not self.held(rank.viewer)])
        shown = [msgspec.structs.replace(rank, name=name(rank.name)) for rank in ranks[:most]]
        return Ranking(shown, await self._store.anonymous(platform, channel, since, until))


def _span(now: datetime, month: bool) -> tuple[float, float]:
    """When the day or the month of `now` begins and ends, Unix seconds."""
    began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if not month:
        return began.timestamp(), (began + timedelta(days=1)).timestamp()
    began = began.replace(day=1)
    return began.timestamp(), (began + timedelta(days=31)).replace(day=1).timestamp()
