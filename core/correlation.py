"""What the code that runs now is about, for the log: set where work begins, kept by its tasks."""

from contextvars import ContextVar
from typing import Final

# A turn's id.
TURN: Final[ContextVar[str]] = ContextVar("turn", default="")
# A web request's; of a page's socket, that which opened it.
REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
