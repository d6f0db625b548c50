"""What viewers decide about themselves, wherever they ask for it."""

from dataclasses import dataclass

from core.forgetting import Forgetting
from core.memories import Memories
from core.stores import Viewers


@dataclass(frozen=True, slots=True)
class Privacy:
    """The same behind the commands in chat and the panels."""

    viewers: Viewers
    memories: Memories
    forgetting: Forgetting
