"""Counts in Prometheus's own terms, in a registry of this application alone.

Labels are platforms and fixed words only. Channels have none: a host has any number of them,
each would multiply every series, and who streams is not this page's business.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from prometheus_client import CollectorRegistry, Histogram, Info, disable_created_metrics
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from core.gifts.gift import GiftState
from core.labels import Platform
from core.meter import Asked, Drop, Glance, Stage
from core.safety.levels import Level
from core.spending.spent import MICRO, Spent
from core.turns import State

# Seconds. A whole turn has 8, and chat stays fresh for 30.
TOOK: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 30, 60, 120)
LATE: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
LEVELS: Final = tuple(level for level in Level if level is not Level.NONE)


class Tally(dict[tuple[str, ...], float]):
    """A counter by its labels' values. Only the event loop writes it, so it needs no lock, which
    would cost several times what counting does."""

    def __init__(self, name: str, labels: tuple[str, ...], *words: Iterable[str]) -> None:
        """`words` are the values that each label can have: a series that first appears with 1
        would look as if nothing had happened."""
        super().__init__()
        self._about = (f"lovelm_{name}", HELP[name], labels)
        self.expect(*words)

    def expect(self, *words: Iterable[str]) -> None:
        """Let these begin at zero."""
        for values in product(*words):
            self.setdefault(values, 0)

    def __missing__(self, values: tuple[str, ...]) -> float:
        return 0.0

    def family(self) -> Metric:
        name, help, labels = self._about
        family = CounterMetricFamily(name, help, labels=labels)
        for values, count in self.items():
            family.add_metric(values, count)
        return family


class _Tallies(Collector):
    def __init__(self, tallies: Iterable[Tally]) -> None:
        self._tallies = tuple(tallies)

    def collect(self) -> Iterator[Metric]:
        for tally in self._tallies:
            yield tally.family()


class PrometheusMeter:
    """A `core.meter.Meter`; `registry` has everything of one application."""

    def __init__(self, version: str) -> None:
        # They would be a second series for each.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = registry = CollectorRegistry()
        self._events = Tally("events", ("platform",), ())
        self._gate = Tally("gate_lines", ("outcome",), Glance)
        self._drops = Tally("drops", ("reason",), Drop)
        self._turns = Tally("turns", ("platform", "state"), ())
        self._crises = Tally("crises", ("level",), LEVELS)
        self._gifts = Tally("donations", ("platform", "state"), ())
        self._won = Tally("donated_won", ("platform",), ())
        self._asked = Tally("model_calls", ("outcome",), Asked)
        self._tokens = Tally("model_tokens", ("direction",), ("in", "out"))
        self._cost = Tally("model_won", ())
        self._lost = Tally("connections_lost", ("platform",), ())
        tallies = (
            self._events, self._gate, self._drops, self._turns, self._crises, self._gifts,
            self._won, self._asked, self._tokens, self._cost, self._lost,
        )  # fmt: skip
        registry.register(_Tallies(tallies))
        self._stages = Histogram(
            "lovelm_stage_seconds",
            HELP["stage_seconds"],
            ["stage"],
            buckets=TOOK,
            registry=registry,
        )
        for stage in Stage:
            self._stages.labels(stage)
        name = "event_loop_lag_seconds"
        self._lag = Histogram(f"lovelm_{name}", HELP[name], buckets=LATE, registry=registry)
        Info("lovelm", HELP["info"], registry=registry).info({"version": version})
        ProcessCollector(registry=registry)

    def expect(self, platforms: Iterable[str]) -> None:
        """These platforms are there: let their counts begin at zero."""
        there = tuple(platforms)
        for tally in (self._events, self._won, self._lost):
            tally.expect(there)
        self._turns.expect(there, State)
        self._gifts.expect(there, GiftState)

    def heard(self, platform: Platform) -> None:
        self._events[platform,] += 1

    def glanced(self, what: Glance, count: int = 1) -> None:
        self._gate[what,] += count

    def dropped(self, why: Drop, count: int = 1) -> None:
        self._drops[why,] += count

    def turn(self, platform: Platform, state: State, count: int = 1) -> None:
        self._turns[platform, state] += count

    def took(self, stage: Stage, seconds: float) -> None:
        # A platform's clock may be ahead of ours.
        self._stages.labels(stage).observe(max(0.0, seconds))

    def crisis(self, level: Level) -> None:
        self._crises[level,] += 1

    def gift(self, platform: Platform, state: GiftState, won: int = 0) -> None:
        self._gifts[platform, state] += 1
        self._won[platform,] += max(0, won)

    def asked(self, how: Asked) -> None:
        self._asked[how,] += 1

    def spent(self, spent: Spent) -> None:
        self._tokens["in",] += spent.tokens_in
        self._tokens["out",] += spent.tokens_out
        self._cost[()] += spent.microwon / MICRO

    def lost(self, platform: Platform) -> None:
        self._lost[platform,] += 1

    def lagged(self, seconds: float) -> None:
        self._lag.observe(seconds)


HELP: Final = {
    "events": "Chat lines, commands and gifts that came in.",
    "gate_lines": "What became of the lines that the gate's first look let through.",
    "drops": "What got no answer or no line, and why.",
    "turns": "Turns that came to a state.",
    "stage_seconds": "How long a part of the way from a line to its answer took.",
    "crises": "Disclosures of a crisis.",
    "donations": "Gifts that came to a state.",
    "donated_won": "Money given.",
    "model_calls": "Calls of the language model by how they ended.",
    "model_tokens": "Tokens of the language model.",
    "model_won": "What the language model cost.",
    "connections_lost": "Connections that ended and are made again.",
    "event_loop_lag_seconds": "How late the event loop was.",
    "info": "The version that runs.",
}
