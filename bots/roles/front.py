"""What every process serves: its own pages, if any, and how it is."""

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack

from aiohttp import web

from adapters.metrics.gauges import Gauge
from adapters.metrics.meter import PrometheusMeter
from adapters.site import serve
from bots import metrics
from bots.app import Work
from bots.bus import Bus
from bots.health import Check, Readiness
from bots.settings import Settings
from core.lag import Lag


async def front(
    settings: Settings,
    meter: PrometheusMeter,
    bus: Bus,
    checks: Mapping[str, Check],
    gauges: list[Gauge],
    routes: Iterable[web.AbstractRouteDef],
    stack: AsyncExitStack,
) -> tuple[str, Work]:
    """Serve until `stack` is closed; the address, and what measures how late the loop is.

    Raises ConfigError for a taken port.
    """
    lag, readiness = Lag(meter), Readiness(checks)
    topics: metrics.Topics = {
        "turns": bus.turns,
        "replies": bus.replies,
        "hooks": bus.hooks,
        "alarms": bus.alarms,
    }
    page = metrics.page(settings, meter, readiness, topics, gauges)
    served = serve(
        settings.bind,
        settings.port,
        settings.public_url,
        [*routes, *page.routes()],
        readiness.parts,
        lambda: lag.seconds,
    )
    return await stack.enter_async_context(served), lag.run
