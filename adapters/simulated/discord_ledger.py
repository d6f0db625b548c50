"""What a local Discord remembers for those who check it."""

from dataclasses import dataclass, field
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
    """An interaction: `acknowledged` by a callback, `answer` once its message has content,
    `modal` when it was answered with one."""

    id: str
    token: str
    channel: str
    at: float
    acknowledged: bool = False
    ephemeral: bool = False
    answer: Said | None = None
    modal: dict[str, Any] | None = None
    # How often its message was put or changed, and what was said to its asker besides.
    edits: int = 0
    follow_ups: list[Said] = field(default_factory=list)
    # What stood under its message lately, by name.
    files: dict[str, bytes] = field(default_factory=dict)
    # The line whose button was pressed.
    pressed: Said | None = None
    # The interaction as the bot was told it.
    about: dict[str, Any] = field(default_factory=dict)
