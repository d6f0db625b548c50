"""Slash commands that still may be answered."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

HELD = 1_000


@dataclass(slots=True)
class Ask:
    """One interaction. Nothing can be put in its place before Discord has the acknowledgement;
    `alive` is false when that came too late."""

    token: str
    alive: bool = True
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Asks:
    """The newest interactions, by event id and by token."""

    def __init__(self) -> None:
        self._by_event: OrderedDict[str, Ask] = OrderedDict()
        self._by_token: dict[str, Ask] = {}

    def open(self, event_id: str, token: str) -> Ask | None:
        """Remember a new interaction; None for one that came before."""
        if event_id in self._by_event:
            return None
        ask = self._by_event[event_id] = self._by_token[token] = Ask(token)
        if len(self._by_event) > HELD:
            _, oldest = self._by_event.popitem(last=False)
            del self._by_token[oldest.token]
        return ask

    def about(self, event_id: str | None) -> Ask | None:
        """The interaction that the event was."""
        return self._by_event.get(event_id or "")

    async def ready(self, token: str) -> bool:
        """Whether the interaction can be answered, as soon as that is known."""
        ask = self._by_token.get(token)
        if ask is None:  # asked before a restart: Discord will say
            return True
        await ask.settled.wait()
        return ask.alive
