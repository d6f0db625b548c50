"""How calls of a model end, counted."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from core.errors import BudgetSpent, Misconfigured, ModelDown, Overloaded, Unfit
from core.meter import Asked, Meter


@contextmanager
def counted(meter: Meter, limit: asyncio.Timeout) -> Iterator[None]:
    """Note how the call inside ends; one that is cancelled was too late, or nobody waits for it."""
    try:
        yield
    except asyncio.CancelledError:
        meter.asked(Asked.LATE if limit.expired() else Asked.LEFT)
        raise
    except Exception as error:  # counted and passed on, whatever it is
        named = (how for kind, how in ENDED.items() if isinstance(error, kind))
        meter.asked(next(named, Asked.FAILED))
        raise
    meter.asked(Asked.ANSWERED)


# The first that fits: an overload is a ModelDown too.
ENDED: Final = {
    Unfit: Asked.UNFIT,
    BudgetSpent: Asked.BUDGET,
    Misconfigured: Asked.REFUSED,
    Overloaded: Asked.OVERLOADED,
    ModelDown: Asked.DOWN,
}
