"""A viewer's dialogue with one persona, and what kind of answer each line got."""

import itertools
import re
from dataclasses import dataclass, field

from bots.brain import Brain
from core.events import Viewer
from core.labels import Platform
from core.replies import Reply
from core.turns import Reason, Support, Turn

_SLOT = re.compile(r"\\\{[^}]*\\\}")
_count = itertools.count()
SAID = (
    "offer", "declined", "saved", "unsaved", "seen", "liked", "disliked", "chosen", "empty", "none",
)  # fmt: skip


@dataclass
class Talking:
    """`at` is the time of the next line, in seconds."""

    brain: Brain
    persona: str = "onyu"
    viewer: str = field(default_factory=lambda: f"room:{next(_count)}")
    channel: str = field(default_factory=lambda: f"channel {next(_count)}")
    platform: Platform = Platform.ROOM
    at: float = 1_000_000.0
    replies: list[Reply] = field(default_factory=list)

    async def say(
        self, text: str, token: str | None = None, support: Support | None = None
    ) -> Reply:
        """The answer to `text`."""
        self.at += 10.0
        id = f"talking:{next(_count)}"
        turn = Turn(
            id=id,
            platform=self.platform,
            channel=self.channel,
            viewer=Viewer(self.viewer, "두부"),
            text=text,
            event_ids=(id,),
            reason=Reason.DONATION if support else Reason.MENTION,
            score=1.0,
            at=self.at,
            persona=self.persona,
            support=support,
            token=token,
        )
        self.replies.append(await self.brain.answer(turn))
        return self.replies[-1]

    async def kinds(self, *lines: str) -> list[str]:
        """What each line was answered by: films, a key of the bank's film lines, or talk."""
        return [self.kind(await self.say(line)) for line in lines]

    def kind(self, reply: Reply) -> str:
        if reply.films:
            return "films"
        return next((key for key in SAID if self.says(key, reply)), "talk")

    def says(self, key: str, reply: Reply) -> bool:
        """Whether the answer holds one of the persona's lines under `film.<key>`."""
        lines = self.brain.personas[self.persona].bank.find(f"film.{key}")
        return any(_said(line.chat).search(reply.chat) for line in lines)

    @property
    def shown(self) -> list[str]:
        """Ids of every film shown so far."""
        return [film.id for reply in self.replies for film in reply.films]


def _said(line: str) -> re.Pattern[str]:
    return re.compile(_SLOT.sub(".+", re.escape(line)))
