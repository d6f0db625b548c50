"""What a local Discord remembers for those who check it."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Said:
    """A line the ledger holds; an edited one changes in place."""

    channel: str
    text: str
    message: dict[str, Any]
    reply_to: str | None = None
    nonce: str | None = None
    ephemeral: bool = False


@dataclass(slots=True)
class Asked:
    """An interaction: `acknowledged` by a callback, `answer` once its message has content."""

    id: str
    token: str
    channel: str
    at: float
    acknowledged: bool = False
    ephemeral: bool = False
    answer: Said | None = None
    # The line whose button was pressed.
    pressed: Said | None = None
