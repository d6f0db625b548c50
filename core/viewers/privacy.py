"""What viewers decide about themselves, wherever they ask for it."""

from dataclasses import dataclass

from core.stores import Viewers
from core.viewers.forgetting import Forgetting
from core.viewers.memories import Memories


@dataclass(frozen=True, slots=True)
class Privacy:
    """The same behind the commands in chat and the panels."""

    viewers: Viewers
    memories: Memories
    forgetting: Forgetting
