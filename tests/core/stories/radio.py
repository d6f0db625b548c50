"""Stories, and an overlay that reads them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from bots.brain import Brain
from core.persona import Voice
from core.replies import Reply
from core.show.narrator import Narrator
from core.show.sound import Utterance
from core.stories.story import Story
from core.turns import State
from tests.conftest import FakeClock
from tests.core.narrating import Spoken, Wall
from tests.core.stories.world import HERE, World, world


@dataclass
class Slow(Spoken):
    """A voice that speaks when it is `ready`."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def speak(self, text: str, voice: Voice) -> Utterance:
        spoken = await super().speak(text, voice)
        await self.ready.wait()
        return spoken


@dataclass
class Radio:
    """Stories, and an overlay that reads them."""

    world: World
    narrator: Narrator
    wall: Wall
    voice: Slow
    over: list[tuple[str, bool]] = field(default_factory=list)

    async def decide(self, **fields: object) -> None:
        await self.world.channels.edit(*HERE, lambda settings: replace(settings, **fields))

    async def begin(self, ends: State = State.SAID) -> tuple[Story, Reply]:
        """A story that chat heard of, or not, before the overlay has a word of it."""
        story = await self.world.approved()
        await self.world.airing.read_now(story)
        (turn,) = [one for one in await self.world.waiting() if one.id.startswith("story:")]
        return story, await self.world.answer(turn, ends)

    async def steps(self) -> None:
        for _ in range(3):
            await self.world.step()


@asynccontextmanager
async def on_air(path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Radio]:
    """With a voice that is ready, on the database at `path`."""
    wall, voice = Wall(watching={HERE}), Slow()
    voice.ready.set()
    async with world(path, brain, clock) as there:
        narrator = Narrator(
            wall, voice, brain.personas, brain.words, there.channels, there.airing.held
        )
        made = Radio(there, narrator, wall, voice)

        def over(told: Reply, heard: bool) -> None:
            made.over.append((told.turn_id, heard))
            there.airing.spoken(told.turn_id, heard)

        narrator.over, there.airing.withdraw = over, narrator.withdraw
        task = asyncio.create_task(narrator.run())
        yield made
        task.cancel()
        await asyncio.wait({task})
