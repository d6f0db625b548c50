"""A narrator whose voice takes its time, and a streamer with a microphone."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.settings import Aloud
from core.channels.words import ChannelWords
from core.persona import Voice
from core.safety.moderation import Moderation
from core.show.narrator import Narrator
from core.show.sound import Caption, Utterance
from core.show.taking import Hearing, Takings
from core.speech.text import sentences
from tests.conftest import FakeClock
from tests.core.narrating import ONE, Wall
from tests.stores import stores

THREE = "하나예요. 둘이에요. 셋이에요."


@dataclass
class Speaking:
    """A voice that takes `each` seconds for a sentence."""

    label: str = ""
    each: float = 2.0
    texts: list[str] = field(default_factory=list)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def speak(self, text: str, voice: Voice) -> Utterance:
        self.texts.append(text)
        async with self.busy:
            pass
        said = sentences(text)
        captions = [
            Caption(one, at * self.each, (at + 1) * self.each) for at, one in enumerate(said)
        ]
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setparams((1, 2, 100, 0, "NONE", ""))
            out.writeframes(b"\1\0" * round(100 * self.each * len(said)))
        return Utterance(file.getvalue(), self.each * len(said), tuple(captions))


@dataclass
class Show:
    wall: Wall
    voice: Speaking
    narrator: Narrator
    channel: Channel
    settings: Any
    clock: FakeClock
    hearing: Hearing = Hearing.NONE

    def hear(self, hearing: Hearing, after: float = 0.0) -> None:
        """The microphone, so many seconds from now."""
        self.clock.tick(after)
        self.hearing = hearing
        self.narrator.takings.stir()

    @property
    def ids(self) -> list[str]:
        return self.wall.ids()

    @property
    def waiting(self) -> int:
        return self.narrator.corner(self.channel)[1]

    async def passes(self, seconds: float) -> None:
        """Time goes by, and whoever waits notices."""
        self.hear(self.hearing, seconds)
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def show(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Show]:
    wall, voice = Wall(), Speaking()
    wall.goes_on.set()
    async with stores(tmp_path / "test.db", brain, clock) as kept:

        async def decide(**fields: Any) -> None:
            await kept.channels.edit(*ONE, lambda settings: replace(settings, **fields))

        narrator = Narrator(
            wall, voice, brain.personas, ChannelWords(Moderation(), kept.channels.settings),
            kept.channels, lambda _: False, clock, takings=Takings(clock),
        )  # fmt: skip
        kept.channels.changed = narrator.takings.stir
        made = Show(wall, voice, narrator, kept.channels.of(*ONE), decide, clock)
        narrator.takings.heard = lambda *_: made.hearing
        await decide(aloud=Aloud.AUTO, corner="talk")
        task = asyncio.create_task(narrator.run())
        yield made
        task.cancel()
        await asyncio.wait({task})
