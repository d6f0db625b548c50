"""What `/metrics` shows of the running parts."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from math import nan
from typing import Any

from adapters.metrics.gauges import Gauge, Values, watch
from adapters.metrics.meter import PrometheusMeter
from adapters.metrics.page import MetricsPage
from bots.health import OK, Readiness
from bots.settings import Settings
from core.channels.known import Channels
from core.errands import Errands
from core.gifts.donations import Donations
from core.ports import Adapter, Topic

# What counts in a topic; by a topic's name.
Count = Callable[[], Awaitable[int]]
Topics = Mapping[str, Topic[Any]]
WITHIN = 1.0


def page(
    settings: Settings,
    meter: PrometheusMeter,
    readiness: Readiness,
    topics: Topics,
    read: list[Gauge],
) -> MetricsPage:
    """What `meter` counted, beside `read` and what must be asked."""
    asked = _Asked(readiness.parts, topics)
    watch(meter.registry, [*read, *asked.gauges()])
    token = settings.metrics_token.get_secret_value()
    return MetricsPage(meter.registry, token, bool(settings.public_url), asked.refresh)


class _Asked:
    """What must be awaited, as it was when somebody looked last."""

    def __init__(self, parts: Callable[[], Awaitable[dict[str, str]]], topics: Topics) -> None:
        self._parts = parts
        self._topics = topics
        self._states: dict[str, str] = {}
        self._waiting: dict[str, float] = dict.fromkeys(topics, 0.0)
        self._letters = dict(self._waiting)

    async def refresh(self) -> None:
        """Ask again; what does not answer in time is not known."""
        self._states = await self._parts()
        self._waiting = await self._all(lambda topic: topic.waiting)
        self._letters = await self._all(lambda topic: topic.dead_letters)

    async def _all(self, what: Callable[[Topic[Any]], Count]) -> dict[str, float]:
        counts = await asyncio.gather(*(_counted(what(topic)) for topic in self._topics.values()))
        return dict(zip(self._topics, counts, strict=True))

    def gauges(self) -> list[Gauge]:
        return [
            Gauge("ready", "1 when a part is ready.", ("part",), self._ready),
            Gauge("topic_items", "Items on their way.", ("topic",), lambda: _single(self._waiting)),
            Gauge(
                "dead_letters",
                "Items given up in the last day that nobody deleted.",
                ("topic",),
                lambda: _single(self._letters),
            ),
        ]

    def _ready(self) -> Values:
        return {(part,): float(state == OK) for part, state in self._states.items()}


async def _counted(count: Callable[[], Awaitable[int]]) -> float:
    try:
        async with asyncio.timeout(WITHIN):
            return float(await count())
    except Exception:  # Redis is away: whether it is, `ready` tells
        return nan


def gauges(
    adapters: Mapping[str, Adapter],
    channels: Channels,
    donations: Donations,
    errands: Errands,
    resting: Callable[[], bool],
) -> list[Gauge]:
    """`resting` tells whether the model's breaker is open."""
    return [
        Gauge(
            "connected",
            "1 while a platform is heard.",
            ("platform",),
            lambda: {(name,): float(adapter.connected) for name, adapter in adapters.items()},
        ),
        Gauge(
            "queue_depth",
            "What waits, over all channels of a platform.",
            ("platform", "lane"),
            lambda: _waiting(adapters, channels),
        ),
        Gauge(
            "donations_unstored",
            "Gifts that wait for the database.",
            (),
            lambda: {(): float(donations.waiting)},
        ),
        Gauge("errands", "Small work that waits.", (), lambda: {(): float(len(errands))}),
        Gauge(
            "model_breaker_open",
            "1 while the language model is given a rest.",
            (),
            lambda: {(): float(resting())},
        ),
    ]


def _waiting(adapters: Mapping[str, Adapter], channels: Channels) -> Values:
    depth: Counter[tuple[str, ...]] = Counter()
    for channel in channels:
        promised = gifts = unprompted = 0
        for candidate in channel.gate.waiting():
            if candidate.support:
                gifts += 1
            elif candidate.promised:
                promised += 1
            else:
                unprompted += 1
        lanes = (gifts, promised, unprompted, len(channel.in_flight), len(channel.held))
        for lane, count in zip(LANES, lanes, strict=True):
            depth[str(channel.platform), lane] += count
    return {(name, lane): depth[name, lane] for name in adapters for lane in LANES}


def _single(values: Mapping[str, float]) -> Values:
    return {(name,): value for name, value in values.items()}


# Those who gave; promised an answer; not; being answered; answered, and a manager must look.
LANES = ("gifts", "promised", "unprompted", "in_flight", "held")
