"""What is read when somebody asks, rather than counted as it happens."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

# By the values of the labels.
Values = Mapping[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Gauge:
    """`read` returns at once."""

    name: str
    help: str
    labels: tuple[str, ...]
    read: Callable[[], Values]


class _Gauges(Collector):
    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = tuple(gauges)

    def collect(self) -> Iterator[Metric]:
        for gauge in self._gauges:
            family = GaugeMetricFamily(f"lovelm_{gauge.name}", gauge.help, labels=gauge.labels)
            for labels, value in gauge.read().items():
                family.add_metric(labels, value)
            yield family


def watch(registry: CollectorRegistry, gauges: Iterable[Gauge]) -> None:
    """Show `gauges` beside what `registry` has."""
    registry.register(_Gauges(gauges))
