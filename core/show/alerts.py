"""What somebody gave, as the overlay shows it."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Any

import msgspec

from core.channels.known import Channels
from core.channels.words import ChannelWords
from core.english.notices import gift
from core.events import Event
from core.gifts.gift import given
from core.gifts.tiers import tier_of
from core.gifts.wishes import Wishes
from core.labels import Platform
from core.show import emotes
from core.show.screen import Screen
from core.show.speaker import QUESTION_SHOWN

Key = tuple[Platform, str]

# Alerts that wait for a page; the oldest gives way. Of those that pages were told of, so many can
# still be taken back.
KEPT, TOLD = 50, 500


class Alerts:
    """Shows each alert once; those that no page was there for wait for one."""

    def __init__(
        self,
        screen: Screen,
        words: ChannelWords,
        channels: Channels,
        wishes: Wishes,
        held: Callable[[str], bool],
    ) -> None:
        """`held(viewer id)` tells who disclosed a crisis lately: nothing of theirs is shown."""
        self._screen = screen
        self._words = words
        self._channels = channels
        self._wishes = wishes
        self._held = held
        # By a gift's id: who gave it, and what is shown.
        self._kept: dict[Key, OrderedDict[str, tuple[str, dict[str, Any]]]] = {}
        # By an alert's id: who gave that, and where.
        self._told: OrderedDict[str, tuple[str, Key]] = OrderedDict()

    def show(self, event: Event, keep: bool) -> None:
        """Words that are not fit to be shown are left out, the amount never. `keep` it until a
        page is there to show it."""
        key = (event.platform, event.channel)
        if self._held(event.viewer.id):
            return
        words, settings = self._words(*key), self._channels.settings(*key)
        wish = self._wishes.of(event.text)
        alert = {
            "type": "donation",
            "id": f"{ALERT}{event.id}",
            "donor": words.name(event.viewer.name),
            "amount": gift(given(event), settings.language),
            "text": wish.text[:QUESTION_SHOWN] if words.judge(wish.text).shown else "",
            "tier": tier_of(event, settings.steps),
            "effect": wish.effect if settings.gift_effects else "",
            "emotes": msgspec.to_builtins(emotes.kept(event.emotes)),
        }
        if self._screen.shows_alerts(*key):
            self._tell(key, event.viewer.id, alert)
        elif keep:
            kept = self._kept.setdefault(key, OrderedDict())
            kept[event.id] = (event.viewer.id, alert)
            if len(kept) > KEPT:
                kept.popitem(last=False)

    def _tell(self, key: Key, giver: str, alert: dict[str, Any]) -> None:
        self._screen.show(*key, alert)
        self._told[alert["id"]] = (giver, key)
        if len(self._told) > TOLD:
            self._told.popitem(last=False)

    def arrived(self) -> None:
        """A page is there: show it what waited for one."""
        for key in [key for key in self._kept if self._screen.shows_alerts(*key)]:
            for giver, alert in self._kept.pop(key).values():
                self._tell(key, giver, alert)

    def silence(self, viewer: str) -> None:
        """Pages show nothing more of what one viewer gave; what waits for a page does not come."""
        self.forget([viewer])
        gone: dict[Key, list[str]] = {}
        for id in [id for id, (giver, _) in self._told.items() if giver == viewer]:
            gone.setdefault(self._told.pop(id)[1], []).append(id)
        for key, ids in gone.items():
            self._screen.show(*key, {"type": "withdraw", "ids": ids})

    def forget(self, viewers: Collection[str]) -> None:
        """What these viewers gave waits for no page."""
        for kept in self._kept.values():
            for id in [id for id, (giver, _) in kept.items() if giver in viewers]:
                del kept[id]


# What an alert's id begins with, before the gift's own.
ALERT = "donation:"
