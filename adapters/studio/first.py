"""The first settings of a channel where nobody decided: what is proposed, and what is saved."""

from typing import Any

from adapters.studio.deeds import Act, Answer, Body, text_of
from core.channels.console import Console
from core.channels.guilds import Actor, Place
from core.channels.settings import FIRST, ChannelSettings
from core.errors import BadInput
from core.labels import Platform


class FirstDeeds:
    """Saves what was proposed and asked, or leaves all as it is; either decides the channel."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.table: dict[str, Act] = {"first": self.first, "keep": self.keep}

    async def first(self, actor: Actor, place: Place, body: Body) -> Answer:
        values = {key: text_of(body, key) for key in (*PROPOSED, ASKED)}
        await self._console.change(actor, place, values, first=True)
        return {}

    async def keep(self, actor: Actor, place: Place, body: Body) -> Answer:
        if not _keeps(place):
            raise BadInput("디스코드에서는 처음 설정을 골라 주세요.")
        await self._console.change(actor, place, {}, first=True)
        return {}


def proposal(settings: ChannelSettings, place: Place) -> dict[str, Any] | None:
    """What the page proposes, by key; None where somebody decided."""
    if settings.decided:
        return None
    values = {key: str(getattr(FIRST, key)) for key in PROPOSED}
    return {"values": values, "may_keep": _keeps(place)}


def _keeps(place: Place) -> bool:
    # Which undecided channels of Discord are open is in its configuration, not in their settings:
    # to decide one as its settings are could open it.
    return place.platform is not Platform.DISCORD


PROPOSED = ("mode", "announcer")
ASKED = "bare"
