"""The role that thinks: turns in, replies out."""

import asyncio
from dataclasses import dataclass

from msgspec import Struct

from bots.roles.ground import Ground
from core.channels.known import Channels
from core.engine import Engine
from core.errands import Errands
from core.labels import Platform
from core.pipeline.continuity import Continuity, Remembered
from core.show.stage import Stage
from core.turns import Turn
from core.workers import Workers

REFUSED, REMEMBERED = "turn.refused", "remembered"


class Refused(Struct, frozen=True):
    """A turn that needs no answer."""

    platform: Platform
    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Engines:
    """`workers` write; `errands` keep what personas remember of it."""

    workers: Workers
    errands: Errands

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.workers.run(), name="engines")
            tasks.create_task(self.errands.run(), name="engines: errands")


def engine(ground: Ground, stage: Stage) -> Engines:
    """Engines at work; `stage` hears what they write."""
    brain, bus = ground.brain, ground.bus
    thinking = Engine(
        brain.answer, brain.personas, brain.words, clock=ground.clock, meter=ground.meter
    )
    workers = Workers(thinking, ground.turns, bus.turns, bus.replies, ground.meter)
    continuity = Continuity(brain.dialogues, brain.corner)

    def refused(turn: Turn) -> None:
        about = Refused(turn.platform, turn.channel, turn.id)
        _forget(ground.channels, about)
        bus.newsroom.tell(REFUSED, about)

    def answered(turn: Turn) -> None:
        if not bus.alone:
            bus.newsroom.tell(REMEMBERED, continuity.after(turn))

    thinking.hear = stage.hear
    workers.written, workers.refused, workers.answered = stage.take, refused, answered
    errands = Errands(ground.meter)
    ground.known.memories.errand = errands.put
    return Engines(workers, errands)


def follow(ground: Ground) -> None:
    """Learn what engines elsewhere remember, and which turns they need not answer."""
    continuity = Continuity(ground.brain.dialogues, ground.brain.corner)

    def remember(told: Remembered | None) -> None:
        if told is not None:
            continuity.remember(told)

    newsroom = ground.bus.newsroom
    newsroom.on(REMEMBERED, Remembered | None, remember)
    newsroom.on(REFUSED, Refused, lambda about: _forget(ground.channels, about))


def _forget(channels: Channels, about: Refused) -> None:
    channel = channels.find(about.platform, about.channel)
    if channel is not None:
        channel.done(about.id)
