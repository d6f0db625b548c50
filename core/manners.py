"""In which manner a viewer is spoken to: the channel's, their own, or in English."""

from collections.abc import Callable

from core.channels.settings import ChannelSettings, Tone
from core.labels import Platform
from core.persona import Manner
from core.stores import Viewers
from core.turns import Turn
from core.understanding.language import is_english, writes_hangul


class Manners:
    """Decides by what is written now, then by the streamer, then by the viewer."""

    def __init__(
        self, viewers: Viewers, settings: Callable[[Platform, str], ChannelSettings]
    ) -> None:
        self._viewers = viewers
        self._settings = settings

    async def of(self, turn: Turn, before: Manner) -> Manner:
        """The manner of the answer to `turn`; `before` was that of the last one to this viewer."""
        if is_english(turn.text) or (before is Manner.ENGLISH and not writes_hangul(turn.text)):
            return Manner.ENGLISH
        if self._settings(turn.platform, turn.channel).tone is Tone.POLITE:
            return Manner.POLITE
        choice = await self._viewers.choice(turn.viewer.id)
        return Manner.POLITE if choice.polite else Manner.OWN
