"""A channel as its studio shows it, and what of that has changed."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from core.channels.backstage import Backstage
from core.channels.floor import Sight
from core.channels.guilds import Actor, Place
from core.channels.settings import Level
from core.english.fixes import fix
from core.errors import BadInput
from core.gifts.gift import Gift, GiftState, given
from core.ports import Clock
from core.replies import Reply
from core.safety.masking import mask
from core.turns import Reason

State = dict[str, Any]
Read = Callable[[Actor, Place], Awaitable[Any]]

LONGEST_SPOKEN = 300


class Reader:
    """Reads through the console's rights, as a manager of that place would.

    Wired up later: `speaking` tells what a channel's overlay says now, `watched` whether a page
    shows it; `reads` are what other parts add, by the key it has in the state.
    """

    def __init__(self, backstage: Backstage, clock: Clock) -> None:
        self._backstage = backstage
        self._clock = clock
        self.speaking: Callable[[Place], Reply | None] = lambda _: None
        self.watched: Callable[[Place], bool] = lambda _: False
        self.addressed: Callable[[Place], bool] = lambda _: False
        self.reads: dict[str, Read] = {}

    async def quick(self, place: Place) -> State:
        """What changes all the time; costs no look into the database."""
        actor = _reading(place, Level.MANAGER)
        console = self._backstage.console
        state: State = {
            "speaking": self._spoken(place),
            "ignored": [
                {"id": id, "name": name} for id, name in console.ignored(actor, place).items()
            ],
            "overlay": {"watched": self.watched(place), "address": self.addressed(place)},
        }
        try:
            sight = await self._backstage.sight(actor, place)
        except BadInput:  # whoever answers there is away: the last that was known is shown
            return state | {"answering": False}
        return state | {"answering": True} | _floor(sight)

    async def slow(self, place: Place) -> State:
        """What is looked up."""
        actor = _reading(place, Level.MANAGER)
        console = self._backstage.console
        gifts = [_gift(gift) for gift in await self._backstage.gifts(actor, place)]
        checks = await console.donations.checks(place.platform, place.channel)
        state: State = {
            "gifts": gifts,
            "to_check": [_gift(gift) for gift in checks],
            "parts": [
                {
                    "name": part.part,
                    "ok": part.ok,
                    "problems": list(part.problems.values()),
                    "english": [fix(problem) for problem in part.problems.values()],
                }
                for part in console.status(actor, lambda _: None)
            ],
        }
        for key, read in ({"held": self._held} | self.reads).items():
            with contextlib.suppress(BadInput):  # as in `quick`: the last that was known is shown
                state[key] = await read(actor, place)
        return state

    async def _held(self, actor: Actor, place: Place) -> Any:
        found = await self._backstage.console.held(actor, place)
        return [msgspec.to_builtins(one) for one in found]

    async def costs(self, place: Place) -> State:
        """For streamers' eyes."""
        found = await self._backstage.console.costs(_reading(place, Level.STREAMER), place)
        return {"costs": msgspec.to_builtins(found) | {"won": found.won}}

    def _spoken(self, place: Place) -> State | None:
        reply = self.speaking(place)
        if reply is None:
            return None
        return {
            "turn": reply.turn_id,
            "persona": reply.persona,
            "viewer": reply.viewer.name,
            "text": reply.speech[:LONGEST_SPOKEN],
        }


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> State:
    """The keys of `now` whose values are others."""
    return {key: value for key, value in now.items() if key not in before or before[key] != value}


def _reading(place: Place, level: Level) -> Actor:
    return Actor(id="studio", name="", guild=None, at=place, may=level)


def _floor(sight: Sight) -> State:
    return {
        "paused": sight.paused,
        "quiet": sight.quiet,
        "queue": [
            {
                "id": line.id,
                "viewer": {"id": line.viewer, "name": line.name},
                "text": line.text,
                "kind": KINDS.get(line.reason, line.reason),
                "score": line.score,
                "reasons": [msgspec.to_builtins(why) for why in line.why],
                "promised": line.promised,
                "paid": line.paid,
                "since": line.since,
            }
            for line in sight.waiting
        ],
        "alarms": [
            {"id": one.id, "at": one.at, "count": one.more + 1} for one in sight.alarms[::-1]
        ],
    }


def _gift(gift: Gift) -> State:
    event = gift.event
    return {
        "id": event.id,
        "donor": event.viewer.name,
        "given": given(event),
        "text": mask(event.text),
        "state": GiftState(gift.state).value,
        "at": event.at,
    }


# What a line is, in a word.
KINDS: dict[str, str] = {
    Reason.CRISIS: "위기",
    Reason.DONATION: "후원",
    Reason.SUPPORT: "응원",
    Reason.COMMAND: "명령",
    Reason.MENTION: "부름",
    Reason.FOLLOW_UP: "이어서",
    Reason.WORRY: "고민",
    Reason.WISH: "영화",
    Reason.TALK: "대화",
    "story": "사연",
}
