"""A line of which nobody knows whether it was said."""

from collections.abc import Collection
from dataclasses import dataclass

from core.replies import Reply
from core.turns import Turn


@dataclass(slots=True, eq=False)
class Doubt:
    """A reply that may have been said; its platform is asked when it is `due`. Without its
    `turn` nobody but its viewer is known to be in it."""

    reply: Reply
    turn: Turn | None
    due: float
    asked: int = 0
    forgotten: bool = False

    def concerns(self, viewers: Collection[str]) -> bool:
        people = self.turn.people if self.turn else {self.reply.viewer.id}
        return not people.isdisjoint(viewers)
